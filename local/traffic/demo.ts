/** The demonstration: a gentle load on the subscribers that are set aside for it, as long as the local run lasts. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Operator, operatorId } from '../../domain/operator/operator.js';
import type { LocalOperator } from '../local-operator.js';
import { AccessToken } from './access-token.js';
import { compressionFor } from './compression.js';
import { apiOf, clientFor } from './directory.js';
import { HostNetwork } from './host-network.js';
import { HttpClient } from './http-client.js';
import { Ledger } from './ledger.js';
import { NchfOverHttp } from './nchf-over-http.js';
import { Random } from './random.js';
import { Statistics } from './statistics.js';
import { subscribersOf } from './subscribers.js';
import { VisitedNetwork } from './visited-network.js';

export interface DemoTrafficOptions {
  /** As `GET /local/operators` lists them. */
  readonly operators: readonly LocalOperator[];
  /** The files of the same operators. */
  readonly files: readonly Operator[];
  /** Of each operator. @default 3 */
  readonly requestsPerSecond?: number;
  /** @default another each time */
  readonly seed?: number;
}

export interface DemoStats {
  readonly requests: number;
  readonly sessionsOpen: number;
  readonly grants: number;
  readonly denials: number;
  readonly refusals: number;
  readonly errors: number;
}

export interface DemoTraffic {
  /** Releases what is open, and resolves when all is answered, or after three seconds. */
  stop(): Promise<void>;
  /** By operator id. */
  stats(): Readonly<Record<string, DemoStats>>;
}

/** What it shows should be plain; `npm run traffic` makes faults. */
const FAULTS = { loss: 0, repeats: 0, abandoned: 0 };
/** The allowances of fifty subscribers should last for an hour or so. */
const DATA_SCALE = 0.3;
/** Longer a stop of the local run does not wait. */
const STOP_WITHIN_MS = 3_000;
const MIX = { data: 60, voice: 25, sms: 15 };

/**
 * Starts the demonstration. Nobody tops up: subscribers that run dry are denied, as in life.
 *
 * @throws TrafficError when an operator has no API, client or file to work with
 */
export function startDemoTraffic({
  operators,
  files,
  requestsPerSecond = 3,
  seed = Date.now() % 2 ** 32,
}: DemoTrafficOptions): DemoTraffic {
  const http = new HttpClient();
  const networks = operators.flatMap((operator, i) => {
    const file = files.find((each) => operatorId(each) === operator.id);
    const chosen = operator.subscribers.filter(({ demoTraffic }) => demoTraffic === true);
    if (file === undefined || chosen.length === 0) return [];
    const random = new Random(seed + i);
    const statistics = new Statistics();
    const token = new AccessToken(http, operator.tokenUrl, clientFor(operator, 'charging/session'));
    const network = new HostNetwork({
      subscribers: subscribersOf(file, chosen, random),
      visited: new VisitedNetwork(file.market.numberingPlan, random),
      transport: new NchfOverHttp(http, apiOf(operator, 'charging'), token),
      random,
      mix: MIX,
      faults: FAULTS,
      rate: requestsPerSecond,
      compression: compressionFor(requestsPerSecond, chosen.length),
      dataScale: DATA_SCALE,
      statistics,
      ledger: new Ledger(),
    });
    network.start();
    return [{ id: operator.id, network, statistics }];
  });
  return {
    stop: async () => {
      await Promise.race([
        Promise.all(networks.map(async ({ network }) => await network.stop())),
        delay(STOP_WITHIN_MS, undefined, { ref: false }),
      ]);
      http.close();
    },
    stats: () =>
      Object.fromEntries(
        networks.map(({ id, statistics: s }) => [
          id,
          {
            requests: s.requests,
            sessionsOpen: s.sessionsOpen,
            grants: s.grants,
            denials: s.denials,
            refusals: s.refused,
            errors: s.failed,
          },
        ]),
      ),
  };
}
