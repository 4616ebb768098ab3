import { spawnSync } from 'node:child_process';
import { TlsError, type TlsErrorCode, tlsErrorCodes } from '@proj/crypto';
import { describe, expect, test } from 'vitest';
import { BioError, ErrorQueue, errorString, reasonString, unpack } from '../../src/index.js';
import { bioEntry, sslEntry, tlsEntry } from '../../src/ssl/error-queue.js';

const stringOf = (code: TlsErrorCode): string => errorString(tlsEntry(new TlsError(code, 'test')).code);

describe('the error queue (ERR_get_error(3))', () => {
  test('gives errors in their order; the ring of 16 slots holds 15, and the oldest make room', () => {
    const queue = new ErrorQueue();
    for (let code = 1; code <= 20; code += 1) queue.push({ code, data: '', cause: undefined });
    expect([queue.length, queue.first?.code, queue.last?.code]).toEqual([15, 6, 20]);
    expect([queue.shift()?.code, queue.shift()?.code, queue.length]).toEqual([6, 7, 13]);
    queue.clear();
    expect([queue.length, queue.shift(), queue.first, queue.last]).toEqual([
      0,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('ERR_error_string(3): as OpenSSL 3 writes it', () => {
    expect(stringOf('UNSAFE_LEGACY_RENEGOTIATION_DISABLED')).toBe(
      'error:0A000152:SSL routines::unsafe legacy renegotiation disabled',
    );
    expect(stringOf('INTERNAL_ERROR')).toBe('error:0A0C0103:SSL routines::internal error');
    expect(errorString(bioEntry(new BioError('BROKEN_PIPE', 'test')).code)).toBe(
      'error:1000007C:BIO routines::broken pipe',
    );
    expect(errorString(bioEntry(Object.assign(new Error('x'), { errno: -104 })).code)).toBe(
      'error:80000068:system library::reason(104)',
    );
    expect(unpack(sslEntry('CONNECTION_TYPE_NOT_SET').code)).toEqual({ library: 20, reason: 144 });
  });

  test('every code of the protocol has a reason with a text', () => {
    for (const code of tlsErrorCodes) {
      if (code === 'ALERT_RECEIVED') continue;
      expect(reasonString(tlsEntry(new TlsError(code, 'test')).code), code).toBeTruthy();
    }
  });

  const version = spawnSync('openssl', ['version'], { encoding: 'utf8' });
  test.skipIf(version.status !== 0 || !version.stdout.startsWith('OpenSSL 3.'))(
    'all reasons and alerts read as `openssl errstr` of OpenSSL 3 reads them',
    () => {
      const codes = [
        ...tlsErrorCodes
          // OpenSSL 3 has forgotten the text of 346.
          .filter((code) => code !== 'ALERT_RECEIVED' && code !== 'MULTIPLE_SGC_RESTARTS')
          .map((code) => tlsEntry(new TlsError(code, 'test'))),
        ...Array.from({ length: 256 }, (_, received) =>
          tlsEntry(new TlsError('ALERT_RECEIVED', 'test', { received })),
        ).filter(({ code }) => reasonString(code) !== undefined),
      ].map(({ code }) => code);
      const hex = codes.map((code) => code.toString(16));
      const { stdout } = spawnSync('openssl', ['errstr', ...hex], { encoding: 'utf8' });
      expect(codes.map(errorString)).toEqual(stdout.trim().split('\n'));
    },
  );
});
