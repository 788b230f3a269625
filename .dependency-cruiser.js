const only = (from, allowed) => ({
  name: `${from}-points-down`,
  severity: 'error',
  comment: `Imports point down: ${from} may reach only ${[from, ...allowed].join(', ')} (docs/architecture.md).`,
  from: { path: `^${from}/` },
  to: {
    path: '^(operators|bin|lib|lambdas|domain|local|test|bench|scripts)/',
    pathNot: `^(${[from, ...allowed].join('|')})/`,
  },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    only('domain', []),
    only('operators', ['domain']),
    only('lambdas', ['domain']),
    only('lib', ['domain']),
    only('bin', ['lib', 'operators', 'domain']),
    only('local', ['domain', 'operators']),
    {
      name: 'domain-is-pure',
      severity: 'error',
      comment:
        'domain/ holds rules: no I/O and no packages, except pure hashing and the schema library of the operator file.',
      from: { path: '^domain/' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'core'], pathNot: ['^(node:)?crypto$', 'node_modules/zod/'] },
    },
    {
      name: 'hot-path-stays-light',
      severity: 'error',
      comment: 'No schema library on the charging path (docs/charging.md).',
      from: { path: '^(domain/(charging|rating)|lambdas/charging)/' },
      to: { path: 'node_modules/zod/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: '^(dist|cdk.out)/' },
  },
};
