/** Months that are over become figures of groups: `INSIGHT#<month>` / `META`, written once and never again. */
import { gunzipSync, gzipSync } from 'node:zlib';
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  paginateQuery,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { FIGURES } from '../../domain/experiments/figures.js';
import { type BaseCell, baseCells, type PersonMonth } from '../../domain/insights/cube.js';
import { type Dimension, DIMENSIONS, dimensionsOf, type Figure } from '../../domain/insights/person.js';
import { fromItem, toAttributes } from '../shared/attributes.js';
import type { Agreed } from './agreed.js';

export interface InsightBooks {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Whose figures may be part of it, now. */
  readonly agreed: Agreed;
}

/** A closed month, as it is listed. */
export interface InsightHead {
  readonly month: string;
  /** ISO 8601. */
  readonly closedAt: string;
  readonly smallestGroup: number;
  /** In cells that may be told. */
  readonly people: number;
}

export interface InsightMonth extends InsightHead {
  readonly cells: readonly BaseCell<Dimension, Figure>[];
}

const AT_ONCE = 100;
const MOST_MONTHS = 120;
const monthKey = (month: string) => ({ pk: { S: 'INSIGHTS' }, sk: { S: month } });

type PlainCell = Omit<BaseCell<Dimension, Figure>, 'sums'> & { readonly sums: Record<Figure, string> };

/** Many plans in many channels are more than an item holds; names that repeat press well. */
const pressed = (cells: readonly BaseCell<Dimension, Figure>[]): Uint8Array =>
  gzipSync(
    JSON.stringify(
      cells.map((cell) => ({
        ...cell,
        sums: Object.fromEntries(FIGURES.map((name) => [name, cell.sums[name].toString()])),
      })),
    ),
  );

const unpressed = (cells: Uint8Array): BaseCell<Dimension, Figure>[] =>
  (JSON.parse(gunzipSync(cells).toString('utf8')) as PlainCell[]).map((cell) => ({
    ...cell,
    sums: Object.fromEntries(FIGURES.map((name) => [name, BigInt(cell.sums[name])])) as Record<
      Figure,
      bigint
    >,
  }));

export async function insightMonth(
  { client, table }: Pick<InsightBooks, 'client' | 'table'>,
  month: string,
): Promise<InsightMonth | undefined> {
  const { Item: item } = await client.send(new GetItemCommand({ TableName: table, Key: monthKey(month) }));
  if (item === undefined) return undefined;
  const { cells, ...head } = fromItem(item) as unknown as InsightHead & { cells: Uint8Array };
  return { ...headOf(head), cells: unpressed(cells) };
}

const headOf = ({ month, closedAt, smallestGroup, people }: InsightHead): InsightHead => ({
  month,
  closedAt,
  smallestGroup,
  people,
});

/** Newest first; ten years of them. */
export async function insightMonths({
  client,
  table,
}: Pick<InsightBooks, 'client' | 'table'>): Promise<InsightHead[]> {
  const heads: InsightHead[] = [];
  const pages = paginateQuery(
    { client },
    {
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'INSIGHTS' } },
      ExpressionAttributeNames: { '#month': 'month' },
      ProjectionExpression: '#month, closedAt, smallestGroup, people',
      ScanIndexForward: false,
    },
  );
  for await (const { Items: items = [] } of pages) {
    heads.push(...items.map((item) => headOf(fromItem(item) as unknown as InsightHead)));
    if (heads.length >= MOST_MONTHS) break;
  }
  return heads.slice(0, MOST_MONTHS);
}

/** Closes a month, once. @returns false when it was closed before, or nobody did anything in it */
export async function closeMonth(
  books: InsightBooks,
  {
    month,
    nowMs,
    smallestGroup,
  }: { readonly month: string; readonly nowMs: number; readonly smallestGroup: number },
): Promise<boolean> {
  const { client, table } = books;
  if ((await insightMonth(books, month)) !== undefined) return false;
  const people: PersonMonth<Dimension, Figure>[] = [];
  let any = false;
  for await (const page of monthPages(books, month)) {
    any = true;
    const ids = page.map(({ subscriberId }) => subscriberId);
    const known = await books.agreed(ids);
    for (const { subscriberId, figures } of page) {
      const subscriber = known.get(subscriberId);
      if (subscriber !== undefined) people.push({ dimensions: dimensionsOf(subscriber, month), figures });
    }
  }
  if (!any) return false;
  const cells = baseCells(people, DIMENSIONS, FIGURES, smallestGroup);
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: {
          ...monthKey(month),
          ...toAttributes({
            month,
            closedAt: new Date(nowMs).toISOString(),
            smallestGroup,
            people: cells.reduce((sum, cell) => sum + cell.people, 0),
            cells: pressed(cells),
          }),
        },
        // A second close would tell of the same people again, without those who withdrew meanwhile: the difference is they.
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

interface Person {
  readonly subscriberId: string;
  readonly figures: Readonly<Record<Figure, number>>;
}

async function* monthPages(
  { client, table }: Pick<InsightBooks, 'client' | 'table'>,
  month: string,
): AsyncIterable<Person[]> {
  let after: Record<string, never> | undefined;
  do {
    const page: { Items?: Record<string, never>[]; LastEvaluatedKey?: Record<string, never> } =
      (await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: `PERSONMONTH#${month}` } },
          Limit: AT_ONCE,
          ...(after === undefined ? {} : { ExclusiveStartKey: after }),
        }),
      )) as never;
    const people = (page.Items ?? []).map((item): Person => {
      const kept = fromItem(item) as Record<string, unknown>;
      return {
        subscriberId: String(kept['sk']),
        figures: Object.fromEntries(FIGURES.map((name) => [name, Number(kept[name] ?? 0)])) as Record<
          Figure,
          number
        >,
      };
    });
    if (people.length > 0) yield people;
    after = page.LastEvaluatedKey;
  } while (after !== undefined);
}
