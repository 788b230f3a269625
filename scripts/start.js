'use strict';
// npm start: installs what is missing, builds the Lambdas, synthesizes, runs the result on this machine.
const { spawnSync } = require('node:child_process');
const { mkdirSync, rmSync } = require('node:fs');
const { join } = require('node:path');
const { ensureInstalled, ROOT } = require('./ensure.js');
const { runTypeScript } = require('./run.js');

const ASSEMBLY = join(ROOT, '.wildlily', 'cdk.out');
const args = process.argv.slice(2);

ensureInstalled();
if (!args.includes('--help') && !args.includes('-h')) {
  step('Lambdas built', 'scripts/build-lambdas.ts');
  rmSync(ASSEMBLY, { recursive: true, force: true });
  mkdirSync(ASSEMBLY, { recursive: true });
  step('Templates synthesized', 'bin/wildlily.ts', {
    CDK_OUTDIR: ASSEMBLY,
    // The CDK CLI would hand these over; starting it would cost a second.
    CDK_CONTEXT_JSON: JSON.stringify(require('../cdk.json').context),
    // Why: CDK's validation engine costs seconds at every synthesis; npm run synth and npm test run it.
    CDK_VALIDATION: 'false',
  });
}
runTypeScript('local/main.ts', args);

/** One TypeScript program, silent unless it fails. */
function step(done, file, env = {}) {
  const started = Date.now();
  const { status, signal, error, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', file], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  if (status !== 0) {
    process.stdout.write(stdout ?? '');
    process.stderr.write(stderr ?? '');
    console.error(`${file} failed (${error?.message ?? `exit code ${status ?? signal}`})`);
    process.exit(1);
  }
  console.log(`${done} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}
