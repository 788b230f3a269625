/**
 * The lines of an identity, by its documents, whoever sold them: `DOCUMENT#<digest>` / `LINES`. A person who is somebody's
 * customer twice has one number of lines.
 */
import { type DynamoDBClient, GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { OrderOffice } from './office.js';
import { customerBook } from '../partners/customers/handlers.js';
import { partyBook } from '../partners/parties/handlers.js';

const keyOf = (digest: string) => ({ pk: { S: `DOCUMENT#${digest}` }, sk: { S: 'LINES' } });

/** Digests of the documents of whoever a customer is. */
export async function documentsOf(
  { client, tables }: Pick<OrderOffice, 'client' | 'tables'>,
  customerId: string | undefined,
): Promise<readonly string[]> {
  if (customerId === undefined) return [];
  const customer = await customerBook(client, tables.records).get(customerId);
  if (customer?.partyId === undefined) return [];
  const party = await partyBook(client, tables.records).get(customer.partyId);
  return [...new Set((party?.identifications ?? []).map(({ hash }) => hash))];
}

/** The most lines that any of these documents has. */
export async function mostLines(
  client: DynamoDBClient,
  table: string,
  documents: readonly string[],
): Promise<number> {
  const counts = await Promise.all(
    documents.map(async (digest) => {
      const { Item: item } = await client.send(
        new GetItemCommand({ TableName: table, Key: keyOf(digest), ConsistentRead: true }),
      );
      return item?.['subscribers']?.SS?.length ?? 0;
    }),
  );
  return Math.max(0, ...counts);
}

/** One line more, unless there are so many; for the transaction that makes the subscriber. */
export const takeLines = (
  table: string,
  documents: readonly string[],
  subscriberId: string,
  maxLines: number | undefined,
): TransactWriteItem[] =>
  documents.map((digest) => ({
    Update: {
      TableName: table,
      Key: keyOf(digest),
      UpdateExpression: 'ADD subscribers :subscriber',
      ...(maxLines === undefined
        ? {}
        : { ConditionExpression: 'attribute_not_exists(subscribers) OR size(subscribers) < :most' }),
      ExpressionAttributeValues: {
        ':subscriber': { SS: [subscriberId] },
        ...(maxLines === undefined ? {} : { ':most': { N: String(maxLines) } }),
      },
    },
  }));

/** For the transaction that ends the subscriber. */
export const leaveLines = (
  table: string,
  documents: readonly string[],
  subscriberId: string,
): TransactWriteItem[] =>
  documents.map((digest) => ({
    Update: {
      TableName: table,
      Key: keyOf(digest),
      UpdateExpression: 'DELETE subscribers :subscriber',
      ExpressionAttributeValues: { ':subscriber': { SS: [subscriberId] } },
    },
  }));
