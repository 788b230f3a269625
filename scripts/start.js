'use strict';
// npm start: installs what is missing, builds the Lambdas, synthesizes, runs the result on this machine.
const { mkdirSync, readdirSync, rmSync } = require('node:fs');
const { join } = require('node:path');
const { HELP, readOptions } = require('../local/options.js');
const { ensureInstalled, isInstalled, ROOT } = require('./ensure.js');
const { isRunning, runTypeScript, spawnTypeScript } = require('./run.js');

const WORK = join(ROOT, '.wildlily');
// One a run: functions load their code from it when they are first called, so no other run may replace it.
const ASSEMBLY = join(WORK, `cdk.out.${process.pid}`);

main().catch((error) => {
  console.error(error);
  process.exit(1);
});

async function main() {
  const args = process.argv.slice(2);
  // What the run reads relative paths from.
  process.chdir(ROOT);
  const { options, problems } = readOptions(args, process.env);
  if (options.help) {
    console.log(HELP);
    return;
  }
  if (problems.length === 0) ensureInstalled();
  if (options.operators !== undefined && isInstalled())
    problems.push(...(await unknownOperators(options.operators)));
  if (problems.length > 0) {
    console.error([...problems, 'See npm start -- --help'].join('\n'));
    process.exit(2);
  }

  process.on('exit', () => rmSync(ASSEMBLY, { recursive: true, force: true }));
  // Ends what is being built too: a child ends with this process.
  const quit = { SIGINT: () => process.exit(130), SIGTERM: () => process.exit(143) };
  for (const [signal, handler] of Object.entries(quit)) process.on(signal, handler);
  await step('Lambdas built', 'scripts/build-lambdas.ts');
  removeAbandoned();
  mkdirSync(ASSEMBLY, { recursive: true });
  await step('Templates synthesized', 'bin/wildlily.ts', {
    CDK_OUTDIR: ASSEMBLY,
    // The CDK CLI would hand these over; starting it would cost a second.
    // Operators that run here are sandboxes: their time may be moved.
    CDK_CONTEXT_JSON: JSON.stringify({ ...require('../cdk.json').context, 'wildlily:sandbox': true }),
    // Why: CDK's validation engine costs seconds at every synthesis; npm run synth and npm test run it.
    CDK_VALIDATION: 'false',
  });
  for (const [signal, handler] of Object.entries(quit)) process.off(signal, handler);
  runTypeScript('local/main.ts', ['--assembly', ASSEMBLY, ...args]);
}

/** Needs packages, so it is asked only where they are. */
async function unknownOperators(ids) {
  const { code, output } = await run('scripts/check-operators.ts', ids);
  if (code === 0) return output.split('\n').filter(Boolean);
  return [output];
}

/** One TypeScript program, silent unless it fails. */
async function step(done, file, env = {}) {
  const started = Date.now();
  const { code, output } = await run(file, [], env);
  if (code !== 0) {
    process.stderr.write(output);
    console.error(`${file} failed (exit code ${code})`);
    process.exit(1);
  }
  console.log(`${done} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

function run(file, args, env = {}) {
  const child = spawnTypeScript(file, args, 'pipe', { ...process.env, ...env });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code: code ?? signal, output }));
  });
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
