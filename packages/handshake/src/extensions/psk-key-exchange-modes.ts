import { u8ListCodec } from './codecs.js';
import type { ExtensionDescriptor } from './extension.js';

/** `PskKeyExchangeMode` numbers (RFC 8446, 4.2.9). */
export const pskModes = {
  /** The pre-shared key alone: no forward secrecy. */
  psk: 0,
  /** The pre-shared key with an ephemeral exchange. */
  pskDhe: 1,
} as const;

/** psk_key_exchange_modes (RFC 8446, 4.2.9): `PskKeyExchangeMode` numbers, unknown ones kept. */
export const pskKeyExchangeModes: ExtensionDescriptor<{ clientHello: readonly number[] }> = {
  id: 45,
  name: 'psk_key_exchange_modes',
  codecs: { clientHello: u8ListCodec('psk_key_exchange_modes extension') },
};
