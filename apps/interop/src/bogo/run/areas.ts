/** What tests are about, by their names; the first that fits counts. */
const areas: readonly (readonly [area: string, names: RegExp])[] = [
  ['encrypted client hello', /ECH/],
  ['compliance policies', /^Compliance|^CNSA/],
  ['application settings', /ALPS/],
  ['channel ID', /ChannelID/],
  ['next protocol negotiation', /NPN|NextProto/],
  ['password-authenticated keys', /PAKE/],
  ['trust anchor identifiers', /TrustAnchor/],
  ['early data', /EarlyData|0RTT|HalfRTT/],
  ['raw public keys', /RawPublicKey|RPK/],
  ['pre-shared keys', /PSK/],
  ['OCSP', /OCSP/],
  ['certificate compression', /CertCompression/],
  ['delegated credentials', /DelegatedCredential/],
  ['certificate selection', /^CertificateSelection/],
  ['renegotiation', /^Renego|Renegotiat/],
  ['resumption', /Resum|Ticket|SessionID|Session/],
  ['signatures', /-(Sign|Verify|InvalidSignature|SignDefault|VerifyDefault)|Signature|Algorithms/],
  ['key exchange', /Curve|KeyShare|HelloRetryRequest|HRR|MLKEM|KeyExchange|ECDHE|DHE/],
  ['versions', /Version|Downgrade|FallbackSCSV/],
  ['cipher suites', /^TLS-TLS1|Cipher/],
  ['alerts', /Alert|Shutdown/],
  ['records and fragments', /Record|Fragment|Split|Large|Padding|Packed|Trailing|CBC/],
  ['key updates', /KeyUpdate/],
  ['certificates', /Certificate|ClientAuth|KeyUsage|CertReq|CertCallback/],
  ['extensions', /Extension|ALPN|ServerName|SRTP|QUICTransport|Grease/i],
  ['order of messages', /Skip|Extra|Wrong|Early|ChangeCipherSpec|Unexpected|EndOfFlight|MessageType/],
];

/** What a test is about. */
export function areaOf(name: string): string {
  return areas.find(([, names]) => names.test(name))?.[0] ?? 'other';
}
