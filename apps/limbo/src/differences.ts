const commonName =
  'Baseline Requirements, 7.1.4.3: the common name is not among the alternative names; other cases want that rule kept';

/**
 * Cases that are answered otherwise, and why; for reports, and never asked while a case is run. The two on wildcards under public suffixes are answered as expected, but only for
 * their common names: the Public Suffix List is not consulted.
 */
export const differences: Readonly<Record<string, string>> = {
  'pathlen::validation-ignores-pathlen-in-leaf':
    "Baseline Requirements, 7.1.2.7.8: an authority's certificate is no server's",
  'rfc5280::ca-as-leaf': "Baseline Requirements, 7.1.2.7.8: an authority's certificate is no server's",
  'rfc5280::aki::cross-signed-root-missing-aki':
    'nothing is above an anchor, so it needs no authority key identifier',
  'crl::issuer-no-keyusage-extension':
    'RFC 5280, 4.2.1.3: an authority must have a key usage, which other cases want kept; its list is accepted without',
  'rfc5280::nc::permitted-dns-match-more': commonName,
  'rfc5280::nc::permitted-ipv4-match': commonName,
  'rfc5280::nc::permitted-ipv6-match': commonName,
  'rfc5280::nc::permitted-dn-match': commonName,
  'webpki::nc::nc-permits-dns-san-pattern': commonName,
  'webpki::san::exact-localhost-ip-san': commonName,
  'webpki::san::leftmost-wildcard-san': commonName,
};
