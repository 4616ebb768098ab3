import { type CipherSuite, concatBytes, constantTimeEqual, TlsError, wipe } from '@proj/crypto';
import {
  type DirectionKeys,
  exportTls12,
  extendedMasterSecret,
  type KeyBlock,
  keyBlock,
  masterSecret,
  type Prf,
} from '@proj/crypto/schedule';
import { type Opener, type Sealer, tls12AeadOpener, tls12AeadSealer } from '@proj/record';
import { readFinished } from '../../wire/finished.js';
import type { Handshake } from '../state.js';
import { type CbcKeys, type Dialect, dialectOf, type MasterSecret } from './dialect.js';
import type { Sender } from './sign-and-verify.js';

/**
 * The keys of one handshake of TLS 1.2 or below, from the master secret to the record layer, the key log and the exporter
 * (RFC 5246, 6.3, 7.4.9, 8.1).
 */
export class Keys12 {
  readonly #handshake: Handshake;
  readonly #suite: CipherSuite;
  readonly #dialect: Dialect;
  readonly #prf: Prf;
  readonly #master: Uint8Array;
  readonly #block: KeyBlock;

  /** @param master - The master secret, of this handshake or of the session that it resumes. */
  constructor(handshake: Handshake, suite: CipherSuite, master: Uint8Array) {
    const { config, negotiated } = handshake;
    this.#handshake = handshake;
    this.#suite = suite;
    this.#dialect = dialectOf(handshake);
    this.#prf = this.#dialect.prf(config.provider, suite);
    this.#master = master;
    const sizes = this.#dialect.keyBlockSizes(suite, config.provider);
    this.#block = keyBlock(this.#prf, master, negotiated.clientRandom, negotiated.serverRandom, sizes);
    handshake.keyLog('CLIENT_RANDOM', master);
  }

  /**
   * The keys of a full handshake: call it when ClientKeyExchange is in the transcript, and nothing after it, since the
   * extended master secret covers exactly that (RFC 7627, 3). Wipes the premaster secret.
   */
  static ofExchange(handshake: Handshake, suite: CipherSuite, premasterSecret: Uint8Array): Keys12 {
    const { config, negotiated, transcript } = handshake;
    const prf = dialectOf(handshake).prf(config.provider, suite);
    const master = negotiated.extendedMasterSecret
      ? extendedMasterSecret(prf, premasterSecret, transcript.hash())
      : masterSecret(prf, premasterSecret, negotiated.clientRandom, negotiated.serverRandom);
    wipe(premasterSecret);
    return new Keys12(handshake, suite, master);
  }

  /** Reads under the new key from now on: when the peer's ChangeCipherSpec came. */
  read(): void {
    const { role } = this.#handshake.config;
    this.#handshake.changeReadKey(this.#opener(this.#block[role === 'client' ? 'server' : 'client']));
  }

  /** Writes under the new key from now on: when our ChangeCipherSpec is sent. */
  write(): void {
    this.#handshake.changeWriteKey(this.#sealer(this.#block[this.#handshake.config.role]));
  }

  /** The `verify_data` of a Finished that follows what is in the transcript (RFC 5246, 7.4.9); kept for RFC 5746. */
  verifyData(sender: Sender): Uint8Array {
    const { negotiated, transcript } = this.#handshake;
    const verifyData = this.#dialect.verifyData(this.#secret, sender, transcript);
    if (sender === 'client') negotiated.clientVerifyData = verifyData;
    else negotiated.serverVerifyData = verifyData;
    return verifyData;
  }

  /** What a CertificateVerify signs that follows what is in the transcript (RFC 5246, 7.4.8). */
  proof(): Uint8Array {
    const { transcript } = this.#handshake;
    return this.#dialect.proof?.(this.#secret, transcript) ?? concatBytes(...transcript.messages());
  }

  /**
   * Checks the body of the peer's Finished, which must not be in the transcript yet. Throws `DECODE_ERROR` for a wrong
   * length and `BAD_FINISHED` (decrypt_error).
   */
  checkFinished(sender: Sender, body: Uint8Array): void {
    const received = readFinished(body, this.#dialect.verifyDataLength);
    if (constantTimeEqual(received, this.verifyData(sender))) return;
    throw new TlsError(
      'BAD_FINISHED',
      `the ${sender}'s Finished does not fit the messages that came before it`,
    );
  }

  /** A copy of the master secret, for a session. */
  masterSecret(): Uint8Array {
    return this.#master.slice();
  }

  /** When both Finished are through: gives the connection its exporter (RFC 5705), and wipes the key block. */
  finish(): void {
    const { clientRandom, serverRandom } = this.#handshake.negotiated;
    const { exports } = this.#dialect;
    const prf = this.#prf;
    const master = this.#master;
    this.#handshake.setExporter((label, context, length) => {
      if (exports) return exportTls12(prf, master, clientRandom, serverRandom, label, context, length);
      throw new TlsError('NOT_READY', 'SSL 3.0 exports no keying material: only TLS does (RFC 5705)');
    });
    for (const { macKey, key, iv } of [this.#block.client, this.#block.server]) wipe(macKey, key, iv);
  }

  get #secret(): MasterSecret {
    return { provider: this.#handshake.config.provider, prf: this.#prf, bytes: this.#master };
  }

  #sealer(keys: DirectionKeys): Sealer {
    const { config } = this.#handshake;
    const { protection } = this.#suite;
    if (protection.kind === 'cbc') return this.#dialect.cbcSealer(this.#cbc(keys));
    const aead = this.#present(config.provider.aead(protection.aead));
    return tls12AeadSealer(aead, keys.key, keys.iv, protection.explicitNonce);
  }

  #opener(keys: DirectionKeys): Opener {
    const { provider } = this.#handshake.config;
    const { protection } = this.#suite;
    if (protection.kind === 'cbc') return this.#dialect.cbcOpener(this.#cbc(keys));
    const aead = this.#present(provider.aead(protection.aead));
    return tls12AeadOpener(aead, keys.key, keys.iv, protection.explicitNonce);
  }

  #cbc({ key, macKey, iv }: DirectionKeys): CbcKeys {
    const { config, negotiated } = this.#handshake;
    const { protection } = this.#suite;
    const names = protection.kind === 'cbc' ? protection : undefined;
    return {
      cbc: this.#present(names && config.provider.cbc(names.cipher)),
      key,
      iv,
      mac: this.#present(names && config.provider.hash(names.mac)),
      macKey,
      random: config.random,
      encryptThenMac: negotiated.encryptThenMac,
    };
  }

  /** What the configuration has made sure that the provider has. */
  #present<T>(algorithm: T | undefined): T {
    if (algorithm !== undefined) return algorithm;
    const { provider } = this.#handshake.config;
    throw new TlsError(
      'INTERNAL_ERROR',
      `the provider "${provider.name}" lacks an algorithm of ${this.#suite.name}`,
    );
  }
}
