/** Posts usage records; what a movement's reference names is looked up, many at once. */
import { BatchGetItemCommand, type AttributeValue, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import type { UsageRecord } from '../../domain/charging/usage-record.js';
import type { Entry } from '../../domain/ledger/entry.js';
import { type MovementSource, needsSource } from '../../domain/ledger/movements.js';
import { entriesOfUsage } from '../../domain/ledger/usage.js';
import { isSponsorAccount } from '../../domain/sponsors/sponsor.js';
import type { LedgerBooks } from './books.js';
import { postEntries, type Posted } from './post.js';

export interface UsageOffice {
  readonly books: LedgerBooks;
  readonly client: DynamoDBClient;
  /** Where movements' records are. */
  readonly recordsTable: string;
  readonly plan: (planId: string) => Promise<PlanVersion | undefined>;
  readonly hostOf: (supi: string) => string;
}

/**
 * @throws SourceError when a movement's record is not there
 * @throws EntryConflictError when a record was posted with other content; all others are posted
 */
export async function postUsage(office: UsageOffice, records: readonly UsageRecord[]): Promise<Posted> {
  const sources = await sourcesOf(office, records);
  const entries: Entry[] = [];
  for (const record of records) {
    const plan = await office.plan(record.planId);
    if (plan === undefined) throw new Error(`plan version ${record.planId} is not published`);
    entries.push(
      ...entriesOfUsage(record, {
        plan,
        hostOf: office.hostOf,
        sourceOf: (reference) => sources.get(`${record.account}/${reference}`),
      }),
    );
  }
  return postEntries(office.books, entries);
}

type Key = Record<string, AttributeValue>;

const MOST_KEYS = 100;

async function sourcesOf(
  { client, recordsTable }: UsageOffice,
  records: readonly UsageRecord[],
): Promise<Map<string, MovementSource>> {
  const names = new Set(
    records
      .filter(({ account }) => !isSponsorAccount(account))
      .flatMap(({ account, movements = [] }) =>
        movements
          .filter(({ action, unit }) => unit === 'money' && needsSource(action))
          .flatMap(({ reference }) => (reference === undefined ? [] : [`${account}/${reference}`])),
      ),
  );
  const keys = [...names].map((name): Key => {
    const at = name.lastIndexOf('/');
    return {
      pk: { S: `ACCOUNT#${name.slice(0, at)}` },
      sk: { S: `MOVEMENT#${name.slice(at + 1)}` },
    };
  });
  const found = new Map<string, MovementSource>();
  for (let at = 0; at < keys.length; at += MOST_KEYS) {
    let left: Key[] = keys.slice(at, at + MOST_KEYS);
    while (left.length > 0) {
      const { Responses: answers = {}, UnprocessedKeys: rest = {} } = await client.send(
        new BatchGetItemCommand({ RequestItems: { [recordsTable]: { Keys: left, ConsistentRead: true } } }),
      );
      for (const item of answers[recordsTable] ?? []) found.set(nameOf(item), sourceOf(item));
      left = rest[recordsTable]?.Keys ?? [];
    }
  }
  return found;
}

const nameOf = ({ pk, sk }: Key): string =>
  `${(pk?.S ?? '').slice('ACCOUNT#'.length)}/${(sk?.S ?? '').slice('MOVEMENT#'.length)}`;

function sourceOf({ command, provider, actor, returnMicros }: Key): MovementSource {
  return {
    command: command?.S ?? '',
    ...(provider?.S === undefined ? {} : { provider: provider.S }),
    ...(actor?.S === undefined ? {} : { actor: actor.S }),
    ...(returnMicros?.N === undefined ? {} : { returnMicros: Number(returnMicros.N) }),
  };
}
