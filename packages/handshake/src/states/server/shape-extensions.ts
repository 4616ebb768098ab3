import type { ReceivedClientHello, ServerConfig } from '../../config.js';
import type { ExtensionMessage } from '../../extensions/extension.js';
import type { RawExtension } from '../../wire/raw-extension.js';

/** The extensions that a message goes out with: as the configuration shapes them. */
export function shapeExtensions(
  { shapeExtensions: shape }: ServerConfig,
  message: ExtensionMessage,
  extensions: readonly RawExtension[],
  clientHello: ReceivedClientHello,
): readonly RawExtension[] {
  return shape ? shape(message, extensions, clientHello) : extensions;
}
