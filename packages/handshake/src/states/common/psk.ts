import { type CipherSuite, type Hash, TlsError, wipe } from '@proj/crypto';
import {
  type BinderKind,
  exportTls13,
  finishedVerifyData,
  Tls13KeySchedule,
  trafficKeys,
} from '@proj/crypto/schedule';
import { tls13Opener, tls13Sealer } from '@proj/record';
import type { ExternalPsk } from '../../resumption/external-psk.js';
import type { Handshake } from '../state.js';
import { suiteHash } from './keys13.js';

/** A pre-shared key, and what it is used with. */
export interface PreSharedKey {
  readonly key: Uint8Array;
  readonly hash: Hash;
  readonly kind: BinderKind;
}

/** A PSK binder (RFC 8446, 4.2.11.2). `binderHash` covers the hello without its binders, and what came before it. */
export function pskBinder({ key, hash, kind }: PreSharedKey, binderHash: Uint8Array): Uint8Array {
  const schedule = new Tls13KeySchedule(hash, key);
  const binderKey = schedule.binderKey(kind);
  const binder = finishedVerifyData(hash, binderKey, binderHash);
  wipe(binderKey);
  schedule.destroy();
  return binder;
}

/** An external key with its hash. Throws a `TlsError` `INVALID_CONFIG` where the provider lacks that. */
export function externalKey({ config }: Handshake, psk: ExternalPsk): PreSharedKey {
  const { key, hash: name = 'SHA-256', kind = 'external' } = psk;
  const hash = config.provider.hash(name);
  if (hash) return { key, hash, kind };
  throw new TlsError(
    'INVALID_CONFIG',
    `the provider "${config.provider.name}" lacks ${name} for a PSK: use SHA-256`,
  );
}

/**
 * Moves to the keys of early data (RFC 8446, 7.1): a client writes, a server reads under them from now on, and both can
 * export what belongs to it.
 *
 * @param suite - That of the session.
 * @param clientHello - Hash of the ClientHello.
 */
export function enterEarlyData(
  handshake: Handshake,
  suite: CipherSuite,
  psk: Uint8Array,
  clientHello: Uint8Array,
): void {
  const { provider, role } = handshake.config;
  const hash = suiteHash(provider, suite);
  const aead = suite.protection.kind === 'aead' ? provider.aead(suite.protection.aead) : undefined;
  if (!aead) throw new TlsError('INTERNAL_ERROR', `the provider "${provider.name}" lacks ${suite.name}`);
  const schedule = new Tls13KeySchedule(hash, psk);
  const secret = schedule.clientEarlyTrafficSecret(clientHello);
  handshake.keyLog('CLIENT_EARLY_TRAFFIC_SECRET', secret);
  const exporterSecret = schedule.earlyExporterSecret(clientHello);
  handshake.keyLog('EARLY_EXPORTER_SECRET', exporterSecret);
  handshake.setEarlyExporter((label, context, length) =>
    exportTls13(hash, exporterSecret, label, context, length),
  );
  const { key, iv } = trafficKeys(hash, secret, aead.keyLength);
  if (role === 'client') handshake.changeWriteKey(tls13Sealer(aead, key, iv));
  else handshake.changeReadKey(tls13Opener(aead, key, iv));
  wipe(secret, key, iv);
  schedule.destroy();
}
