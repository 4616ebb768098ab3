import { toHex } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { describe, expect, it } from 'vitest';
import { Session } from '../../src/resumption/session.js';
import { MemorySessionStore } from '../../src/resumption/session-store.js';
import { TicketKeys } from '../../src/resumption/ticket-keys.js';
import { testTime } from '../support/certificates.js';
import { serverOptions, sessionFrom } from './pair.js';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const hour = 3_600_000;

describe('a session in bytes', () => {
  const session = sessionFrom(serverOptions({ alpn: ['h2'] }), { alpn: ['h2'] });

  it('is what it was', () => {
    expect(Session.parse(session.serialize()).fields).toEqual(session.fields);
  });

  it('is refused when a byte is missing, too many, or of another layout', () => {
    const whole = session.serialize();
    const decodeError = expect.objectContaining({ code: 'DECODE_ERROR' });
    for (let length = 0; length < whole.length; length++) {
      expect(() => Session.parse(whole.subarray(0, length))).toThrow(decodeError);
    }
    expect(() => Session.parse(bytes(...whole, 0))).toThrow(decodeError);
    expect(() => Session.parse(bytes(9, ...whole.subarray(1)))).toThrow(decodeError);
  });
});

describe('ticket keys', () => {
  const keys = (): TicketKeys =>
    new TicketKeys({ provider: nobleProvider, openFor: 3600, rotateEvery: 3600 });

  it('open what they have sealed, and nothing that was changed', () => {
    const own = keys();
    const ticket = own.seal(bytes(1, 2, 3), testTime);
    expect(own.open(ticket, testTime)).toEqual(bytes(1, 2, 3));
    for (let at = 0; at < ticket.length; at++) {
      const changed = ticket.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(own.open(changed, testTime), `byte ${at}`).toBeUndefined();
      expect(own.open(ticket.subarray(0, at), testTime), `${at} bytes`).toBeUndefined();
    }
    expect(keys().open(ticket, testTime)).toBeUndefined();
  });

  it('leave the ticket as it is, which the transcript needs', () => {
    const own = keys();
    const ticket = own.seal(bytes(1, 2, 3), testTime);
    const before = toHex(ticket);
    own.open(ticket, testTime);
    expect(toHex(ticket)).toBe(before);
  });

  it('are replaced in time, and open for as long as their tickets live', () => {
    const own = keys();
    const nameOf = (ticket: Uint8Array): string => toHex(ticket.subarray(1, 17));
    const first = own.seal(bytes(1), testTime);
    expect(nameOf(own.seal(bytes(2), testTime + hour - 1))).toBe(nameOf(first));
    const second = own.seal(bytes(2), testTime + hour);
    expect(nameOf(second)).not.toBe(nameOf(first));
    expect(own.open(first, testTime + 2 * hour - 1)).toEqual(bytes(1));
    expect(own.open(first, testTime + 2 * hour)).toBeUndefined();
    expect(own.open(second, testTime + 2 * hour)).toEqual(bytes(2));
  });

  it('of the caller: the first seals, all open, none is replaced', () => {
    const key = (value: number) => ({
      name: new Uint8Array(16).fill(value),
      key: new Uint8Array(32).fill(value),
    });
    const old = new TicketKeys({ provider: nobleProvider, keys: [key(1)] });
    const both = new TicketKeys({ provider: nobleProvider, keys: [key(2), key(1)] });
    expect(both.open(old.seal(bytes(5), testTime), testTime + 1000 * hour)).toEqual(bytes(5));
    expect(old.open(both.seal(bytes(5), testTime), testTime)).toBeUndefined();
    expect(() => new TicketKeys({ provider: nobleProvider, keys: [{ ...key(1), key: bytes(1) }] })).toThrow(
      RangeError,
    );
  });
});

describe('a session store in memory', () => {
  it('keeps so many sessions, and drops what was not used for longest', () => {
    const store = new MemorySessionStore({ maxSessions: 2, now: () => testTime });
    for (const id of [1, 2]) store.add(bytes(id), bytes(id), testTime + 1);
    expect(store.find(bytes(1))).toEqual(bytes(1));
    store.add(bytes(3), bytes(3), testTime + 1);
    expect([1, 2, 3].map((id) => store.find(bytes(id)) !== undefined)).toEqual([true, false, true]);
    expect(store.size).toBe(2);
  });

  it('forgets what has ended', () => {
    let time = testTime;
    const store = new MemorySessionStore({ now: () => time });
    store.add(bytes(1), bytes(1), testTime + 1000);
    time += 999;
    expect(store.find(bytes(1))).toEqual(bytes(1));
    time += 1;
    expect(store.find(bytes(1))).toBeUndefined();
    expect(store.size).toBe(0);
  });

  it('gives each session away once', () => {
    const store = new MemorySessionStore();
    store.add(bytes(1), bytes(1), Date.now() + 1000);
    expect([store.remove(bytes(1)), store.remove(bytes(1))]).toEqual([true, false]);
  });
});
