/** What is limited, as it is counted: read before, and counted in the transaction that takes it. */
import { BatchGetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Meter } from '../../domain/promotions/redemption.js';
import type { PromotionsOffice } from './office.js';

type Store = Pick<PromotionsOffice, 'client' | 'tables'>;

export interface MeterState {
  /** So far. */
  readonly used: number;
  /** The redemption that took of it last; of codes alone. */
  readonly holder?: string;
}

const nameOf = ({ pk, sk }: Pick<Meter, 'pk' | 'sk'>) => `${pk} ${sk}`;

/** By `meterName`. */
export type MeterStates = ReadonlyMap<string, MeterState>;

export const stateOf = (states: MeterStates, meter: Meter): MeterState =>
  states.get(nameOf(meter)) ?? { used: 0 };

export async function readMeters({ client, tables }: Store, meters: readonly Meter[]): Promise<MeterStates> {
  const states = new Map<string, MeterState>();
  const byName = new Map(meters.map((meter) => [nameOf(meter), meter]));
  let wanted = [...byName.values()].map(({ pk, sk }) => ({ pk: { S: pk }, sk: { S: sk } }));
  while (wanted.length > 0) {
    const { Responses: found, UnprocessedKeys: left } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [tables.records]: { Keys: wanted, ConsistentRead: true } } }),
    );
    for (const item of found?.[tables.records] ?? []) {
      const key = `${item['pk']?.S} ${item['sk']?.S}`;
      const holder = item['holder']?.S;
      const used = Number(item[byName.get(key)?.name ?? 'uses']?.N ?? 0);
      states.set(key, { used, ...(holder === undefined ? {} : { holder }) });
    }
    wanted = (left?.[tables.records]?.Keys ?? []) as typeof wanted;
  }
  return states;
}

/** One write a record, whatever takes of it; none of them holds when there is not enough. */
export function takeWrites(
  { tables }: Store,
  taken: readonly { readonly meter: Meter; readonly holder: string }[],
): TransactWriteItem[] {
  const sums = new Map<string, { meter: Meter; by: number; holder: string }>();
  for (const { meter, holder } of taken) {
    const before = sums.get(nameOf(meter));
    sums.set(nameOf(meter), { meter, by: (before?.by ?? 0) + meter.by, holder });
  }
  return [...sums.values()].map(({ meter: { pk, sk, name, most }, by, holder }) => ({
    Update: {
      TableName: tables.records,
      Key: { pk: { S: pk }, sk: { S: sk } },
      UpdateExpression: `SET holder = :holder ADD #name :by`,
      // What takes more than there can ever be is refused by the store, too.
      ConditionExpression:
        by > most ? 'attribute_exists(neverThere)' : 'attribute_not_exists(#name) OR #name <= :room',
      ExpressionAttributeNames: { '#name': name },
      ExpressionAttributeValues: {
        ':by': { N: String(by) },
        ':holder': { S: holder },
        ...(by > most ? {} : { ':room': { N: String(most - by) } }),
      },
    },
  }));
}

/** Gives back what one redemption took. */
export const giveBackWrites = ({ tables }: Store, meters: readonly Meter[]): TransactWriteItem[] =>
  meters.map(({ pk, sk, name, by }) => ({
    Update: {
      TableName: tables.records,
      Key: { pk: { S: pk }, sk: { S: sk } },
      UpdateExpression: 'ADD #name :less',
      ConditionExpression: '#name >= :by',
      ExpressionAttributeNames: { '#name': name },
      ExpressionAttributeValues: { ':less': { N: String(-by) }, ':by': { N: String(by) } },
    },
  }));
