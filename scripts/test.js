'use strict';
// npm test: installs what is missing, then checks, builds, synthesizes strictly and runs all tests.
// npm test -- PATTERN runs only the jest tests that match.
const { spawnSync } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { build } = require('./build.js');
const { binary, check } = require('./check.js');
const { ensureInstalled, ROOT } = require('./ensure.js');

ensureInstalled();
const patterns = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), 'wildlily-test-'));
const failed = [];

if (!build()) end(0, 1);
if (patterns.length === 0) {
  failed.push(...check());
  step('the packed package deploys an operator', process.execPath, ['scripts/check-package.js']);
  // CDK's validation engine is on here, and only here: it finds what would fail at deployment.
  step('strict synthesis', process.execPath, ['scripts/synth.js', '--output', join(scratch, 'cdk.out')]);
  // Why once: a dozen test files run operators, and each would synthesize the same templates.
  process.env.WILDLILY_TEST_ASSEMBLY = join(scratch, 'sandbox.out');
  step('synthesis of sandboxes', process.execPath, ['--import', 'tsx', 'bin/wildlily.ts'], {
    CDK_OUTDIR: process.env.WILDLILY_TEST_ASSEMBLY,
    CDK_CONTEXT_JSON: JSON.stringify({ ...require('../cdk.json').context, 'wildlily:sandbox': true }),
    CDK_VALIDATION: 'false',
  });
}
const results = join(scratch, 'jest.json');
step('jest', process.execPath, [binary('jest'), '--json', `--outputFile=${results}`, ...patterns]);

let counts = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 };
try {
  counts = JSON.parse(readFileSync(results, 'utf8'));
} catch {
  failed.push('jest left no results');
}
rmSync(scratch, { recursive: true, force: true });
for (const name of failed) console.error(`FAILED ${name}`);
end(
  counts.numPassedTests,
  counts.numFailedTests + failed.filter((f) => f !== 'jest').length,
  counts.numPendingTests,
);

function step(name, command, args, env = {}) {
  const started = Date.now();
  const { status } = spawnSync(command, args, {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...env },
  });
  console.log(
    `${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`,
  );
  if (status !== 0) failed.push(name);
}

/** Ends with the line that tells how many tests ran, whoever reads it. */
function end(passed, failures, skipped = 0) {
  console.log(`\n${passed} passed, ${failures} failed, ${skipped} skipped`);
  process.exit(failures === 0 && passed > 0 && failed.length === 0 ? 0 : 1);
}
