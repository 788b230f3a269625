/** npm run traffic: a simulated host network against an operator of the local run. */
import { operatorId } from '../../domain/operator/operator.js';
import { loadOperators, OperatorFileError } from '../../operators/load.js';
import { formatMoney } from '../money.js';
import { OptionsError } from '../command-line.js';
import { TrafficError, chooseOperator, readDirectory } from './directory.js';
import { HttpClient } from './http-client.js';
import { HELP, type TrafficOptions, parseTrafficOptions } from './options.js';
import { checkResults, describeResult, isSound, resultAsJson } from './report.js';
import { RevenueMeter } from './revenue-meter.js';
import { simulate } from './simulation.js';
import type { Statistics } from './statistics.js';

/** npm hands a Ctrl-C on that the terminal has already delivered; that is not a second one. */
const SAME_SIGNAL_MS = 500;
const HEADER_EVERY = 20;

async function main(): Promise<number> {
  const options = parseTrafficOptions(
    process.argv.slice(2),
    process.env,
    Math.floor(Math.random() * 2 ** 32),
  );
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const http = new HttpClient();
  try {
    return await run(options, http);
  } finally {
    http.close();
  }
}

async function run(options: TrafficOptions, http: HttpClient): Promise<number> {
  const print = options.json ? console.error : console.log;
  const operator = chooseOperator(await readDirectory(http, options.url), options.operator);
  const file = loadOperators().find((each) => operatorId(each) === operator.id);
  if (file === undefined)
    throw new TrafficError(
      `${operator.id} runs, but operators/ has no file for it; its numbering plan and rating groups are read there.`,
    );
  const { currency } = operator.market;
  const meter = new RevenueMeter(http, options.url, operator.id);
  await meter.start();
  let lines = 0;
  let before = 0;
  const result = await simulate({
    operator,
    file,
    http,
    subscribers: options.subscribers,
    durationMs: options.minutes * 60_000,
    rate: options.rate,
    faults: options.faults,
    mix: options.mix,
    seed: options.seed,
    signal: endOnSignal(print),
    on: {
      reading: (subscribers) =>
        print(
          `${operator.id}: ${operator.brand.name}, ${operator.market.country}; reading ${subscribers} accounts, seed ${options.seed}`,
        ),
      started: (compression) =>
        print(
          `Sending for ${duration(options.minutes * 60_000)}. Time in sessions runs ${compression} times as fast: an hour online takes ${duration(3_600_000 / compression)}; time stamps are the clock's.\n`,
        ),
      second: (elapsedMs, statistics) => {
        if (lines++ % HEADER_EVERY === 0) print(progressHeader(meter.isKnown));
        print(
          progressLine(
            elapsedMs,
            statistics,
            before,
            meter.isKnown ? formatMoney(meter.micros, currency) : '',
          ),
        );
        before = statistics.requests;
        meter.read();
      },
      ending: (open) => print(`\nEnding ${open} open sessions`),
      checking: (subscribers) => print(`Checking the books of ${subscribers} subscribers\n`),
    },
  });
  const context = { operator: operator.id, currency, seed: options.seed };
  if (meter.isKnown && !options.json)
    print(
      '* revenue of the whole operator, from its usage records; below, of these subscribers, from their accounts\n',
    );
  if (options.json) console.log(JSON.stringify(resultAsJson(result, context), undefined, 2));
  else console.log(describeResult(result, context));
  return isSound(checkResults(result, currency)) ? 0 : 1;
}

function progressHeader(hasRevenue: boolean): string {
  return `${'time'.padStart(7)} ${'req/s'.padStart(7)} ${'open'.padStart(6)} ${'grants'.padStart(8)} ${'denials'.padStart(8)} ${'refused'.padStart(8)} ${'errors'.padStart(7)}${hasRevenue ? 'revenue*'.padStart(14) : ''}`;
}

function progressLine(elapsedMs: number, s: Statistics, before: number, revenue: string): string {
  const cells: [string | number, number][] = [
    [`${Math.round(elapsedMs / 1000)} s`, 7],
    [s.requests - before, 7],
    [s.sessionsOpen, 6],
    [s.grants, 8],
    [s.denials, 8],
    [s.refused, 8],
    [s.failed, 7],
  ];
  return cells.map(([text, width]) => String(text).padStart(width)).join(' ') + revenue.padStart(14);
}

function duration(ms: number): string {
  if (ms < 60_000) return `${Number((ms / 1000).toPrecision(2))} s`;
  return `${Number((ms / 60_000).toPrecision(3))} min`;
}

/** Aborts at the first Ctrl-C; the second one ends the process. */
function endOnSignal(print: (line: string) => void): AbortSignal {
  const ending = new AbortController();
  let firstMs: number | undefined;
  const onSignal = (): void => {
    if (firstMs !== undefined) {
      if (Date.now() - firstMs > SAME_SIGNAL_MS) process.exit(130);
      return;
    }
    firstMs = Date.now();
    print('\nEnding early; once more to stop at once');
    ending.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return ending.signal;
}

const GONE = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT']);

function explain(error: unknown): unknown {
  const { code } = error as { code?: string };
  return code !== undefined && GONE.has(code)
    ? `The local run stopped answering (${code}); what was used can't be checked any more.`
    : error;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const known =
      error instanceof TrafficError || error instanceof OptionsError || error instanceof OperatorFileError;
    console.error(known ? error.message : explain(error));
    process.exit(1);
  },
);
