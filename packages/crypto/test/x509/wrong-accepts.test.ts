import { basicConstraints, der, extendedKeyUsage, extension, nameConstraints } from '@tooling/ca';
import { describe, expect, it } from 'vitest';
import { makeRoot, rejection, verify } from './chains.js';

/** What a widely used chain engine accepts, and must not; each on chains made here and now. */
describe('chains that others have accepted', () => {
  const root = makeRoot();

  it('a leaf with clientAuth alone is no server (RFC 5280, 4.2.1.12)', () => {
    const client = root.leaf({ purposes: ['client'] });
    expect(rejection({ leaf: client, anchors: [root] })).toBe('WRONG_PURPOSE');
    expect(verify({ leaf: client, anchors: [root], purpose: 'client' }).path).toHaveLength(2);
  });

  it('an intermediate with clientAuth alone has no servers below it', () => {
    const clients = root.authority({ extensions: [extendedKeyUsage('client')] });
    expect(rejection({ leaf: clients.leaf(), anchors: [root] })).toBe('WRONG_PURPOSE');
    const below = clients.authority({ subject: 'Below', extensions: [extendedKeyUsage('any')] });
    expect(rejection({ leaf: below.leaf(), anchors: [root] })).toBe('WRONG_PURPOSE');
  });

  it('an unknown critical extension is not passed over', () => {
    const leaf = root.leaf({ extensions: [extension('1.2.3.4', der.none(), true)] });
    expect(rejection({ leaf, anchors: [root] })).toBe('UNHANDLED_CRITICAL_EXTENSION');
  });

  it('a path length holds, for an intermediate and for the root', () => {
    const none = root.authority({ extensions: [basicConstraints(true, 0)] });
    const below = none.authority({ subject: 'Below' });
    expect(rejection({ leaf: below.leaf(), anchors: [root] })).toBe('PATH_LENGTH_EXCEEDED');
    const strict = makeRoot({ pathLength: 0 });
    expect(rejection({ leaf: strict.authority().leaf(), anchors: [strict] })).toBe('PATH_LENGTH_EXCEEDED');
  });

  it('one bad name beside a good one breaks name constraints', () => {
    const bound = root.authority({ extensions: [nameConstraints({ permitted: [{ dns: 'good.example' }] })] });
    const both = bound.leaf({ names: [{ dns: 'good.example' }, { dns: 'bad.example' }] });
    expect(rejection({ leaf: both, anchors: [root], host: 'good.example' })).toBe('NAME_NOT_PERMITTED');
    const good = bound.leaf({ names: [{ dns: 'good.example' }] });
    expect(verify({ leaf: good, anchors: [root], host: 'good.example' }).path).toHaveLength(3);
  });

  it('a shorter path that does not hold does not hide a longer one that does', () => {
    const short = root.authority({ subject: 'Twice', extensions: [basicConstraints(false)] });
    const middle = root.authority({ subject: 'Middle' });
    const long = middle.authority({ subject: 'Twice', key: short.key });
    const leaf = long.leaf();
    expect(verify({ leaf, intermediates: [short, long, middle], anchors: [root] }).path).toHaveLength(4);
  });

  it('a path of Ed25519 keys is found', () => {
    const ed25519 = makeRoot({ keyType: 'ed25519' });
    const leaf = ed25519.authority({ keyType: 'ed25519' }).leaf({ keyType: 'ed25519' });
    expect(verify({ leaf, anchors: [ed25519], host: 'localhost' }).path).toHaveLength(3);
  });
});
