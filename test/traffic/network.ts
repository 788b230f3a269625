/** The simulated network against an in-process operator, in a hurry. */
import { setTimeout as delay } from 'node:timers/promises';
import { compileCatalogue } from '../../domain/catalogue/compile.js';
import { operatorId } from '../../domain/operator/operator.js';
import { loadOperators } from '../../operators/load.js';
import { type Audit, audit, readAccounts } from '../../local/traffic/audit.js';
import { HostNetwork } from '../../local/traffic/host-network.js';
import { Ledger } from '../../local/traffic/ledger.js';
import { Random } from '../../local/traffic/random.js';
import { Statistics } from '../../local/traffic/statistics.js';
import { trafficProfiles } from '../../local/traffic/traffic-profile.js';
import { VisitedNetwork } from '../../local/traffic/visited-network.js';
import { InProcessOperator, type InProcessOptions } from './in-process-operator.js';

export interface RunOptions extends Partial<Omit<InProcessOptions, 'plan' | 'subscribers'>> {
  readonly operator?: string;
  readonly offering?: string;
  readonly subscribers?: number;
  /** The traffic ends when so many were sent. */
  readonly requests?: number;
  readonly seed?: number;
  readonly patienceMs?: number;
  readonly faults?: { loss: number; repeats: number; abandoned: number };
}

export async function runNetwork({
  operator = 'lily-gb',
  offering = 'starter',
  subscribers = 40,
  requests = 600,
  seed = 1,
  patienceMs = 100,
  faults = { loss: 0.1, repeats: 0.1, abandoned: 0.1 },
  ...inProcess
}: RunOptions): Promise<{ audit: Audit; statistics: Statistics; ledger: Ledger }> {
  const file = loadOperators().find((each) => operatorId(each) === operator);
  if (file === undefined) throw new Error(`no operator ${operator}`);
  const plan = compileCatalogue(file).find(({ offeringId }) => offeringId === offering);
  const random = new Random(seed);
  const profile = trafficProfiles(file, random).get(offering);
  if (plan === undefined || profile === undefined) throw new Error(`no offering ${offering}`);
  const people = Array.from({ length: subscribers }, (_, i) => ({
    supi: `imsi-23499${String(i).padStart(10, '0')}`,
    msisdn: `msisdn-447700900${String(i).padStart(3, '0')}`,
    profile,
  }));
  const supis = people.map(({ supi }) => supi);
  const served = new InProcessOperator({ plan, subscribers: supis, ...inProcess });
  const before = await readAccounts(served, supis);
  const statistics = new Statistics();
  const ledger = new Ledger();
  const network = new HostNetwork({
    subscribers: people,
    visited: new VisitedNetwork(file.market.numberingPlan, random),
    transport: served,
    random,
    mix: { data: 60, voice: 25, sms: 15 },
    faults,
    rate: 5_000,
    compression: 100_000,
    statistics,
    ledger,
  });
  network.start();
  while (statistics.requests < requests) await delay(5);
  await network.stop();
  return {
    statistics,
    ledger,
    audit: await audit({
      accounts: served,
      before,
      ledger,
      patienceMs,
      pause: async (ms) => await delay(Math.min(ms, 20)),
    }),
  };
}
