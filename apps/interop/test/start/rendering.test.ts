import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Call } from '../../src/drive/call.ts';
import { CallTable } from '../../src/start/call-table.ts';
import { printable, usableWidth, wrap } from '../../src/start/layout.ts';
import { coloured, plain, wantsColour } from '../../src/start/style.ts';

const waiting: Call = {
  call: 'SSL_do_handshake',
  ret: -1,
  error: 'SSL_ERROR_WANT_READ',
  state: 'SSLv3/TLS write client hello',
  pendingIn: 0,
  pendingOut: 0,
  ms: 1.25,
  waited: 0,
};
const done: Call = {
  ...waiting,
  ret: 1,
  error: 'SSL_ERROR_NONE',
  state: 'SSL negotiation finished successfully',
  pendingIn: 12_345,
};

describe('the table of calls', () => {
  it.each([120, 100, 80, 60])('is aligned and no wider than %i columns', (width) => {
    const table = new CallTable(plain, width, '  ');
    const lines = [table.header(), table.row(waiting), table.row(done)].flatMap((line) => line.split('\n'));
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
    const [titles = '', first = '', second = ''] = lines.filter((line) => /#| [12] {2}SSL/.test(line));
    const end = titles.indexOf('out') + 3;
    expect(first.slice(end - 2, end)).toBe(' 0');
    expect(second.slice(0, end)).toMatch(/SSL_do_handshake\(\) +1 +(SSL_ERROR_)?NONE +12345 +0$/);
    expect(lines.join('\n')).toContain('SSL negotiation finished successfully');
  });

  it('shows the whole names of errors, and the time, where there is room', () => {
    const table = new CallTable(plain, 120, '  ');
    expect(table.row(waiting)).toBe(
      '    1  SSL_do_handshake()    -1  SSL_ERROR_WANT_READ         0      0     1.3  SSLv3/TLS write client hello',
    );
  });

  it('says the same with colours as without', () => {
    const inColour = new CallTable(coloured, 120, '').row(waiting);
    expect(inColour).not.toBe(stripVTControlCharacters(inColour));
    expect(stripVTControlCharacters(inColour)).toBe(new CallTable(plain, 120, '').row(waiting));
  });
});

describe('colours', () => {
  it.each([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
    [{ TERM: 'dumb' }, true, false],
  ])('%j, terminal %s: %s', (environment, isTerminal, expected) => {
    expect(wantsColour(environment, isTerminal)).toBe(expected);
  });
});

describe('the width', () => {
  it("is the terminal's within limits, else that of COLUMNS, else 120", () => {
    expect(usableWidth(90, {})).toBe(90);
    expect(usableWidth(20, {})).toBe(60);
    expect(usableWidth(500, {})).toBe(120);
    expect(usableWidth(undefined, { COLUMNS: '72' })).toBe(72);
    expect(usableWidth(undefined, {})).toBe(120);
  });
});

describe('text', () => {
  it('is wrapped at spaces', () => {
    expect(wrap('one two three', 8)).toEqual(['one two', 'three']);
    expect(wrap('a verylongword b', 6)).toEqual(['a', 'verylongword', 'b']);
  });

  it('of a peer can not steer the terminal', () => {
    expect(printable('a\u001b[31mb\u202e\r\n\u2028é')).toBe('a\\u{1b}[31mb\\u{202e}\\r\\n\\u{2028}é');
  });
});
