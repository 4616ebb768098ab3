import {
  concatBytes,
  type GroupName,
  type KeyExchangeGroup,
  type KeyExchangeMethod,
  wipe,
} from '@proj/crypto';
import { secp256r1, secp384r1 } from './ecdh.js';
import { oneTimeExchange, requireShareLength } from './exchange.js';
import { type Kem, mlKem768, mlKem1024 } from './ml-kem.js';
import { x25519 } from './montgomery.js';

/** A hybrid's parts in the order in which shares and secrets are joined (draft-ietf-tls-ecdhe-mlkem, 3). */
interface Hybrid {
  readonly name: GroupName;
  readonly first: Part;
  readonly second: Part;
}

interface Part {
  readonly method: KeyExchangeMethod;
  /** Bytes of the share that begins the exchange. */
  readonly shareLength: number;
  /** Bytes of the share that answers it. */
  readonly answerLength: number;
}

const kemPart = ({ encapsulationKeyLength, ciphertextLength, method }: Kem): Part => ({
  method,
  shareLength: encapsulationKeyLength,
  answerLength: ciphertextLength,
});
const curvePart = (method: KeyExchangeMethod, length: number): Part => ({
  method,
  shareLength: length,
  answerLength: length,
});

function joinSecrets(first: Uint8Array, second: Uint8Array): Uint8Array {
  const secret = concatBytes(first, second);
  wipe(first, second);
  return secret;
}

function group({ name, first, second }: Hybrid): KeyExchangeGroup {
  return {
    name,
    start: (random) => {
      const halves = { first: first.method.start(random), second: second.method.start(random) };
      const share = concatBytes(halves.first.share, halves.second.share);
      return oneTimeExchange(share, halves, (own, peerShare) => {
        requireShareLength(name, peerShare, first.answerLength + second.answerLength);
        return joinSecrets(
          own.first.finish(peerShare.subarray(0, first.answerLength)),
          own.second.finish(peerShare.subarray(first.answerLength)),
        );
      });
    },
    respond: (peerShare, random) => {
      requireShareLength(name, peerShare, first.shareLength + second.shareLength);
      const one = first.method.respond(peerShare.subarray(0, first.shareLength), random);
      const two = second.method.respond(peerShare.subarray(first.shareLength), random);
      return { share: concatBytes(one.share, two.share), secret: joinSecrets(one.secret, two.secret) };
    },
  };
}

/** X25519 with ML-KEM-768, ML-KEM first. */
export const x25519MlKem768: KeyExchangeGroup = group({
  name: 'X25519MLKEM768',
  first: kemPart(mlKem768),
  second: curvePart(x25519, 32),
});
/** P-256 with ML-KEM-768, P-256 first. */
export const secp256r1MlKem768: KeyExchangeGroup = group({
  name: 'SecP256r1MLKEM768',
  first: curvePart(secp256r1, 65),
  second: kemPart(mlKem768),
});
/** P-384 with ML-KEM-1024, P-384 first. */
export const secp384r1MlKem1024: KeyExchangeGroup = group({
  name: 'SecP384r1MLKEM1024',
  first: curvePart(secp384r1, 97),
  second: kemPart(mlKem1024),
});
