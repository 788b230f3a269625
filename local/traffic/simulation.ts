/** One run of the simulated host network against an operator, from the first look to the last check. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Operator } from '../../domain/operator/operator.js';
import type { LocalOperator } from '../local-operator.js';
import { AccessToken } from './access-token.js';
import { AccountsOverHttp } from './accounts.js';
import { type Audit, audit, readAccounts } from './audit.js';
import { compressionFor } from './compression.js';
import { TrafficError, apiOf, clientFor } from './directory.js';
import { type Faults, HostNetwork, type Mix } from './host-network.js';
import type { HttpClient } from './http-client.js';
import { Ledger } from './ledger.js';
import { NchfOverHttp } from './nchf-over-http.js';
import { Random } from './random.js';
import { Statistics } from './statistics.js';
import { chooseSubscribers, subscribersOf } from './subscribers.js';
import { VisitedNetwork } from './visited-network.js';

export interface SimulationOptions {
  readonly operator: LocalOperator;
  /** Of the same operator. */
  readonly file: Operator;
  readonly http: HttpClient;
  readonly subscribers: number;
  readonly durationMs: number;
  readonly rate: number;
  readonly faults: Faults;
  readonly mix: Mix;
  readonly seed: number;
  /** Ends the traffic before its time; the check is made all the same. */
  readonly signal: AbortSignal;
  readonly on: {
    reading(subscribers: number): void;
    started(compression: number): void;
    second(elapsedMs: number, statistics: Statistics): void;
    ending(open: number): void;
    checking(subscribers: number): void;
  };
}

export interface SimulationResult {
  readonly statistics: Statistics;
  readonly audit: Audit;
  readonly elapsedMs: number;
  readonly compression: number;
}

/** How long usage records may take to come out of the stream, after all traffic ended. */
const PATIENCE_MS = 30_000;
const SILENCE_MS = 10_000;

export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  const { operator, file, http, rate, faults, mix, on } = options;
  const random = new Random(options.seed);
  const chosen = chooseSubscribers(operator, options.subscribers, random);
  const token = (scope: string) => new AccessToken(http, operator.tokenUrl, clientFor(operator, scope));
  const accounts = new AccountsOverHttp(http, apiOf(operator, 'operator'), token('subscribers/read'));
  on.reading(chosen.length);
  const bySim = await readAccounts(
    accounts,
    chosen.map(({ supi }) => supi),
  );
  // SIMs of a pool share an account: the books are kept by who pays.
  const before = new Map([...bySim.values()].map((account) => [account.key, account]));

  const statistics = new Statistics();
  const ledger = new Ledger((supi) => bySim.get(supi)?.key ?? supi);
  const compression = compressionFor(rate, chosen.length);
  const network = new HostNetwork({
    subscribers: subscribersOf(file, chosen, random),
    visited: new VisitedNetwork(file.market.numberingPlan, random),
    transport: new NchfOverHttp(http, apiOf(operator, 'charging'), token('charging/session')),
    random,
    mix,
    faults,
    rate,
    compression,
    statistics,
    ledger,
  });
  on.started(compression);
  const started = performance.now();
  const silent = new AbortController();
  statistics.lastAnswerAt = started;
  const ticking = setInterval(() => {
    on.second(performance.now() - started, statistics);
    if (performance.now() - statistics.lastAnswerAt > SILENCE_MS) silent.abort();
  }, 1000);
  try {
    network.start();
    const signal = AbortSignal.any([options.signal, silent.signal]);
    await delay(options.durationMs, undefined, { signal }).catch(() => undefined);
    if (silent.signal.aborted)
      throw new TrafficError(
        `${operator.id} has not answered for ${SILENCE_MS / 1000} s (${[...statistics.errors.keys()].join(', ') || 'no error'}); was npm start stopped?`,
      );
    on.ending(statistics.sessionsOpen);
    await network.stop();
  } finally {
    clearInterval(ticking);
  }
  const elapsedMs = performance.now() - started;
  on.checking(ledger.subscribers().length);
  return {
    statistics,
    elapsedMs,
    compression,
    audit: await audit({
      accounts,
      before,
      ledger,
      patienceMs: PATIENCE_MS,
      pause: async (ms) => await delay(ms),
    }),
  };
}
