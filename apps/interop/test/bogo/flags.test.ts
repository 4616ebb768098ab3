import { describe, expect, it } from 'vitest';
import { parseFlags } from '../../src/bogo/shim/flags.ts';
import { Unimplemented } from '../../src/bogo/shim/outcome.ts';

describe('the flags of the shim', () => {
  it('count for all connections of a test, unless a prefix says for which', () => {
    const { initial, resume, retry } = parseFlags([
      ...['-port', '4433', '-on-initial-expect-no-session', '-on-resume-expect-cipher', '4865'],
      ...['-on-retry-verify-fail', '-on-shim-max-version', '771'],
    ]);
    expect([initial.port, resume.port, retry.port]).toEqual([4433, 4433, 4433]);
    expect([initial.expectNoSession, resume.expectNoSession]).toEqual([true, false]);
    expect([initial.expectCipher, resume.expectCipher]).toEqual([undefined, 4865]);
    expect([resume.verifyFail, retry.verifyFail]).toEqual([false, true]);
    expect([initial.maxVersion, retry.maxVersion]).toEqual([771, 771]);
  });

  it('of a credential belong to the one that was begun last', () => {
    const { initial } = parseFlags([
      ...['-cert-file', 'own.pem', '-new-x509-credential', '-cert-file', 'a.pem', '-signing-prefs', '1027'],
      ...['-new-x509-credential', '-cert-file', 'b.pem'],
    ]);
    expect(initial.credential.certFile).toBe('own.pem');
    expect(initial.credentials.map(({ certFile }) => certFile)).toEqual(['a.pem', 'b.pem']);
    expect(initial.credentials[0]?.signingPrefs).toEqual([1027]);
  });

  it('take values that look like flags, or are empty', () => {
    const { initial } = parseFlags(['-export-label', '-async', '-export-context', '', '-server']);
    expect(initial).toMatchObject({ exportLabel: '-async', exportContext: '', async: false, server: true });
  });

  it('are unimplemented when they are not known', () => {
    expect(() => parseFlags(['-server', '-no-such-flag'])).toThrow(Unimplemented);
  });
});
