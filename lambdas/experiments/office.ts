/** What experiments and insight work with. */
import type { KeyObject } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { OperatorTerms } from '../../domain/catalogue/offering-view.js';
import type { Actor, PartnerEvent } from '../../domain/events/event.js';
import type { Experiment, ExperimentState } from '../../domain/experiments/experiment.js';
import type { SignedRecipe } from '../../domain/experiments/recipe.js';
import type { Verdict } from '../../domain/experiments/verdict.js';
import type { Promotion } from '../../domain/promotions/promotion.js';
import type { CampaignRecord } from '../../domain/sponsors/campaign.js';
import { eventId } from '../partners/kernel/announce.js';
import type { Recorded, RecordBook } from '../partners/kernel/records.js';

/** `EXPERIMENT#<id>` / `META`, beside what every record of partners has. */
export interface ExperimentRecord extends Omit<Experiment, 'experimentId'> {
  readonly state: ExperimentState;
  /** Of the request that made it. */
  readonly request: string;
  /** ISO 8601, the operator's time. */
  readonly startedAt?: string;
  readonly stoppedAt?: string;
  /** What was known when it was stopped. */
  readonly verdict?: Verdict & { readonly daysRunning: number };
  /** Those of its variants as they were when it began: what a TMF671 body says of them, by id. */
  readonly promotions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly decision?: { readonly variant: string; readonly reason?: string; readonly at: string };
  /** Only while it runs: the index of those. */
  readonly gsi1pk?: typeof RUNNING;
  readonly gsi1sk?: string;
}

/** `RECIPE#<id>` / `META`: one that was taken over. */
export interface RecipeRecord {
  readonly signed: SignedRecipe;
  readonly request: string;
  /** What it became; absent while that is not done. */
  readonly made?: {
    readonly offeringId?: string;
    readonly planId?: string;
    readonly promotionId?: string;
    /** Without the API's base. */
    readonly href: string;
  };
}

export const RUNNING = 'EXPERIMENTS#RUNNING';

export interface ExperimentsOffice {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly experiments: RecordBook<ExperimentRecord>;
  readonly recipes: RecordBook<RecipeRecord>;
  readonly promotions: RecordBook<Promotion>;
  readonly campaigns: RecordBook<CampaignRecord>;
  readonly operatorId: string;
  /** As the operator file has it; undefined before one was published. */
  readonly operator: () => Promise<OperatorTerms | undefined>;
  /** Signs recipes: Ed25519, private. */
  readonly key: () => Promise<KeyObject>;
  /** Of operators whose recipes may be taken over. */
  readonly trusted: readonly KeyObject[];
  readonly wake: (eventIds: readonly string[]) => Promise<void>;
}

export const experimentOf = (record: Recorded<ExperimentRecord>): Experiment => ({
  experimentId: record.id,
  name: record.name,
  hypothesis: record.hypothesis,
  salt: record.salt,
  variants: record.variants,
  primary: record.primary,
  guardrails: record.guardrails,
  stopRule: record.stopRule,
});

export function experimentView(record: Recorded<ExperimentRecord>, baseUrl: string) {
  const { id, state, name, hypothesis, variants, primary, guardrails, stopRule } = record;
  const { startedAt, stoppedAt, decision, createdAt, updatedAt } = record;
  return {
    id,
    href: `${baseUrl}/experiments/${id}`,
    state,
    name,
    hypothesis,
    variants,
    primary,
    guardrails,
    stopRule,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(stoppedAt === undefined ? {} : { stoppedAt }),
    ...(decision === undefined ? {} : { decision }),
    createdAt,
    updatedAt,
  };
}

/** The same change again is the same event. */
export function experimentEvent(
  before: ExperimentState | undefined,
  record: Recorded<ExperimentRecord>,
  { by, nowMs, baseUrl }: { readonly by: Actor; readonly nowMs: number; readonly baseUrl: string },
): PartnerEvent {
  const subject = `experiment/${record.id}`;
  return {
    id: eventId(subject, record.state),
    type: before === undefined ? 'experiment.created' : 'experiment.state_changed',
    time: new Date(nowMs).toISOString(),
    owner: record.owner,
    subject,
    actor: by,
    data: {
      experiment: {
        ...experimentView(record, baseUrl),
        ...(record.verdict === undefined ? {} : { outcome: record.verdict.outcome }),
      },
    },
    ...(before === undefined ? {} : { previousData: { state: before } }),
  };
}
