/** The list of what the hot path knows (domain/sponsors/active-campaign.ts): its changes, as writes of transactions. */
import { GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import {
  ACTIVE_CAMPAIGNS_PK,
  type ActiveCampaign,
  changeKey,
} from '../../domain/sponsors/active-campaign.js';
import { toAttributes } from '../shared/attributes.js';
import type { SponsorOffice } from './office.js';

const COUNTER = { pk: { S: ACTIVE_CAMPAIGNS_PK }, sk: { S: 'META' } };
/** Longer than any instance lives: who has not heard by then that a campaign ended starts from nothing. */
const KEPT_S = 30 * 24 * 3600;

/** The number that a change is to have. */
export async function nextChange({
  client,
  tables,
}: Pick<SponsorOffice, 'client' | 'tables'>): Promise<number> {
  const { Item: item } = await client.send(
    new GetItemCommand({ TableName: tables.records, Key: COUNTER, ConsistentRead: true }),
  );
  return Number(item?.['number']?.N ?? 0) + 1;
}

/**
 * The writes of a change; their transaction fails when another one took the number.
 *
 * @param before  the number of the campaign's last change; 0 = none
 * @param campaign  undefined: it shows nothing any more
 */
export function changeWrites(
  { records }: { readonly records: string },
  {
    number,
    before,
    campaignId,
    campaign,
  }: {
    readonly number: number;
    readonly before: number;
    readonly campaignId: string;
    readonly campaign: ActiveCampaign | undefined;
  },
  realNowMs = Date.now(),
): TransactWriteItem[] {
  return [
    {
      Put: {
        TableName: records,
        Item: { ...COUNTER, number: { N: String(number) } },
        ...(number === 1
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: '#number = :before',
              ExpressionAttributeNames: { '#number': 'number' },
              ExpressionAttributeValues: { ':before': { N: String(number - 1) } },
            }),
      },
    },
    {
      Put: {
        TableName: records,
        Item: toAttributes({
          pk: ACTIVE_CAMPAIGNS_PK,
          sk: changeKey(number),
          number,
          campaignId,
          campaign,
          ...(campaign === undefined ? { ttl: Math.floor(realNowMs / 1000) + KEPT_S } : {}),
        }),
      },
    },
    ...(before === 0
      ? []
      : [
          {
            Delete: {
              TableName: records,
              Key: { pk: { S: ACTIVE_CAMPAIGNS_PK }, sk: { S: changeKey(before) } },
            },
          },
        ]),
  ];
}
