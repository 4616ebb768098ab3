import type { Random } from '@proj/crypto';
import type { ClientConfig, ClientHelloShape } from '../../config.js';
import { addCustomExtensions } from '../../custom-extension.js';
import {
  type ClientHelloExtensions,
  defaultExtensionOrder,
  extensionTable,
  writeClientHelloExtensions,
} from '../../extensions/index.js';
import { greaseValue } from '../../grease.js';
import { type ClientHello, writeClientHello } from '../../wire/client-hello.js';
import { handshakeHeaderLength } from '../../wire/handshake-message.js';
import type { RawExtension } from '../../wire/raw-extension.js';

/** Values that mean nothing, and where they go (RFC 8701, 3.1). */
interface Grease {
  readonly suite: number;
  readonly group: number;
  readonly version: number;
  /** Two different ones: an empty extension at the front, and one of a byte behind the others. */
  readonly extensions: readonly [number, number];
}

/** What was drawn for a ClientHello's looks, which the second one keeps (RFC 8446, 4.1.2). */
export interface DrawnShape {
  readonly grease: Grease | undefined;
  readonly order: readonly number[] | undefined;
  readonly custom: readonly RawExtension[];
}

/** Draws what is left to chance. */
export function drawShape(config: ClientConfig): DrawnShape {
  const { clientHelloShape: shape, random } = config;
  return {
    grease: shape.grease ? drawGrease(random) : undefined,
    order: shape.order ?? (shape.permute ? shuffled(defaultExtensionOrder, random) : undefined),
    custom: addCustomExtensions(config, 'clientHello'),
  };
}

function drawGrease(random: Random): Grease {
  const [suite = 0, group = 0, version = 0, first = 0, second = 0] = random(5);
  const front = greaseValue(first);
  const back = greaseValue(second);
  return {
    suite: greaseValue(suite),
    group: greaseValue(group),
    version: greaseValue(version),
    // An extension may not occur twice.
    extensions: [front, back === front ? greaseValue(second + 1) : back],
  };
}

/** A permutation, each as likely as any other (Fisher and Yates). */
function shuffled<T>(values: readonly T[], random: Random): T[] {
  const rest = [...values];
  const drawn: T[] = [];
  while (rest.length > 0) drawn.push(...rest.splice(below(rest.length, random), 1));
  return drawn;
}

/** A number from 0 to `limit` - 1, `limit` at most 256; bytes that would make some likelier are drawn again. */
function below(limit: number, random: Random): number {
  for (;;) {
    const [byte = 0] = random(1);
    if (byte < 256 - (256 % limit)) return byte % limit;
  }
}

/** The suites with what means nothing in front of them. */
export function shapedSuites(suites: readonly number[], { grease }: DrawnShape): number[] {
  return grease ? [grease.suite, ...suites] : [...suites];
}

/** The extensions as the shape wants them. */
export function shapedExtensions(
  values: ClientHelloExtensions,
  { without = [], extra = [] }: ClientHelloShape,
  { grease, order, custom }: DrawnShape,
  retried: boolean,
): RawExtension[] {
  const ids: { readonly [name: string]: { readonly id: number } } = extensionTable;
  const greased = grease ? withGrease(values, grease, retried) : values;
  const kept = Object.entries(greased).filter(([name]) => !without.includes(ids[name]?.id ?? -1));
  const all = [...extra, ...custom, ...greaseExtensions(grease)];
  const front = grease ? [grease.extensions[0]] : [];
  return writeClientHelloExtensions(Object.fromEntries(kept), [...front, ...(order ?? [])], all);
}

function greaseExtensions(grease: Grease | undefined): RawExtension[] {
  if (!grease) return [];
  const [front, back] = grease.extensions;
  // Servers have choked on empty extensions, and on others: so there is one of each.
  return [
    { type: front, data: new Uint8Array(0) },
    { type: back, data: new Uint8Array(1) },
  ];
}

/** The second ClientHello has a share for the group that was asked for, and no other (RFC 8446, 4.1.2). */
function withGrease(
  values: ClientHelloExtensions,
  { group, version }: Grease,
  retried: boolean,
): ClientHelloExtensions {
  const { keyShare, supportedGroups, supportedVersions } = values;
  const share = { group, keyExchange: new Uint8Array(1) };
  return {
    ...values,
    ...(supportedGroups && { supportedGroups: [group, ...supportedGroups] }),
    ...(supportedVersions && { supportedVersions: [version, ...supportedVersions] }),
    ...(keyShare && !retried && { keyShare: [share, ...keyShare] }),
  };
}

/**
 * Bytes of padding that a hello needs, `undefined` for none: some servers hang on one of 256 to 511 bytes (RFC 7685, 4).
 * At least one byte, since some others hang on an empty last extension.
 */
export function paddingLength(hello: ClientHello): number | undefined {
  const length = handshakeHeaderLength + writeClientHello(hello).length;
  if (length < 256 || length >= 512) return undefined;
  const extensionHeaderLength = 4;
  return Math.max(512 - length - extensionHeaderLength, 1);
}
