import { execFileSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Authority } from '@tooling/ca';
import { afterAll, describe, expect, it } from 'vitest';
import {
  decryptPrivateKey,
  privateKeyFromEncryptedPem,
  readPkcs12,
} from '../../../src/keys/encrypted/index.js';
import { encodePem } from '../../../src/keys/index.js';
import { nobleProvider } from '../../../src/noble/index.js';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const plain = privateKey.export({ type: 'pkcs8', format: 'der' });
const directory = mkdtempSync(join(tmpdir(), 'keys-'));
afterAll(() => rmSync(directory, { recursive: true }));

function hasOpenssl(): boolean {
  try {
    return execFileSync('openssl', ['version']).toString().startsWith('OpenSSL 3');
  } catch {
    return false;
  }
}

/** Encrypts with the real openssl. */
function byOpenssl(...options: readonly string[]): Uint8Array {
  return new Uint8Array(
    execFileSync('openssl', ['pkcs8', '-topk8', '-outform', 'DER', '-passout', 'pass:geheim', ...options], {
      input: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    }),
  );
}

function isSameKey(pkcs8: Uint8Array, key: KeyObject): boolean {
  return createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' }).equals(key);
}

describe('encrypted PKCS#8 (RFC 5958, 3; RFC 8018, 6.2)', () => {
  it("of Node's is decrypted", () => {
    const pem = privateKey.export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'geheim',
    });
    const pkcs8 = privateKeyFromEncryptedPem(pem.toString(), 'geheim');
    expect(Buffer.from(pkcs8).equals(plain)).toBe(true);
  });

  const ways: readonly (readonly string[])[] = [
    ['-v2', 'aes-128-cbc', '-v2prf', 'hmacWithSHA1'],
    ['-v2', 'aes-192-cbc', '-v2prf', 'hmacWithSHA224'],
    ['-v2', 'aes-256-cbc', '-v2prf', 'hmacWithSHA256'],
    ['-v2', 'aes-256-cbc', '-v2prf', 'hmacWithSHA384'],
    ['-v2', 'aes-256-cbc', '-v2prf', 'hmacWithSHA512', '-iter', '5000'],
    ['-scrypt', '-scrypt_N', '1024', '-scrypt_r', '8', '-scrypt_p', '2'],
  ];
  for (const way of ways) {
    it.skipIf(!hasOpenssl())(`of openssl's with ${way.join(' ')} is decrypted`, () => {
      expect(isSameKey(decryptPrivateKey(byOpenssl(...way), 'geheim'), privateKey)).toBe(true);
    });
  }

  it('with a wrong passphrase, damaged, or in an old way is refused with what to do', () => {
    const cipher = { type: 'pkcs8', format: 'der', passphrase: 'geheim' } as const;
    const encrypted = new Uint8Array(privateKey.export({ ...cipher, cipher: 'aes-128-cbc' }));
    expect(() => decryptPrivateKey(encrypted, 'falsch')).toThrow(/passphrase is wrong/);
    expect(() => decryptPrivateKey(encrypted.subarray(0, -1), 'geheim')).toThrow(RangeError);
    const old = new Uint8Array(privateKey.export({ ...cipher, cipher: 'des-ede3-cbc' }));
    expect(() => decryptPrivateKey(old, 'geheim')).toThrow(/openssl pkcs8 -topk8/);
  });

  it('is bounded in the work that it asks for', () => {
    const encrypted = new Uint8Array(
      privateKey.export({ type: 'pkcs8', format: 'der', passphrase: 'x', cipher: 'aes-128-cbc' }),
    );
    const at = Buffer.from(encrypted).indexOf(Buffer.from([0x02, 0x02, 0x08, 0x00]));
    expect(at).toBeGreaterThan(0);
    // Of 2,048 iterations it makes a negative number.
    encrypted[at + 2] = 0xff;
    expect(() => decryptPrivateKey(encrypted, 'x')).toThrow(/from 1 to/);
  });

  it('beside plain keys: those are read without the passphrase', () => {
    expect(privateKeyFromEncryptedPem(encodePem('PRIVATE KEY', plain), 'any')).toEqual(new Uint8Array(plain));
    expect(() => privateKeyFromEncryptedPem('', 'any')).toThrow(/no private key/);
  });
});

describe.skipIf(!hasOpenssl())('PKCS#12 (RFC 7292)', () => {
  const root = Authority.root(nobleProvider);
  const leaf = root.authority().leaf();

  function file(...options: readonly string[]): Uint8Array {
    const [key, chain] = [join(directory, 'key.pem'), join(directory, 'chain.pem')];
    writeFileSync(key, leaf.keyPem);
    writeFileSync(chain, leaf.chainPem);
    const output = join(directory, 'file.p12');
    execFileSync('openssl', [
      ...['pkcs12', '-export', '-inkey', key, '-in', chain, '-passout', 'pass:geheim', '-out', output],
      ...options,
    ]);
    return new Uint8Array(readFileSync(output));
  }

  it('gives key and certificates of a file of openssl', async () => {
    const { keys, certificates } = await readPkcs12(file(), 'geheim');
    expect(keys).toHaveLength(1);
    expect(nobleProvider.importPrivateKey(keys[0] ?? new Uint8Array()).spki).toEqual(
      leaf.key.privateKey.spki,
    );
    expect(certificates.map((one) => Buffer.from(one).toString('hex')).sort()).toEqual(
      leaf.chain.map((one) => Buffer.from(one).toString('hex')).sort(),
    );
  });

  it('gives a key that is not encrypted', async () => {
    const { keys } = await readPkcs12(file('-keypbe', 'NONE', '-certpbe', 'NONE'), 'geheim');
    expect(keys).toHaveLength(1);
  });

  it('with a wrong password, without MAC, or changed is refused', async () => {
    const bytes = file();
    await expect(readPkcs12(bytes, 'falsch')).rejects.toThrow(/password is wrong/);
    await expect(readPkcs12(file('-nomac'), 'geheim')).rejects.toThrow(RangeError);
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    await expect(readPkcs12(bytes, 'geheim')).rejects.toThrow(RangeError);
  });
});
