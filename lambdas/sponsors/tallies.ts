/** Tallies of campaigns: what transactions add, and what is read back. */
import { QueryCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { sketchEntry, sketchPart } from '../../domain/sponsors/sketch.js';
import { type Tally, tallied, type TallyCell } from '../../domain/sponsors/tally.js';
import type { SponsorOffice } from './office.js';

const PEOPLE = 'people';
const pkOf = (campaignId: string) => `TALLY#${campaignId}`;

/**
 * A write that adds to a campaign's tally, for the transaction in which it happens: so it is counted exactly as often. It
 * has no condition, and never makes its transaction fail.
 */
export function tallyWrite({ records }: { readonly records: string }, tally: Tally): TransactWriteItem {
  const { campaignId, date, plan, subscriberId } = tally;
  const entry = sketchEntry(campaignId, subscriberId);
  const numbers = Object.entries(tallied(tally));
  return {
    Update: {
      TableName: records,
      Key: { pk: { S: pkOf(campaignId) }, sk: { S: `${date}#${plan}#${sketchPart(entry)}` } },
      UpdateExpression: `ADD #people :people${numbers.map((_number, i) => `, #${i} :${i}`).join('')}`,
      ExpressionAttributeNames: {
        '#people': PEOPLE,
        ...Object.fromEntries(numbers.map(([name], i) => [`#${i}`, name])),
      },
      ExpressionAttributeValues: {
        ':people': { NS: [String(entry)] },
        ...Object.fromEntries(numbers.map(([, value], i) => [`:${i}`, { N: String(value) }])),
      },
    },
  };
}

/** All cells of a campaign, by day and plan. */
export async function readTallies(
  { client, tables }: Pick<SponsorOffice, 'client' | 'tables'>,
  campaignId: string,
): Promise<TallyCell[]> {
  const cells = new Map<
    string,
    { date: string; plan: string; numbers: Record<string, number>; people: number[] }
  >();
  let after: Record<string, never> | undefined;
  do {
    const { Items: items = [], LastEvaluatedKey: last } = await client.send(
      new QueryCommand({
        TableName: tables.records,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: pkOf(campaignId) } },
        ConsistentRead: true,
        ...(after === undefined ? {} : { ExclusiveStartKey: after }),
      }),
    );
    for (const { pk: _pk, sk, people, ...numbers } of items) {
      const [date = '', plan = ''] = (sk?.S ?? '').split('#');
      const key = `${date}#${plan}`;
      const cell = cells.get(key) ?? { date, plan, numbers: {}, people: [] };
      cells.set(key, cell);
      cell.people.push(...(people?.NS ?? []).map(Number));
      for (const [name, value] of Object.entries(numbers))
        cell.numbers[name] = (cell.numbers[name] ?? 0) + Number(value.N);
    }
    after = last as typeof after;
  } while (after !== undefined);
  return [...cells.values()].sort((a, b) =>
    a.date < b.date ? -1 : a.date > b.date ? 1 : a.plan < b.plan ? -1 : 1,
  );
}
