/** What a comparison found, one by one: `STATEMENT#<id>` / `DIFF#<comparison>#<number>` and `VAR#<comparison>#<number>`. */
import {
  BatchWriteItemCommand,
  type DynamoDBClient,
  QueryCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import type { ListSource } from '../partners/kernel/list.js';

export type FoundKind = 'DIFF' | 'VAR';

const BATCH_WRITE = 25;
const MAX_BACKOFFS = 6;
const PAGE = 200;
const digits = (number: number): string => String(number).padStart(7, '0');

/** Writes what was found, under numbers from `first` on: the same again overwrites itself with equal content. */
export async function putFound(
  { client, table }: { readonly client: DynamoDBClient; readonly table: string },
  {
    statementId,
    kind,
    comparison,
  }: { readonly statementId: string; readonly kind: FoundKind; readonly comparison: number },
  first: number,
  views: readonly object[],
): Promise<void> {
  for (let i = 0; i < views.length; i += BATCH_WRITE) {
    let requests: WriteRequest[] = views.slice(i, i + BATCH_WRITE).map((view, offset) => ({
      PutRequest: {
        Item: {
          pk: { S: `STATEMENT#${statementId}` },
          sk: { S: `${kind}#${digits(comparison)}#${digits(first + i + offset)}` },
          data: { S: JSON.stringify(view) },
        },
      },
    }));
    for (let attempt = 0; requests.length > 0; attempt++) {
      if (attempt === MAX_BACKOFFS)
        throw new Error(`${requests.length} differences of ${statementId} stayed unwritten`);
      if (attempt > 0) await new Promise((done) => setTimeout(done, 50 * 2 ** attempt));
      const { UnprocessedItems: left } = await client.send(
        new BatchWriteItemCommand({ RequestItems: { [table]: requests } }),
      );
      requests = left?.[table] ?? [];
    }
  }
}

type View = Readonly<Record<string, unknown>>;

/** @param total  how many were written */
export function foundList(
  { client, table }: { readonly client: DynamoDBClient; readonly table: string },
  {
    statementId,
    kind,
    comparison,
  }: { readonly statementId: string; readonly kind: FoundKind; readonly comparison: number },
  total: number,
): ListSource<View> {
  async function between(from: number, to: number): Promise<View[]> {
    const { Items: items = [] } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: {
          ':pk': { S: `STATEMENT#${statementId}` },
          ':from': { S: `${kind}#${digits(comparison)}#${digits(from)}` },
          ':to': { S: `${kind}#${digits(comparison)}#${digits(to - 1)}` },
        },
      }),
    );
    return items.map((item) => JSON.parse(item['data']?.S ?? '{}') as View);
  }
  return {
    page: async (offset, limit) => ({
      items: limit === 0 || offset >= total ? [] : await between(offset, Math.min(offset + limit, total)),
      total,
    }),
    walk: async function* () {
      for (let from = 0; from < total; from += PAGE) yield* await between(from, Math.min(from + PAGE, total));
    },
  };
}
