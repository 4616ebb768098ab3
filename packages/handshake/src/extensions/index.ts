export * from './certificate-extensions.js';
export { certificateTypes } from './certificate-type.js';
export * from './check-client-hello.js';
export * from './client-hello-extensions.js';
export { uncompressedPointFormat } from './ec-point-formats.js';
export type { Codec, ExtensionDescriptor, ExtensionMessage, ExtensionValues } from './extension.js';
export {
  defaultExtensionOrder,
  type ExtensionSet,
  type ExtensionTable,
  extensionName,
} from './extension-set.js';
export type { KeyShareEntry } from './key-share.js';
export { fragmentLengthOf } from './max-fragment-length.js';
export type { OidFilter } from './oid-filters.js';
export { bindersLength, type PreSharedKeyOffer, type PskIdentity } from './pre-shared-key.js';
export { pskModes } from './psk-key-exchange-modes.js';
export { maxRecordSizeLimit12, maxRecordSizeLimit13, minRecordSizeLimit } from './record-size-limit.js';
export * from './server-hello-extensions.js';
export { isHostName, maxHostNameLength } from './server-name.js';
export type { StatusRequest } from './status-request.js';
export { selectedVersion } from './supported-versions.js';
export * as extensionTable from './table.js';
