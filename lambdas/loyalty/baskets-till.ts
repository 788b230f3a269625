/** The count of a till: `TILL#<digest>` / `META`. */
import { GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { counted, type Gap, type TillCount } from '../../domain/baskets/sequence.js';
import { fromItem, toAttributes } from '../shared/attributes.js';
import { tillIdOf, type TillTransaction } from './baskets-book.js';
import type { LoyaltyOffice } from './office.js';

type Stored = TillCount & { readonly revision: number };

const keyOf = (owner: string, till: TillTransaction) => ({
  pk: { S: `TILL#${tillIdOf(owner, till)}` },
  sk: { S: 'META' },
});

async function read(
  { client, tables }: LoyaltyOffice,
  owner: string,
  till: TillTransaction,
): Promise<Stored | undefined> {
  const { Item: item } = await client.send(
    new GetItemCommand({ TableName: tables.records, Key: keyOf(owner, till), ConsistentRead: true }),
  );
  return item === undefined ? undefined : (fromItem(item) as unknown as Stored);
}

/** What is missing in a till's count; undefined for one that does not count. */
export const gapsOf = async (
  office: LoyaltyOffice,
  owner: string,
  till: TillTransaction,
): Promise<readonly Gap[] | undefined> => (await read(office, owner, till))?.gaps;

/** Counts one more basket of a till that counts. */
export async function countTill(
  office: LoyaltyOffice,
  owner: string,
  till: TillTransaction & { readonly sequence?: number | undefined },
): Promise<{ readonly writes: readonly TransactWriteItem[]; readonly gaps?: readonly Gap[] }> {
  if (till.sequence === undefined) return { writes: [] };
  const before = await read(office, owner, till);
  const after: Stored = { ...counted(before, till.sequence), revision: (before?.revision ?? 0) + 1 };
  const write: TransactWriteItem = {
    Put: {
      TableName: office.tables.records,
      Item: { ...keyOf(owner, till), ...toAttributes({ ...after }) },
      ...(before === undefined
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: 'revision = :before',
            ExpressionAttributeValues: { ':before': { N: String(before.revision) } },
          }),
    },
  };
  return { writes: [write], gaps: after.gaps };
}
