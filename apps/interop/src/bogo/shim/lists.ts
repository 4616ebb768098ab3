/** Names in hexadecimal, separated by commas. */
export function authoritiesOf(list: string): Uint8Array[] {
  if (list === '' || list === '<NULL>' || list === '<EMPTY>') return [];
  return list.split(',').map((name) => new Uint8Array(Buffer.from(name, 'hex')));
}

/** The names of an ALPN list as it is on the wire. */
export function protocolsOf(list: string): string[] {
  const names: string[] = [];
  for (let at = 0; at < list.length; ) {
    const length = list.charCodeAt(at);
    names.push(list.slice(at + 1, at + 1 + length));
    at += 1 + length;
  }
  return names;
}
