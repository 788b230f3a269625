/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }],
    // It is published as ES modules alone.
    '/node_modules/hyparquet[^/]*/.+\\.js$': [
      '@swc/jest',
      { jsc: { target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!hyparquet)'],
  setupFiles: ['<rootDir>/test/setup.ts'],
  setupFilesAfterEnv: ['aws-cdk-lib/testhelpers/jest-autoclean'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  // Why more than cores: operators that tests run wait for time as often as for a core.
  maxWorkers: 3,
  testSequencer: '<rootDir>/test/sequencer.js',
  // Why: a machine that does other things too must not fail what only takes longer.
  testTimeout: 30_000,
};
