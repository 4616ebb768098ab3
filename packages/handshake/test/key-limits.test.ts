import { WriteHalf } from '@proj/record';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Pair, serverOptions } from './resumption/pair.js';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the limit of a key (RFC 8446, 5.5)', () => {
  it.each(['client', 'server'] as const)('makes a %s send a KeyUpdate before its next data', (role) => {
    const pair = new Pair({}, serverOptions()).run();
    const sent = role === 'client' ? pair.clientMessages : pair.serverMessages;
    const due = vi.spyOn(WriteHalf.prototype, 'keyUpdateDue', 'get');
    due.mockReturnValueOnce(role === 'client').mockReturnValueOnce(role === 'server');
    expect(pair.exchange('hello')).toBe('hello');
    expect(sent.filter((message) => message === 'key_update')).toHaveLength(1);
    // The next key is in use at both ends, and lasts.
    expect(pair.exchange('again')).toBe('again');
    expect(sent.filter((message) => message === 'key_update')).toHaveLength(1);
  });

  it('changes nothing in TLS 1.2, where a key lasts as long as the connection', () => {
    const pair = new Pair({ maxVersion: 'TLSv1.2' }, serverOptions()).run();
    vi.spyOn(WriteHalf.prototype, 'keyUpdateDue', 'get').mockReturnValue(true);
    expect(pair.exchange('hello')).toBe('hello');
    expect([...pair.clientMessages, ...pair.serverMessages]).not.toContain('key_update');
  });
});
