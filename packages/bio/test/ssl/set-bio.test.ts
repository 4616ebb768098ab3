import { describe, expect, test } from 'vitest';
import { Bio, Ssl } from '../../src/index.js';
import { clientContext } from '../support/peers.js';

/** A BIO that counts how often it is released. */
class CountedBio extends Bio {
  released = 0;

  protected override readBytes(): number {
    return this.retryRead();
  }

  protected override writeBytes(data: Uint8Array): number {
    return data.length;
  }

  protected override release(): void {
    this.released += 1;
  }
}

const make = () => ({ ssl: new Ssl(clientContext()), a: new CountedBio(), b: new CountedBio() });
const released = (...bios: CountedBio[]): number[] => bios.map((bio) => bio.released);

describe('SSL_set_bio(3): whose the BIOs are', () => {
  test('one for both is freed once, with the connection', () => {
    const { ssl, a } = make();
    ssl.setBio(a, a);
    expect([ssl.readBio, ssl.writeBio]).toEqual([a, a]);
    ssl.free();
    expect([...released(a), ssl.readBio, ssl.writeBio]).toEqual([1, undefined, undefined]);
    ssl.free();
    expect(released(a)).toEqual([1]);
  });

  test('two are freed once each', () => {
    const { ssl, a, b } = make();
    ssl.setBio(a, b);
    ssl.free();
    expect(released(a, b)).toEqual([1, 1]);
  });

  test('set again as they are: nothing is done', () => {
    const { ssl, a, b } = make();
    ssl.setBio(a, b);
    ssl.setBio(a, b);
    expect(released(a, b)).toEqual([0, 0]);
    ssl.free();
    expect(released(a, b)).toEqual([1, 1]);
  });

  test('what is replaced is freed; what stays on the other side is not', () => {
    const { ssl, a, b } = make();
    const c = new CountedBio();
    ssl.setBio(a, a);
    ssl.setBio(a, b);
    expect(released(a, b)).toEqual([0, 0]);
    ssl.setBio(c, b);
    expect(released(a, b, c)).toEqual([1, 0, 0]);
    ssl.setBio(c, c);
    expect(released(a, b, c)).toEqual([1, 1, 0]);
    ssl.free();
    expect(released(a, b, c)).toEqual([1, 1, 1]);
  });

  test('BIO_up_ref(3) keeps one that is used elsewhere too', () => {
    const { ssl, a, b } = make();
    a.upRef();
    ssl.setBio(a, a);
    ssl.setBio(b, b);
    expect(released(a, b)).toEqual([0, 0]);
    a.free();
    expect(released(a)).toEqual([1]);
    ssl.free();
    expect(released(b)).toEqual([1]);
  });

  test('a chain is freed to its end', () => {
    const { ssl, a, b } = make();
    a.push(b);
    ssl.setBio(a, a);
    ssl.setBio(undefined, undefined);
    expect(released(a, b)).toEqual([1, 1]);
  });

  test('SSL_clear(3) and SSL_set_accept_state(3) leave them', () => {
    const { ssl, a, b } = make();
    ssl.setBio(a, b);
    ssl.setConnectState();
    ssl.clear();
    ssl.setAcceptState();
    expect([ssl.readBio, ssl.writeBio, ...released(a, b)]).toEqual([a, b, 0, 0]);
  });
});
