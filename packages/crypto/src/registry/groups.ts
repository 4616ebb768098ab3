/** How a group's shares and secret are made. */
export type GroupKind = 'ecdh' | 'ffdh' | 'kem-hybrid';

/** The name of a group, as IANA writes it. */
export type GroupName =
  | 'X25519MLKEM768'
  | 'SecP256r1MLKEM768'
  | 'SecP384r1MLKEM1024'
  | 'x25519'
  | 'secp256r1'
  | 'x448'
  | 'secp384r1'
  | 'secp521r1'
  | 'ffdhe2048'
  | 'ffdhe3072'
  | 'ffdhe4096'
  | 'ffdhe6144'
  | 'ffdhe8192';

/** A row of IANA's "TLS Supported Groups". */
export interface Group {
  readonly name: GroupName;
  /** The NamedGroup code point. */
  readonly id: number;
  readonly kind: GroupKind;
  /** Whether TLS 1.2 and below may use it (hybrids are for TLS 1.3 only). */
  readonly tls12: boolean;
}

const rows: Readonly<Record<GroupName, Omit<Group, 'name'>>> = {
  X25519MLKEM768: { id: 0x11ec, kind: 'kem-hybrid', tls12: false },
  SecP256r1MLKEM768: { id: 0x11eb, kind: 'kem-hybrid', tls12: false },
  SecP384r1MLKEM1024: { id: 0x11ed, kind: 'kem-hybrid', tls12: false },
  x25519: { id: 29, kind: 'ecdh', tls12: true },
  secp256r1: { id: 23, kind: 'ecdh', tls12: true },
  x448: { id: 30, kind: 'ecdh', tls12: true },
  secp384r1: { id: 24, kind: 'ecdh', tls12: true },
  secp521r1: { id: 25, kind: 'ecdh', tls12: true },
  ffdhe2048: { id: 256, kind: 'ffdh', tls12: true },
  ffdhe3072: { id: 257, kind: 'ffdh', tls12: true },
  ffdhe4096: { id: 258, kind: 'ffdh', tls12: true },
  ffdhe6144: { id: 259, kind: 'ffdh', tls12: true },
  ffdhe8192: { id: 260, kind: 'ffdh', tls12: true },
};

/** All groups, in the default order of preference. */
export const groups: readonly Group[] = (Object.keys(rows) as GroupName[]).map((name) => ({
  name,
  ...rows[name],
}));

const byId = new Map<number, Group>(groups.map((group) => [group.id, group]));
const byName = Object.fromEntries(groups.map((group) => [group.name, group])) as Readonly<
  Record<GroupName, Group>
>;

/** The group of a code point, or `undefined`. */
export function groupById(id: number): Group | undefined {
  return byId.get(id);
}

/** The group of a name. */
export function groupByName(name: GroupName): Group {
  return byName[name];
}
