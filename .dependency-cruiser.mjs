/** The packages in their one order: each may import only those before it. */
const order = ['crypto', 'record', 'handshake', 'bio', 'node-adapter'];

const onlyToTheLeft = order.slice(0, -1).map((name, index) => ({
  name: `${name}-imports-only-to-its-left`,
  comment: `@proj/${name} comes before ${order.slice(index + 1).join(', ')} and knows nothing of them.`,
  severity: 'error',
  from: { path: `^packages/${name}/` },
  to: { path: `^packages/(${order.slice(index + 1).join('|')})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...onlyToTheLeft,
    {
      name: 'nothing-imports-apps',
      comment: 'Apps stand at the end of every arrow.',
      severity: 'error',
      from: { pathNot: '^apps/' },
      to: { path: '^apps/' },
    },
    {
      name: 'apps-import-no-other-app',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'sources-import-no-tooling',
      comment: 'What is published stands without the repository around it.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/' },
      to: { path: ['^tooling/', '^packages/[^/]+/test/'] },
    },
    {
      name: 'another-package-by-its-name',
      comment: 'Another package is reached through its `exports`, never by a relative path into its files.',
      severity: 'error',
      from: { path: '^(packages|apps)/([^/]+)/' },
      to: { path: '^packages/', pathNot: '^$1/$2/', dependencyTypes: ['local'] },
    },
    {
      name: 'algorithms-only-in-crypto',
      comment: 'Only @proj/crypto imports the cryptographic and ASN.1 libraries.',
      severity: 'error',
      from: { path: '^(packages|apps)/', pathNot: '^packages/crypto/' },
      to: { path: 'node_modules/(@noble/|asn1js/|pkijs/)' },
    },
    {
      name: 'portable-sources-import-no-node',
      comment: 'The first four packages run in browsers, workers, Deno, Bun and edge runtimes.',
      severity: 'error',
      from: { path: '^packages/(crypto|record|handshake|bio)/src/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-undeclared-dependency',
      comment: 'What a package imports stands in its own package.json.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['(^|/)(dist|reports)/', '^docs/', '^tooling/consume/programs/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@proj/source', 'import', 'types', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.json'],
    },
  },
};
