/**
 * What campaigns with a holdout brought: `LIFTREPORT#<campaign>` / `META`, asked for once a campaign is over, counted by
 * the next sweep, and from then on as it is. A second count would differ by those who withdrew meanwhile.
 */
import { paginateQuery, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { LIFT_DAYS, type Lift, type LiftCount, type LiftGroup, liftOf } from '../../domain/insights/lift.js';
import type { CampaignRecord } from '../../domain/sponsors/campaign.js';
import { liftPartitions } from '../ads/lift-records.js';
import { RefusedError } from '../partners/kernel/refused.js';
import type { PartnerHandler, PartnerRequest } from '../partners/kernel/serve.js';
import { fromItem, toAttributes } from '../shared/attributes.js';
import { json } from '../shared/problem.js';
import { type Agreed, agreedTo } from './agreed.js';
import type { ExperimentsOffice } from './office.js';

const DAY_MS = 86_400_000;
const WAITING = 'LIFTS#WAITING';

const reportKey = (campaignId: string) => ({ pk: { S: `LIFTREPORT#${campaignId}` }, sk: { S: 'META' } });

interface Report {
  /** ISO 8601: when it was counted; absent while it waits. */
  readonly countedAt?: string;
  readonly smallestGroup?: number;
  /** Absent: one of the groups is too small to be told of. */
  readonly lift?: Lift;
}

export const liftHandlers = (office: ExperimentsOffice): Readonly<Record<string, PartnerHandler>> => ({
  retrieveCampaignLift: async (request) => retrieve(office, request),
});

/** @throws RefusedError 404; 409 while it is not over, or when nobody was held out */
async function retrieve(office: ExperimentsOffice, { partner, path, nowMs }: PartnerRequest) {
  const campaign = await office.campaigns.mustGet(partner, path['campaignId'] ?? '');
  if ((campaign.asked.holdoutPercent ?? 0) <= 0)
    throw new RefusedError(
      409,
      'no-holdout',
      `campaign ${campaign.id} has holdoutPercent 0: there is nothing to compare it with`,
    );
  const dueMs = overMs(campaign) + LIFT_DAYS * DAY_MS;
  if (nowMs < dueMs)
    throw new RefusedError(
      409,
      'lift-not-due',
      `campaign ${campaign.id} is counted once its last viewers had their ${LIFT_DAYS} days: from ${new Date(dueMs).toISOString()} on`,
    );
  const { countedAt, smallestGroup, lift } = await ask(office, campaign.id);
  return json(200, {
    campaignId: campaign.id,
    state: countedAt === undefined ? 'waiting' : lift === undefined ? 'suppressed' : 'counted',
    days: LIFT_DAYS,
    ...(countedAt === undefined ? {} : { countedAt, smallestGroup }),
    ...lift,
  });
}

const overMs = ({ asked, history }: CampaignRecord): number => {
  const ended = history.findLast(({ state }) => state === 'ended');
  return Math.min(Date.parse(asked.endsAt), ended === undefined ? Infinity : Date.parse(ended.at));
};

/** @returns the report as it is; the first time it waits for the sweep */
async function ask({ client, table }: ExperimentsOffice, campaignId: string): Promise<Report> {
  const { Attributes: item = {} } = await client
    .send(
      new UpdateItemCommand({
        TableName: table,
        Key: reportKey(campaignId),
        UpdateExpression: 'SET gsi1sk = if_not_exists(gsi1sk, :id), gsi1pk = if_not_exists(gsi1pk, :waiting)',
        ConditionExpression: 'attribute_not_exists(countedAt)',
        ExpressionAttributeValues: { ':id': { S: campaignId }, ':waiting': { S: WAITING } },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    )
    .catch((error: { name?: string; Item?: Record<string, never> }) => {
      if (error.name === 'ConditionalCheckFailedException' && error.Item !== undefined)
        return { Attributes: error.Item };
      throw error;
    });
  return fromItem(item);
}

/** Counts what was asked for. @returns campaigns that were counted now */
export async function countLifts(office: ExperimentsOffice, nowMs: number): Promise<string[]> {
  const operator = await office.operator();
  if (operator === undefined) return [];
  const { policy } = operator.market;
  const { smallestGroup } = policy.insight;
  const agreed = agreedTo(office, ['advertising', 'insight'], policy.advertising, nowMs);
  const counted: string[] = [];
  for (const campaignId of await waiting(office)) {
    const groups = await countOf(office, campaignId, agreed);
    const lift = liftOf(groups.shown, groups['held-out'], smallestGroup);
    if (await keep(office, campaignId, { countedAt: new Date(nowMs).toISOString(), smallestGroup, lift }))
      counted.push(campaignId);
  }
  return counted;
}

async function waiting({ client, table }: ExperimentsOffice): Promise<string[]> {
  const ids: string[] = [];
  const pages = paginateQuery(
    { client },
    {
      TableName: table,
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :waiting',
      ExpressionAttributeValues: { ':waiting': { S: WAITING } },
      ProjectionExpression: 'gsi1sk',
    },
  );
  for await (const { Items: items = [] } of pages) ids.push(...items.map(({ gsi1sk }) => gsi1sk!.S!));
  return ids;
}

async function countOf(
  { client, table }: ExperimentsOffice,
  campaignId: string,
  agreed: Agreed,
): Promise<Record<LiftGroup, LiftCount>> {
  const groups = {
    shown: { people: 0, converted: 0 },
    'held-out': { people: 0, converted: 0 },
  };
  for (const pk of liftPartitions(campaignId)) {
    const pages = paginateQuery(
      { client },
      {
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: pk } },
        ConsistentRead: true,
      },
    );
    for await (const { Items: items = [] } of pages) {
      const people = items.map(
        (item) => fromItem(item) as { sk: string; group: LiftGroup; conversions?: number },
      );
      const among = await agreed(people.map(({ sk }) => sk));
      for (const { sk, group, conversions = 0 } of people) {
        if (!among.has(sk)) continue;
        groups[group].people += 1;
        groups[group].converted += Math.min(1, conversions);
      }
    }
  }
  return groups;
}

/** @returns false when it was kept before */
async function keep(
  { client, table }: ExperimentsOffice,
  campaignId: string,
  report: { readonly [member in keyof Report]: Report[member] | undefined },
): Promise<boolean> {
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        // Without the index's attributes: it waits no more.
        Item: { ...reportKey(campaignId), ...toAttributes(report) },
        ConditionExpression: 'attribute_not_exists(countedAt)',
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
