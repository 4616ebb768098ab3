import { describeVectors } from '@tooling/vectors';
import { expect, it } from 'vitest';
import { type LimboCase, runLimboCase } from './limbo.js';

const commonName =
  'Baseline Requirements, 7.1.4.3: the common name is not among the alternative names; other cases want that rule kept';

/**
 * Cases that we answer otherwise, and why. The two on wildcards under public suffixes are answered as expected, but only for
 * their common names: the Public Suffix List is not consulted.
 */
const differences: Readonly<Record<string, string>> = {
  'pathlen::validation-ignores-pathlen-in-leaf':
    "Baseline Requirements, 7.1.2.7.8: an authority's certificate is no server's",
  'rfc5280::ca-as-leaf': "Baseline Requirements, 7.1.2.7.8: an authority's certificate is no server's",
  'rfc5280::aki::cross-signed-root-missing-aki':
    'nothing is above an anchor, so it needs no authority key identifier',
  'rfc5280::nc::permitted-dns-match-more': commonName,
  'rfc5280::nc::permitted-ipv4-match': commonName,
  'rfc5280::nc::permitted-ipv6-match': commonName,
  'rfc5280::nc::permitted-dn-match': commonName,
  'webpki::nc::nc-permits-dns-san-pattern': commonName,
  'webpki::san::exact-localhost-ip-san': commonName,
  'webpki::san::leftmost-wildcard-san': commonName,
};

describeVectors('limbo/limbo-core.json', (text) => {
  const { testcases } = JSON.parse(text) as { readonly testcases: readonly LimboCase[] };

  for (const limbo of testcases) {
    const run = limbo.crls.length > 0 ? it.skip : it;
    const difference = differences[limbo.id];
    const opposite = limbo.expected_result === 'SUCCESS' ? 'FAILURE' : 'SUCCESS';
    const expected = difference ? opposite : limbo.expected_result;
    const note = difference ? ` (limbo: ${limbo.expected_result}; ${difference})` : '';
    run(`${limbo.id}: ${expected}${note}`, () => {
      const { result, context } = runLimboCase(limbo);
      expect(result, context).toBe(expected);
    });
  }

  it('explains only differences that are there', () => {
    const ids = new Set(testcases.map(({ id }) => id));
    expect(Object.keys(differences).filter((id) => !ids.has(id))).toEqual([]);
  });
});
