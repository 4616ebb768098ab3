import { TlsError } from '@proj/crypto';
import type { ReceivedClientHello } from './config.js';
import type { Optional } from './config-defaults.js';
import * as extensionTable from './extensions/table.js';
import type { RawExtension } from './wire/raw-extension.js';

/** The messages that custom extensions are for. */
export type CustomExtensionMessage =
  | 'clientHello'
  | 'serverHello12'
  | 'encryptedExtensions'
  | 'certificateRequest';

/** An extension that this library does not know (SSL_CTX_add_custom_ext(3)). */
export interface CustomExtension {
  /** The `ExtensionType` number; none that the library has itself. */
  readonly type: number;
  /**
   * Gives the data to send in a message; `undefined` leaves the extension out. A client is asked for its ClientHello, a server
   * for its ServerHello (TLS 1.2), EncryptedExtensions (TLS 1.3) where the client has sent the extension (RFC 8446, 4.2), and
   * for a CertificateRequest.
   *
   * @param clientHello - Server only: what the client sent.
   */
  add?(message: CustomExtensionMessage, clientHello: ReceivedClientHello | undefined): Uint8Array | undefined;
  /**
   * Takes what the peer has sent; the data lives until it returns. Throws to end the connection: a `TlsError` with its alert,
   * anything else as a decode_error.
   */
  take?(message: CustomExtensionMessage, data: Uint8Array): void;
}

/** What both roles are configured with for extensions of the caller's. */
export interface CustomExtensionConfig {
  /** Extensions of the caller's, each of another type; default none. */
  readonly customExtensions: readonly CustomExtension[];
}

const ownTypes: ReadonlySet<number> = new Set(Object.values(extensionTable).map(({ id }) => id));

/** This part of the configuration. Throws a `TlsError` `INVALID_CONFIG`. */
export function resolveCustomExtensions({
  customExtensions = [],
}: Optional<CustomExtensionConfig>): CustomExtensionConfig {
  const types = new Set<number>();
  for (const { type } of customExtensions) {
    const valid = Number.isInteger(type) && type >= 0 && type <= 0xffff;
    if (!valid || ownTypes.has(type) || types.has(type)) {
      throw new TlsError(
        'INVALID_CONFIG',
        `${type} can not be a custom extension: give a number of 16 bits, once, that this library has no extension for`,
      );
    }
    types.add(type);
  }
  return { customExtensions };
}

/** The custom extensions of a message of ours; an answer is given only to what was offered. */
export function addCustomExtensions(
  { customExtensions }: CustomExtensionConfig,
  message: CustomExtensionMessage,
  clientHello?: ReceivedClientHello,
): RawExtension[] {
  const answers = message === 'serverHello12' || message === 'encryptedExtensions';
  const offered = new Set(clientHello?.hello.extensions.map(({ type }) => type));
  return customExtensions.flatMap((extension) => {
    const { type } = extension;
    const data = answers && !offered.has(type) ? undefined : extension.add?.(message, clientHello);
    return data ? [{ type, data }] : [];
  });
}

/** Gives the custom extensions of a message to who waits for them. Throws what they throw, as a `TlsError`. */
export function takeCustomExtensions(
  { customExtensions }: CustomExtensionConfig,
  message: CustomExtensionMessage,
  extensions: readonly RawExtension[],
): void {
  if (customExtensions.length === 0) return;
  for (const { type, data } of extensions) {
    const extension = customExtensions.find((one) => one.type === type);
    try {
      extension?.take?.(message, data);
    } catch (cause) {
      if (cause instanceof TlsError) throw cause;
      throw new TlsError('DECODE_ERROR', `${message}: the custom extension ${type} was refused`, { cause });
    }
  }
}
