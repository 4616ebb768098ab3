import {
  alertCodes,
  type CryptoProvider,
  type Hash,
  type HashContext,
  impliedSignatureScheme,
  ssl3ProofScheme,
  TlsError,
} from '@proj/crypto';
import {
  type Ssl3Transcript,
  ssl3CertificateVerifyHash,
  ssl3Prf,
  ssl3VerifyData,
} from '@proj/crypto/schedule/legacy';
import { chainedCbcOpener, chainedCbcSealer, type SplitWay, splittingSealer } from '@proj/record/legacy';
import type { Dialect } from '../states/common/dialect.js';
import type { Transcript } from '../transcript.js';
import { hashOf, sizesWithIv, tls11Dialect } from './tls1.js';

/** MD5 and SHA-1 side by side, and each to be gone on with alone, as SSL 3.0 wants it (RFC 6101, 5.6.9). */
class BothHashes implements HashContext, Ssl3Transcript {
  readonly md5: HashContext;
  readonly sha1: HashContext;

  constructor(md5: HashContext, sha1: HashContext) {
    this.md5 = md5;
    this.sha1 = sha1;
  }

  update(data: Uint8Array): this {
    this.md5.update(data);
    this.sha1.update(data);
    return this;
  }

  clone(): BothHashes {
    return new BothHashes(this.md5.clone(), this.sha1.clone());
  }

  digest(): Uint8Array {
    const md5 = this.md5.digest();
    const sha1 = this.sha1.digest();
    const both = new Uint8Array(md5.length + sha1.length);
    both.set(md5);
    both.set(sha1, md5.length);
    return both;
  }
}

function transcriptHash(provider: CryptoProvider): Hash {
  const [md5, sha1] = [hashOf(provider, 'MD5'), hashOf(provider, 'SHA-1')];
  return { ...hashOf(provider, 'MD5-SHA1'), create: () => new BothHashes(md5.create(), sha1.create()) };
}

function forked(transcript: Transcript): Ssl3Transcript {
  const context = transcript.fork();
  if (context instanceof BothHashes) return context;
  throw new TlsError('INTERNAL_ERROR', 'the transcript was not begun for SSL 3.0');
}

const failure = alertCodes.handshake_failure;

/** What SSL 3.0 has no number for (RFC 6101, 5.4.2), and what is the nearest that it has. */
const nearest: ReadonlyMap<number, number> = new Map([
  [alertCodes.decryption_failed, alertCodes.bad_record_mac],
  [alertCodes.record_overflow, alertCodes.bad_record_mac],
  [alertCodes.unknown_ca, alertCodes.bad_certificate],
  [alertCodes.unrecognized_name, failure],
  [alertCodes.access_denied, failure],
  [alertCodes.decode_error, failure],
  [alertCodes.decrypt_error, failure],
  [alertCodes.export_restriction, failure],
  [alertCodes.protocol_version, failure],
  [alertCodes.insufficient_security, failure],
  [alertCodes.internal_error, failure],
  [alertCodes.user_canceled, failure],
  [alertCodes.no_renegotiation, failure],
  [alertCodes.unsupported_extension, failure],
  [alertCodes.missing_extension, failure],
  [alertCodes.certificate_required, failure],
  [alertCodes.no_application_protocol, failure],
  [alertCodes.unknown_psk_identity, failure],
  [alertCodes.certificate_unobtainable, failure],
  [alertCodes.bad_certificate_status_response, failure],
  [alertCodes.bad_certificate_hash_value, failure],
]);

/** SSL 3.0 (RFC 6101). */
export function ssl3Dialect(split: SplitWay): Dialect {
  return {
    ...tls11Dialect,
    transcriptHash,
    prf: (provider) => ssl3Prf(hashOf(provider, 'MD5'), hashOf(provider, 'SHA-1')),
    keyBlockSizes: sizesWithIv,
    verifyDataLength: 36,
    verifyData: ({ bytes, provider }, sender, transcript) => {
      const [md5, sha1] = [hashOf(provider, 'MD5'), hashOf(provider, 'SHA-1')];
      return ssl3VerifyData(md5, sha1, bytes, sender, forked(transcript));
    },
    cbcSealer: (keys) => splittingSealer(chainedCbcSealer({ ...keys, ssl3: true }), split),
    cbcOpener: (keys) => chainedCbcOpener({ ...keys, ssl3: true }),
    exports: false,
    // RFC 6101, 5.6.8: only RSA is known here, and what it proves a client's key by is no hash of the messages alone.
    impliedScheme: (keyType, message) => {
      if (keyType !== 'rsa') return undefined;
      return message === 'CertificateVerify' ? ssl3ProofScheme : impliedSignatureScheme(keyType);
    },
    proof: ({ bytes, provider }, transcript) => {
      const [md5, sha1] = [hashOf(provider, 'MD5'), hashOf(provider, 'SHA-1')];
      return ssl3CertificateVerifyHash(md5, sha1, bytes, forked(transcript));
    },
    alert: (description) => nearest.get(description) ?? description,
  };
}
