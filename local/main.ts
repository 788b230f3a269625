import { resolve } from 'node:path';
import { loadOperators, OperatorFileError } from '../operators/load.js';
import { chooseOperators } from './choose-operators.js';
import { OptionsError } from './command-line.js';
import { PortInUseError } from './http/server.js';
import { NOT_ENFORCED, startLocalRun, type LocalRun } from './local-run.js';
import { HELP, parseOptions, type StartOptions } from './options.js';
import { DeploymentError } from './template/deployment.js';
import { Ticker } from './ticker.js';
import { startDemoTraffic } from './traffic/demo.js';

const ROOT = resolve(__dirname, '..');
const WORK_DIRECTORY = resolve(ROOT, '.wildlily');
/** npm hands a Ctrl-C on that the terminal has already delivered; that is not a second one. */
const SAME_SIGNAL_MS = 500;

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2), process.env);
  if (options.help) {
    console.log(HELP);
    return;
  }
  const started = performance.now();
  const { chosen: operators, problems } = chooseOperators(loadOperators(), options.operators);
  if (problems.length > 0) throw new OptionsError(problems);
  const run = await startLocalRun({
    assembly: options.assembly ?? resolve(ROOT, 'cdk.out'),
    operators,
    port: options.port,
    dataDirectory: options.dataDirectory === undefined ? undefined : resolve(options.dataDirectory),
    workDirectory: WORK_DIRECTORY,
    root: ROOT,
    dynamodbEndpoint: process.env['WILDLILY_DYNAMODB_ENDPOINT'],
    print: console.log,
  });
  introduce(run, options, performance.now() - started);

  const ticker = new Ticker(
    run.operators.map(({ id, market }) => ({ id, currency: market.currency })),
    run.counters,
    console.log,
  );
  if (!options.quiet) ticker.start();
  const traffic = options.traffic
    ? startDemoTraffic({ operators: run.operators, files: operators })
    : undefined;
  stopOnSignal(async () => {
    ticker.stop();
    await traffic?.stop();
    await run.stop();
  });
}

function introduce(run: LocalRun, options: StartOptions, tookMs: number): void {
  const { created, ignored, unknown } = run.report;
  console.log(
    `Running after ${(tookMs / 1000).toFixed(1)} s: of ${sum(created) + sum(ignored) + sum(unknown)} resources in the templates, ` +
      `${sum(created)} run here, and ${sum(ignored)} (permissions, logs, alarms and the like) only matter in AWS.`,
  );
  if (unknown.size > 0)
    console.log(
      `NOT run, because the local run doesn't know them: ${[...unknown].map(([type, n]) => `${type} × ${n}`).join(', ')}`,
    );
  console.log();
  for (const {
    id,
    brand,
    market,
    apis,
    tokenUrl,
    filesUrl,
    paymentSimulatorUrl,
    subscribers,
  } of run.operators) {
    console.log(
      `${id}  ${brand.name}, ${market.country}, ${market.currency}, ${subscribers.length} subscribers${run.seeded.includes(id) ? '' : ' (kept)'}`,
    );
    for (const [name, url] of Object.entries(apis)) console.log(`  ${name.padEnd(9)} ${url}`);
    console.log(`  ${'tokens'.padEnd(9)} ${tokenUrl}`);
    if (filesUrl !== undefined) console.log(`  ${'files'.padEnd(9)} ${filesUrl}`);
    if (paymentSimulatorUrl !== undefined) console.log(`  ${'payments'.padEnd(9)} ${paymentSimulatorUrl}/`);
  }
  console.log();
  console.log(`Not enforced: ${NOT_ENFORCED.join(' · ')}`);
  console.log(`Data: ${dataPlace(options)}. Logs: ${run.cloud.options.log.directory}`);
  console.log();
  console.log(`Open ${run.url}/ in a browser. Stop with Ctrl-C.`);
  console.log();
}

const sum = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((all, each) => all + each, 0);

function dataPlace({ dataDirectory }: StartOptions): string {
  const endpoint = process.env['WILDLILY_DYNAMODB_ENDPOINT'];
  if (endpoint !== undefined) return `at ${endpoint}`;
  return dataDirectory === undefined
    ? 'in memory, gone when this stops'
    : `kept in ${resolve(dataDirectory)}`;
}

function stopOnSignal(stop: () => Promise<void>): void {
  let firstMs: number | undefined;
  const onSignal = (): void => {
    if (firstMs !== undefined) {
      if (Date.now() - firstMs > SAME_SIGNAL_MS) process.exit(130);
      return;
    }
    firstMs = Date.now();
    console.log('\nStopping; once more to stop at once');
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}

main().catch((error: unknown) => {
  console.error(explain(error));
  process.exit(error instanceof OptionsError ? 2 : 1);
});

/** What went wrong, for whoever started this; a stack only for what nobody foresaw. */
function explain(error: unknown): string {
  if (error instanceof PortInUseError)
    return (
      `Port ${error.port} is in use: another local run, or another program.\n` +
      'Stop that one, or choose another port: npm start -- --port 8101 (or PORT=8101 npm start).'
    );
  if (error instanceof OptionsError || error instanceof OperatorFileError || error instanceof DeploymentError)
    return error.message;
  const { code, cause } = error as { code?: string; cause?: { code?: string } };
  if (code === 'LEVEL_LOCKED' || cause?.code === 'LEVEL_LOCKED')
    return 'The --data folder is in use by another local run. Stop that one, or choose another folder.';
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
