/**
 * A storm over one campaign's budget: viewers on many instances race for its last money, with requests and answers that are
 * lost, instances that die with what they hold, repeats, clocks that differ and events that never come. A seed decides
 * everything but the order in which the store answers.
 */
import { createHash } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { AdOffice } from '../../lambdas/ads/office.js';
import type { PartnerHandler, PartnerRequest } from '../../lambdas/partners/kernel/serve.js';
import type { AdDesk } from './ad-desk.js';

export interface StormOptions {
  readonly seed: number;
  readonly viewers: readonly string[];
  readonly campaignId: string;
  readonly placement: string;
  readonly instances: number;
  /** Decisions that each viewer asks for. */
  readonly rounds: number;
  /** Of writes, how many are lost on their way there, and how many answers on their way back. */
  readonly lost: number;
  /** Of decisions, how many bring an instance down. */
  readonly deaths: number;
}

export interface StormResult {
  readonly decided: number;
  /** Micros of events whose acceptance somebody heard of, each once. */
  readonly heardOf: number;
  /** `rwd_…` that were heard of. */
  readonly rewards: ReadonlySet<string>;
  readonly noFill: Readonly<Record<string, number>>;
  readonly lostWrites: number;
}

const LOST = 'lost on the way';

/** Numbers in [0, 1) that follow from a seed (mulberry32). */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Instance {
  readonly decide: PartnerHandler;
  readonly tell: PartnerHandler;
  readonly skewMs: number;
}

export async function storm(desk: AdDesk, options: StormOptions): Promise<StormResult> {
  const { seed, viewers, campaignId, placement, rounds } = options;
  const random = numbers(seed);
  let lostWrites = 0;
  const client = unreliable(desk.desk.client, () => {
    const lot = random();
    if (lot >= options.lost) return 'arrives';
    lostWrites++;
    return lot < options.lost / 2 ? 'request' : 'answer';
  });
  const boot = async (): Promise<Instance> => {
    const made = await adOffice(client);
    const { createAdDecision } = await import('../../lambdas/ads/decisions.js');
    const { createAdEvent } = await import('../../lambdas/ads/events.js');
    return {
      decide: createAdDecision(made),
      tell: createAdEvent(made),
      skewMs: Math.floor((random() - 0.5) * 10_000),
    };
  };
  const fleet = await Promise.all(Array.from({ length: options.instances }, boot));
  const ask = async (pick: 'decide' | 'tell', body: object, id: string): Promise<Body> => {
    for (let attempt = 0; attempt < 30; attempt++) {
      const at = Math.floor(random() * fleet.length);
      if (pick === 'decide' && random() < options.deaths) fleet[at] = await boot();
      const instance = fleet[at]!;
      const request = requestOf(desk.now() + instance.skewMs, body, id);
      try {
        return bodyOf(await instance[pick](request));
      } catch (error) {
        if (!isTransient(error)) throw error;
      }
    }
    throw new Error(`30 attempts of ${id} were lost`);
  };

  const rewards = new Set<string>();
  const noFill: Record<string, number> = {};
  let decided = 0;
  let heardOf = 0;
  await Promise.all(
    viewers.map(async (subscriberId, viewer) => {
      for (let round = 0; round < rounds; round++) {
        const id = `${seed}-${viewer}-${round}`;
        const decision = await ask('decide', { subscriberId, placement }, id);
        if (decision.filled !== true) {
          noFill[String(decision.reason)] = (noFill[String(decision.reason)] ?? 0) + 1;
          continue;
        }
        if (decision.campaignId !== campaignId) throw new Error(`decided on ${String(decision.campaignId)}`);
        decided++;
        // Some are never seen.
        if (random() < 0.1) continue;
        for (const event of ['impression', 'complete']) {
          const told = { id: `${id}-${event}`, token: decision.token, event, subscriberId };
          const repeats = random() < 0.3 ? 2 : 1;
          const answers = await Promise.all(
            Array.from({ length: repeats }, async () => ask('tell', told, `${id}-${event}`)),
          );
          const accepted = answers.filter(({ status }) => status === 'accepted');
          if (accepted.length === 0) continue;
          heardOf += PRICES[event]!;
          for (const { reward } of accepted) if (reward !== undefined) rewards.add(reward.id);
        }
      }
    }),
  );
  return { decided, heardOf, rewards, noFill, lostWrites };
}

/** Micros. */
export const PRICES: Readonly<Record<string, number>> = { impression: 2_000, complete: 50_000 };

interface Body {
  readonly filled?: boolean;
  readonly reason?: string;
  readonly campaignId?: string;
  readonly token?: string;
  readonly status?: string;
  readonly reward?: { readonly id: string };
}

const bodyOf = (answer: APIGatewayProxyStructuredResultV2): Body => JSON.parse(answer.body ?? '{}') as Body;

function isTransient(error: unknown): boolean {
  return error instanceof Error && (error.message === LOST || error.name === 'BusyError');
}

export function requestOf(nowMs: number, body: object, id: string): PartnerRequest {
  return {
    route: {} as PartnerRequest['route'],
    partner: { id: 'operator', isOperator: true, requestsPerMinute: 1 },
    path: {},
    query: {},
    body,
    headers: {},
    // Of the same request the same, as an idempotency key makes it.
    seed: createHash('sha256').update(id).digest('hex').slice(0, 32),
    nowMs,
    requestId: id,
    baseUrl: 'https://partners.example',
  };
}

/** A client whose writes are lost now and then: they, or their answers. */
function unreliable(client: DynamoDBClient, fate: () => 'arrives' | 'request' | 'answer'): DynamoDBClient {
  const send = async (command: { constructor: { name: string } }) => {
    const isWrite = /^(Put|Update|Delete|Transact)/.test(command.constructor.name);
    const comesTo = isWrite ? fate() : 'arrives';
    if (comesTo === 'request') throw new Error(LOST);
    const answer: unknown = await client.send(command as never);
    if (comesTo === 'arrives') return answer;
    // The SDK sends it again: a transaction is answered as before by its token, a put meets what it did itself.
    if (command.constructor.name === 'PutItemCommand') return client.send(command as never);
    throw new Error(LOST);
  };
  return { send } as unknown as DynamoDBClient;
}

/** An instance of the hot path. */
export async function adOffice(client: DynamoDBClient, now = Date.now): Promise<AdOffice> {
  const { BudgetBook } = await import('../../lambdas/budgets/budget-book.js');
  const { Purse } = await import('../../lambdas/budgets/purse.js');
  const { CampaignFeed } = await import('../../lambdas/ads/campaign-feed.js');
  const { TokenKeys } = await import('../../lambdas/ads/token-keys.js');
  const { recordOffice } = await import('../../lambdas/ads/wiring.js');
  const budgets = new BudgetBook(client, 'records');
  const { rewards } = recordOffice;
  const secret = JSON.stringify({ current: 'a', a: 'a key of storms alone, of no operator 0123456789' });
  return {
    ...recordOffice,
    client,
    rewards: (nowMs) => ({ ...rewards(nowMs), client }),
    campaigns: new CampaignFeed({ client, table: 'records', refreshMs: 5_000, now }),
    purse: new Purse(budgets),
    budgets,
    keys: new TokenKeys(async () => Promise.resolve(secret), now),
  };
}

/** What the store has of a campaign's decisions. */
export interface Books {
  /** Micros of all events that were paid for. */
  readonly paid: number;
  readonly rewards: ReadonlySet<string>;
}

export async function booksOf(desk: AdDesk, campaignId: string): Promise<Books> {
  const { ScanCommand } = await import('@aws-sdk/client-dynamodb');
  const { fromItem } = await import('../../lambdas/shared/attributes.js');
  let paid = 0;
  const rewards = new Set<string>();
  let after: Record<string, never> | undefined;
  do {
    const { Items: items = [], LastEvaluatedKey: last } = await desk.desk.client.send(
      new ScanCommand({ TableName: 'records', ...(after === undefined ? {} : { ExclusiveStartKey: after }) }),
    );
    for (const item of items) {
      if (item['pk']?.S?.startsWith('ADDECISION#') !== true || item['campaignId']?.S !== campaignId) continue;
      const { events } = fromItem(item) as unknown as {
        events: Record<string, { micros: number; rewardId?: string; rewardState?: string }>;
      };
      for (const { micros, rewardId, rewardState } of Object.values(events)) {
        paid += micros;
        if (rewardId !== undefined && rewardState === 'granted') rewards.add(rewardId);
      }
    }
    after = last as typeof after;
  } while (after !== undefined);
  return { paid, rewards };
}
