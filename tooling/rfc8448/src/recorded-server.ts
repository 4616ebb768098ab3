import { type CryptoProvider, concatBytes, type GroupName } from '@proj/crypto';
import {
  Connection,
  type Credential,
  type ExtensionMessage,
  handshakeHeaderLength,
  type RawExtension,
  readCertificate13,
  readCertificateRequest13,
  readEncryptedExtensions,
  type ServerOptions,
  serverConfig,
} from '@proj/handshake';
import type { Transcript } from '@tooling/vectors';
import { numbers, suite } from './recorded-client.ts';
import { expectBytes, recordedRandom } from './replay.ts';

/** The recorded certificate, with a signer that knows the one signature that was recorded. */
export function recordedCredential(transcript: Transcript, keyType: 'rsa' | 'p256'): Credential {
  const { entries } = readCertificate13(body(transcript, 'Message_Server_Certificate'));
  return {
    chain: entries.map(({ certificate }) => certificate),
    signer: {
      keyType,
      sign: ({ message }) => {
        expectBytes('what is signed', message, transcript.bytes('Server_MessageToSign'));
        return transcript.bytes('Server_MessageSignature');
      },
    },
  };
}

/** A message's body. */
function body(transcript: Transcript, message: string): Uint8Array {
  return transcript.bytes(message).subarray(handshakeHeaderLength);
}

/** The extensions of one number. */
export function pick(extensions: readonly RawExtension[], ...types: readonly number[]): RawExtension[] {
  return types.flatMap((type) => extensions.filter((extension) => extension.type === type));
}

/** What the recorded server, NSS, says in other words than we would: the order, limits that we do not set, its cookie. */
export function recordedShape(transcript: Transcript) {
  return (message: ExtensionMessage, ours: readonly RawExtension[]): readonly RawExtension[] => {
    switch (message) {
      case 'encryptedExtensions':
        return containing(body(transcript, 'Message_EncryptedExtensions'), ours);
      case 'certificateRequest':
        return readCertificateRequest13(body(transcript, 'Message_CertificateRequest')).extensions;
      case 'helloRetryRequest': {
        const value = transcript.bytes('HelloRetryRequest_Cookie');
        const data = concatBytes(Uint8Array.of(value.length >> 8, value.length), value);
        const cookie = { type: numbers.cookie, data };
        return [...pick(ours, numbers.keyShare), cookie, ...pick(ours, numbers.supportedVersions)];
      }
      default:
        return pick(ours, numbers.keyShare, numbers.supportedVersions);
    }
  };
}

/** The recorded EncryptedExtensions, which must have all of ours as we would say them. */
export function containing(recorded: Uint8Array, ours: readonly RawExtension[]): readonly RawExtension[] {
  const theirs = readEncryptedExtensions(recorded).extensions;
  for (const { type, data } of ours) {
    const same = theirs.find((extension) => extension.type === type);
    if (!same) throw new Error(`the recorded server does not send the extension ${type}`);
    expectBytes(`the extension ${type}`, data, same.data);
  }
  return theirs;
}

const groups: readonly GroupName[] = ['x25519', 'secp256r1', 'secp384r1', 'secp521r1'];

/** Our server, as the one that was recorded. Without credentials among the changes it shows the recorded certificate. */
export function recordedServer(
  provider: CryptoProvider,
  transcript: Transcript,
  changes: Partial<ServerOptions> = {},
): Connection {
  const options: ServerOptions = {
    provider,
    random: recordedRandom(transcript.bytes('Server_RNG_Pool')),
    now: () => Number(transcript.text('CurrentTimestamp')),
    minVersion: 'TLSv1.3',
    cipherSuites: [suite('TLS_AES_128_GCM_SHA256')],
    groups,
    credentials: changes.credentials ?? [recordedCredential(transcript, 'rsa')],
    // The recorded client certificate is self-signed.
    verifyChain: () => 'unverified',
    shapeExtensions: recordedShape(transcript),
    ticketCount: 0,
    ...changes,
  };
  return new Connection(serverConfig(options));
}
