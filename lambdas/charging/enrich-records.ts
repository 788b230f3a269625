/** What charging leaves to the recorder: whose SIM it was, and what the host charges us for it. */
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { type HostTerms, wholesaleMicros } from '../../domain/catalogue/host-terms.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import type { UsageLine, UsageRecord } from '../../domain/charging/usage-record.js';
import { inParallel } from '../../domain/in-parallel.js';
import { dynamodb } from '../shared/dynamodb.js';
import { loadHostTerms, termsAt } from './host-terms.js';

/** A usage record as charging wrote it, and the plan version it was rated under. */
export interface RatedRecord {
  readonly record: UsageRecord;
  readonly plan: PlanVersion;
}

const LANES = 16;
/** About 10 MB. */
const MOST_SIMS = 50_000;
/** A SIM belongs to one subscriber for its life, so an instance looks each up once. */
const subscriberBySim = new Map<string, string>();

/**
 * Usage records with `subscriberId` and, on each line, `wholesaleMicros` and `hostTerms`.
 *
 * A SIM that nobody has is left without a subscriber; usage before the first terms, without a wholesale price.
 *
 * @throws Error on any failure of the store
 */
export async function enrich(table: string, rated: readonly RatedRecord[]): Promise<UsageRecord[]> {
  const sims = [...new Set(rated.map(({ record }) => record.supi))];
  await inParallel(
    sims.filter((supi) => !subscriberBySim.has(supi)),
    LANES,
    async (supi) => learnSubscriber(table, supi),
  );
  const used = rated.some(({ record }) => record.lines.length > 0);
  const terms = used ? await loadHostTerms(table) : [];
  return rated.map(({ record, plan }): UsageRecord => {
    const subscriberId = subscriberBySim.get(record.supi);
    const inForce = termsAt(terms, Date.parse(record.at));
    return {
      ...record,
      ...(subscriberId === undefined ? {} : { subscriberId }),
      lines: inForce === undefined ? record.lines : record.lines.map((line) => withCost(line, plan, inForce)),
    };
  });
}

function withCost(line: UsageLine, plan: PlanVersion, terms: HostTerms): UsageLine {
  // Usage that no tariff fits has no service of the plan, and the host's rates are by kind of service.
  const kind = plan.services.find(({ id }) => id === line.service)?.kind;
  if (kind === undefined) return line;
  const micros = wholesaleMicros(terms, { service: kind, zone: line.zone, units: line.units });
  return micros === undefined ? line : { ...line, wholesaleMicros: micros, hostTerms: terms.version };
}

async function learnSubscriber(table: string, supi: string): Promise<void> {
  const { Item: sim } = await dynamodb.send(
    new GetItemCommand({ TableName: table, Key: { pk: { S: `SIM#${supi}` }, sk: { S: 'META' } } }),
  );
  const subscriberId = sim?.['subscriberId']?.S;
  if (subscriberId === undefined) return;
  if (subscriberBySim.size >= MOST_SIMS) subscriberBySim.clear();
  subscriberBySim.set(supi, subscriberId);
}
