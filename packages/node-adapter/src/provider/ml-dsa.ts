import type { KeyFamily } from '@proj/crypto';
import {
  mlDsa44 as portableMlDsa44,
  mlDsa65 as portableMlDsa65,
  mlDsa87 as portableMlDsa87,
} from '@proj/crypto/noble';
import { nativeFamily } from './keys.js';

/** Node reads these keys from 24.6 on; before, all is portable. */
function mlDsa(portable: KeyFamily): KeyFamily {
  return nativeFamily({
    portable,
    call: (algorithm) => (algorithm.kind === 'ml-dsa' ? { hash: null, deterministic: false } : undefined),
    bits: (_key, info) => 8 * info.key.length,
  });
}

/** ML-DSA-44 (FIPS 204). */
export const mlDsa44: KeyFamily = /* @__PURE__ */ mlDsa(portableMlDsa44);
/** ML-DSA-65 (FIPS 204). */
export const mlDsa65: KeyFamily = /* @__PURE__ */ mlDsa(portableMlDsa65);
/** ML-DSA-87 (FIPS 204). */
export const mlDsa87: KeyFamily = /* @__PURE__ */ mlDsa(portableMlDsa87);
