/**
 * What accounts are charged without their subscribers: `ACCOUNT#<key>` / `AUTOTOPUP` holds what was agreed to and
 * what was started. Each change is on condition of the version that was read.
 */
import {
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { type AutomaticTopUp, type Charges, NO_CHARGES } from '../../domain/payments/automatic-top-up.js';
import type { ProviderId } from '../../domain/payments/provider.js';
import { toAttributes } from '../shared/attributes.js';

/** What was agreed to, and with whom. */
export interface Agreement extends AutomaticTopUp {
  readonly subscriberId: string;
  readonly provider: ProviderId;
  /** The operator's time, ISO 8601. */
  readonly agreedISO: string;
}

export interface ChargePage {
  readonly account: string;
  /** 0 = there is none yet. */
  readonly version: number;
  /** Absent = no automatic top-up. What was started stays: a new agreement begins no new day. */
  readonly agreement?: Agreement;
  readonly charges: Charges;
}

const keyOf = (account: string) => ({ pk: { S: `ACCOUNT#${account}` }, sk: { S: 'AUTOTOPUP' } });

type Place = { readonly client: DynamoDBClient; readonly tables: { readonly records: string } };

/** Strongly consistent. */
export async function readCharges({ client, tables }: Place, account: string): Promise<ChargePage> {
  const { Item: item } = await client.send(
    new GetItemCommand({ TableName: tables.records, Key: keyOf(account), ConsistentRead: true }),
  );
  return item === undefined ? { account, version: 0, charges: NO_CHARGES } : ofItem(account, item);
}

const BATCH = 100;

/** Those of some accounts that have an agreement. Not strongly consistent: to be read again before a charge. */
export async function readAgreements(
  { client, tables }: Place,
  accounts: readonly string[],
): Promise<string[]> {
  const found: string[] = [];
  const distinct = [...new Set(accounts)];
  for (let from = 0; from < distinct.length; from += BATCH) {
    let keys: Record<string, { S: string }>[] = distinct.slice(from, from + BATCH).map(keyOf);
    while (keys.length > 0) {
      const { Responses: answered, UnprocessedKeys: left } = await client.send(
        new BatchGetItemCommand({
          RequestItems: { [tables.records]: { Keys: keys, ProjectionExpression: 'pk, agreement' } },
        }),
      );
      for (const { pk, agreement } of answered?.[tables.records] ?? [])
        if (agreement !== undefined) found.push(pk?.S?.slice('ACCOUNT#'.length) ?? '');
      keys = (left?.[tables.records]?.Keys as typeof keys | undefined) ?? [];
    }
  }
  return found;
}

function ofItem(account: string, item: Record<string, { S?: string; N?: string }>): ChargePage {
  const agreement = item['agreement']?.S;
  return {
    account,
    version: Number(item['version']?.N),
    charges: JSON.parse(item['charges']?.S ?? 'null') as Charges,
    ...(agreement === undefined ? {} : { agreement: JSON.parse(agreement) as Agreement }),
  };
}

/** Puts a page in place of the one that was read, if nobody else wrote it meanwhile. */
export function chargesPut(
  { tables }: Pick<Place, 'tables'>,
  { account, version }: ChargePage,
  { agreement, charges }: Pick<ChargePage, 'agreement' | 'charges'>,
): TransactWriteItem {
  return {
    Put: {
      TableName: tables.records,
      Item: toAttributes({
        pk: `ACCOUNT#${account}`,
        sk: 'AUTOTOPUP',
        version: version + 1,
        charges: JSON.stringify(charges),
        ...(agreement === undefined ? {} : { agreement: JSON.stringify(agreement) }),
      }),
      ...(version === 0
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: 'version = :version',
            ExpressionAttributeValues: { ':version': { N: String(version) } },
          }),
    },
  };
}
