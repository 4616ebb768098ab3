import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { FdBio } from '../../src/index.js';
import { fromSources, Program, programTestTimeout } from '../support/run-program.js';
import { Scratch, serverMaterial } from '../support/server-material.js';

const scratch = new Scratch();
afterAll(() => scratch.remove());

const hasPipes = spawnSync('mkfifo', [scratch.path('probe')]).status === 0;
const piped = hasPipes ? test : test.skip;
const why = hasPipes ? '' : ' (skipped: the program mkfifo is not here)';

function pipe(name: string): string {
  spawnSync('mkfifo', [scratch.path(name)]);
  return scratch.path(name);
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe('BIO_s_fd(3)', { timeout: programTestTimeout }, () => {
  test('writes a file, and reads it to its end', () => {
    const path = scratch.path('file');
    const out = new FdBio(openSync(path, 'w'), { close: true });
    expect([out.puts('one\ntwo\nthree'), out.flush()]).toEqual([13, 1]);
    out.free();
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\nthree');

    const bio = new FdBio(openSync(path, 'r'), { close: true });
    const into = new Uint8Array(9);
    expect([bio.gets(into), text(into.subarray(0, 4))]).toEqual([4, 'one\n']);
    expect([bio.read(into), text(into)]).toEqual([9, 'two\nthree']);
    expect([bio.eof, bio.read(into), bio.shouldRetry, bio.eof, bio.bytesRead]).toEqual([
      false,
      0,
      false,
      true,
      13,
    ]);
    bio.free();
  });

  test('BIO_seek(3), BIO_tell(3) and BIO_reset(3) in a file', () => {
    const bio = new FdBio(openSync(scratch.write('seek', 'abcdef'), 'r+'), { close: true });
    const into = new Uint8Array(3);
    expect([bio.tell(), bio.seek(4), bio.read(into), bio.tell()]).toEqual([-1, 4, 2, 6]);
    expect([bio.reset(), bio.eof, bio.read(into), text(into)]).toEqual([0, false, 3, 'abc']);
    expect([bio.write(Uint8Array.of(0x58)), bio.seek(-1), bio.seek(2)]).toEqual([1, -1, 2]);
    expect([bio.read(into), text(into)]).toEqual([3, 'cXe']);
    bio.free();
  });

  test('without BIO_CLOSE, freeing it leaves the descriptor open', () => {
    const fd = openSync(scratch.write('kept', 'x'), 'r');
    new FdBio(fd).free();
    closeSync(fd);
    const closed = openSync(scratch.path('kept'), 'r');
    new FdBio(closed, { close: true }).free();
    expect(() => closeSync(closed)).toThrow('EBADF');
  });

  test('an error of the system is −1, no retry, and the cause', () => {
    const bio = new FdBio(openSync(scratch.write('read-only', 'x'), 'r'), { close: true });
    expect([bio.write(Uint8Array.of(1)), bio.shouldRetry]).toEqual([-1, false]);
    expect(bio.cause).toMatchObject({ code: 'EBADF' });
    bio.free();
  });

  piped(`a descriptor in non-blocking mode asks to be retried, for reading and for writing${why}`, () => {
    const fd = openSync(pipe('nonblocking'), constants.O_RDWR | constants.O_NONBLOCK);
    const bio = new FdBio(fd, { close: true });
    const block = new Uint8Array(65_536);
    expect([bio.read(block), bio.shouldRead, bio.eof, bio.seek(0)]).toEqual([-1, true, false, -1]);
    let written = 0;
    for (let count = bio.write(block); count > 0; count = bio.write(block)) written += count;
    expect([bio.shouldWrite, bio.shouldRead]).toEqual([true, false]);
    while (written > 0) written -= bio.read(block);
    expect([written, bio.read(block), bio.shouldRead]).toEqual([0, -1, true]);
    bio.free();
  });

  piped(`two programs without an event loop turn shake hands over two pipes${why}`, async () => {
    const paths = { up: pipe('up'), down: pipe('down') };
    const material = serverMaterial();
    const runs = (['client', 'server'] as const).map(
      (role) => new Program('fd-peer.ts', { role, ...paths, ...material }).finished,
    );
    const lines = (await Promise.all(runs)).map(({ code, stdout, stderr }): unknown =>
      code === 0 ? JSON.parse(stdout) : stderr,
    );
    expect(lines).toEqual([
      { shaken: 1, heard: 'from the server', closed: [0, 1], turns: 0, isOpen: false },
      { shaken: 1, heard: 'from the client', closed: [0, 1], turns: 0, isOpen: false },
    ]);
  });

  const hasTerminals = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0;
  const terminal = hasTerminals ? test : test.skip;
  const whyNot = hasTerminals ? '' : ' (skipped: the program script, which makes terminals, is not here)';

  terminal(`reads lines from a terminal, and writes to it${whyNot}`, async () => {
    const program = fileURLToPath(new URL('../programs/fd-echo.ts', import.meta.url));
    const command = [process.execPath, ...fromSources, program].map((word) => `'${word}'`).join(' ');
    const child = spawn('script', ['-qec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      // The terminal is asked only when the program reads it: before, it would be the shell's.
      if (!output.includes('terminal') && piece.includes('terminal')) child.stdin.write('a line\n');
      output += piece;
    });
    await once(child, 'close');
    expect(output.replaceAll('\r', '')).toBe('terminal: true\na line\nyou said: a line\n');
  });
});
