import type { ReceivedClientHello, ServerConfig } from '../../config.js';
import { addCustomExtensions, type CustomExtensionMessage } from '../../custom-extension.js';
import type { ExtensionMessage } from '../../extensions/extension.js';
import type { RawExtension } from '../../wire/raw-extension.js';

/** The extensions that a message goes out with: with custom ones, and as the configuration shapes them. */
export function shapeExtensions(
  config: ServerConfig,
  message: ExtensionMessage,
  extensions: readonly RawExtension[],
  clientHello: ReceivedClientHello,
): readonly RawExtension[] {
  const { shapeExtensions: shape } = config;
  const all = isCustomMessage(message)
    ? [...extensions, ...addCustomExtensions(config, message, clientHello)]
    : extensions;
  return shape ? shape(message, all, clientHello) : all;
}

function isCustomMessage(message: ExtensionMessage): message is CustomExtensionMessage {
  return message === 'serverHello12' || message === 'encryptedExtensions' || message === 'certificateRequest';
}
