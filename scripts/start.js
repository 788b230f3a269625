'use strict';
// npm start: installs what is missing, builds the Lambdas, synthesizes, runs the result on this machine.
const { spawnSync } = require('node:child_process');
const { mkdirSync, readdirSync, rmSync } = require('node:fs');
const { join } = require('node:path');
const { ensureInstalled, ROOT } = require('./ensure.js');
const { runTypeScript } = require('./run.js');

const WORK = join(ROOT, '.wildlily');
// One a run: functions load their code from it when they are first called, so no other run may replace it.
const ASSEMBLY = join(WORK, `cdk.out.${process.pid}`);
const args = process.argv.slice(2);

ensureInstalled();
if (args.includes('--help') || args.includes('-h')) {
  runTypeScript('local/main.ts', args);
} else {
  step('Lambdas built', 'scripts/build-lambdas.ts');
  removeAbandoned();
  process.on('exit', () => rmSync(ASSEMBLY, { recursive: true, force: true }));
  mkdirSync(ASSEMBLY, { recursive: true });
  step('Templates synthesized', 'bin/wildlily.ts', {
    CDK_OUTDIR: ASSEMBLY,
    // The CDK CLI would hand these over; starting it would cost a second.
    CDK_CONTEXT_JSON: JSON.stringify(require('../cdk.json').context),
    // Why: CDK's validation engine costs seconds at every synthesis; npm run synth and npm test run it.
    CDK_VALIDATION: 'false',
  });
  runTypeScript('local/main.ts', ['--assembly', ASSEMBLY, ...args]);
}

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

/** Assemblies of runs that ended without cleaning up. */
function removeAbandoned() {
  mkdirSync(WORK, { recursive: true });
  for (const name of readdirSync(WORK)) {
    const pid = /^cdk\.out\.(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid)))
      rmSync(join(WORK, name), { recursive: true, force: true });
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
