import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import type { Profile } from '../profile.ts';

/**
 * HMACs of both ends of a full handshake. TLS 1.3: HKDF's extracts and expands for two stages, their traffic keys, Finished
 * and tickets. TLS 1.2: the PRF's for master secret, key block and Finished.
 */
const handshakeHmacs: Readonly<Record<Profile['version'], number>> = { 'TLSv1.3': 44, 'TLSv1.2': 24 };

/** Bytes of the messages that each end hashes: a transcript with a short chain, in round numbers. */
const transcriptLength = 1500;

/**
 * What no handshake over node:crypto can be faster than: its operations alone, as often as both ends need them. An
 * exchange at each end, a signature, its verification and that of the chain, the hashes of transcript and key schedule,
 * and a record each way.
 */
export function bareHandshake({ version, keyPem }: Profile): (count: number) => Promise<void> {
  const privateKey = createPrivateKey(keyPem);
  const publicKey = createPublicKey(keyPem);
  const secret = randomBytes(32);
  const label = Buffer.alloc(54);
  const transcript = Buffer.alloc(transcriptLength);
  const records = sealAndOpen(64);
  return async (count) => {
    for (let i = 0; i < count; i++) {
      const [client, server] = [generateKeyPairSync('x25519'), generateKeyPairSync('x25519')];
      diffieHellman({ privateKey: client.privateKey, publicKey: server.publicKey });
      diffieHellman({ privateKey: server.privateKey, publicKey: client.publicKey });
      const signature = sign('sha256', transcript, privateKey);
      for (let end = 0; end < 2; end++) {
        verify('sha256', transcript, publicKey, signature);
        createHash('sha256').update(transcript).digest();
      }
      for (let hmac = 0; hmac < handshakeHmacs[version]; hmac++)
        createHmac('sha256', secret).update(label).digest();
      await records(2);
    }
  };
}

/** What no TLS over node:crypto can be faster than: a bare AES-128-GCM seal and open for each record. */
export function sealAndOpen(size: number): (count: number) => Promise<void> {
  const key = randomBytes(16);
  const nonce = randomBytes(12);
  const data = Buffer.alloc(size);
  return async (count) => {
    for (let i = 0; i < count; i++) {
      const cipher = createCipheriv('aes-128-gcm', key, nonce);
      const sealed = cipher.update(data);
      cipher.final();
      const decipher = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(cipher.getAuthTag());
      decipher.update(sealed);
      decipher.final();
    }
  };
}
