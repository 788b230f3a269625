/**
 * Payments in the records table: `PAYMENT#<id>` / `META`, listed under their account, found by what providers call
 * them (`PAYMENTREF#<provider>#<reference>`), due to be asked for by the index (`PAYMENTS#DUE`), and listed by the day
 * they came in (`CAPTURED#<provider>#<day>`).
 */
import {
  type AttributeValue,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import type { PaymentFact } from '../../domain/payments/fact.js';
import type { Payment } from '../../domain/payments/payment.js';
import type { ProviderId } from '../../domain/payments/provider.js';
import type { RefundRequest } from '../../domain/payments/refund.js';
import { writeTogether } from '../accounts/ledger.js';
import { fromItem, toAttributes } from '../shared/attributes.js';

/** Something that a payment was told and did not know. */
export interface HistoryEntry {
  /** From 1, in the order of their arrival; the same for ever, whatever is kept of the history. */
  readonly n: number;
  /** Whence: the inbox key of a message (`<provider>#<key>`), `query:<ISO>`, `api:<ISO>`. */
  readonly source: string;
  /** As the provider calls the message. */
  readonly type: string;
  readonly fact: PaymentFact;
  /** The operator's time, ISO 8601. */
  readonly atISO: string;
}

export interface StoredPayment {
  readonly payment: Payment;
  /** Grows with every write. */
  readonly version: number;
  /** Digest of what was ordered: its id may not come again with anything else. */
  readonly request: string;
  /** What the provider's checkout needs, once it is known. */
  readonly checkout?: Readonly<Record<string, unknown>>;
  readonly history: readonly HistoryEntry[];
  /** From this entry of the history on it may be that nobody was told yet; absent = all was, or comes again. */
  readonly untold?: number | undefined;
  /** When the provider is asked next, ISO 8601; absent = nothing more is expected. */
  readonly dueISO?: string | undefined;
  /** Refunds that were asked for, by our id (`re_…`). */
  readonly refunds?: Readonly<Record<string, RefundRequest>>;
  /** The channel partner, or `operator`, in whose list of payments it stands, and where. */
  readonly owner?: string;
  readonly place?: number;
  /** What the API wants to keep with it: `savesMandate`, `mandateId`, `returnUrl` … */
  readonly about?: Readonly<Record<string, string | number | boolean>>;
}

/** Told facts that changed nothing are not kept; and of those that did, so many. */
const MAX_HISTORY = 200;

/** What is kept of a history: of too many those that move no money go first, and of those the oldest. The last one stays. */
export function keptHistory(all: readonly HistoryEntry[]): readonly HistoryEntry[] {
  const tooMany = all.length - MAX_HISTORY;
  if (tooMany <= 0) return all;
  const spare = new Set(
    all
      .slice(0, -1)
      .filter(({ fact }) => !('amountMicros' in fact))
      .slice(0, tooMany),
  );
  return all.filter((entry) => !spare.has(entry)).slice(-MAX_HISTORY);
}

const INDEX = 'gsi1';
const DUE = 'PAYMENTS#DUE';

export const paymentKey = (paymentId: string): { pk: string; sk: string } => ({
  pk: `PAYMENT#${paymentId}`,
  sk: 'META',
});

const referenceKey = (provider: ProviderId, reference: string): { pk: string; sk: string } => ({
  pk: `PAYMENTREF#${provider}#${reference}`,
  sk: 'META',
});

const DAY_MS = 86_400_000;
const capturedKey = (provider: ProviderId, iso: string) => ({
  pk: `CAPTURED#${provider}#${iso.slice(0, 10)}`,
});

const keyAttributes = ({ pk, sk }: { pk: string; sk: string }): Record<string, AttributeValue> => ({
  pk: { S: pk },
  sk: { S: sk },
});

function toItem({ payment, dueISO, ...stored }: StoredPayment): Record<string, AttributeValue> {
  const { paymentId } = payment;
  return toAttributes({
    ...paymentKey(paymentId),
    version: stored.version,
    payment: JSON.stringify(payment),
    kept: JSON.stringify({ ...stored, version: undefined }),
    ...(dueISO === undefined ? {} : { gsi1pk: DUE, gsi1sk: `${dueISO}#${paymentId}` }),
  });
}

const ofItem = (item: Record<string, AttributeValue>): StoredPayment => ofRow(fromItem(item));

/** A payment of a row that was read as plain values. */
export function ofRow(row: Readonly<Record<string, unknown>>): StoredPayment {
  const { payment, kept, version, gsi1sk } = row as Record<string, string>;
  return {
    ...(JSON.parse(kept as string) as Omit<StoredPayment, 'payment' | 'version' | 'dueISO'>),
    payment: JSON.parse(payment as string) as Payment,
    version: Number(version),
    ...(gsi1sk === undefined ? {} : { dueISO: gsi1sk.slice(0, gsi1sk.indexOf('#')) }),
  };
}

/** A row of what is due: a payment to ask for, or what else lies there under its own key. */
export interface DueRow {
  readonly pk: string;
  readonly sk: string;
  readonly dueISO: string;
  readonly paymentId: string | undefined;
  readonly item: Readonly<Record<string, unknown>>;
}

/** Where a row lies in the index. */
const placeOf = ({ pk, sk, item }: DueRow): Record<string, AttributeValue> => ({
  ...keyAttributes({ pk, sk }),
  gsi1pk: { S: DUE },
  gsi1sk: { S: String(item['gsi1sk']) },
});

/** What partners see of payments: written with them. */
export interface PartnerBooks {
  /** A place for a new payment in its owner's list. */
  enter(payment: Payment): Promise<Entry>;
  /** What is told of a new payment; of its changes the operator's bus tells. */
  tell(opened: StoredPayment): Told;
  /** Wakes whoever tells it, after it was written. Never fails. */
  wake(told: Told): Promise<void>;
}

export interface Told {
  readonly writes: readonly TransactWriteItem[];
  readonly eventIds: readonly string[];
}

export interface Entry {
  readonly owner: string;
  readonly place: number;
  readonly write: TransactWriteItem;
  /** It is not used. */
  giveBack(): Promise<void>;
}

/** What was asked of a reference that belongs to another payment: a provider told one name for two. */
export class ReferenceTakenError extends Error {
  override readonly name = 'ReferenceTakenError';
}

export class PaymentStore {
  readonly client: DynamoDBClient;
  readonly tables: { readonly accounts: string; readonly records: string };

  private readonly books: PartnerBooks | undefined;

  /** @param books  absent: no partner is shown or told of payments */
  constructor(client: DynamoDBClient, tables: { accounts: string; records: string }, books?: PartnerBooks) {
    this.client = client;
    this.tables = tables;
    this.books = books;
  }

  /** Strongly consistent. */
  async get(paymentId: string): Promise<StoredPayment | undefined> {
    const { Item: item } = await this.client.send(
      new GetItemCommand({
        TableName: this.tables.records,
        Key: keyAttributes(paymentKey(paymentId)),
        ConsistentRead: true,
      }),
    );
    return item === undefined ? undefined : ofItem(item);
  }

  /**
   * Keeps a new payment, and its row in the account's list.
   *
   * @param more  written with it, or nothing is
   * @returns false = one of that id is there, or a condition of `more` did not hold
   */
  async create(asked: StoredPayment, more: readonly TransactWriteItem[] = []): Promise<boolean> {
    const entry = await this.books?.enter(asked.payment);
    const stored = entry === undefined ? asked : { ...asked, owner: entry.owner, place: entry.place };
    const told = entry === undefined ? undefined : this.books?.tell(stored);
    const entered = entry === undefined ? [] : [entry.write, ...(told?.writes ?? [])];
    const written = await this.insert(stored, [...entered, ...more]);
    if (!written) await entry?.giveBack();
    else if (told !== undefined) await this.books?.wake(told);
    return written;
  }

  private async insert(stored: StoredPayment, more: readonly TransactWriteItem[]): Promise<boolean> {
    const { paymentId, account, createdISO, provider } = stored.payment;
    return writeTogether(this.client, [
      {
        Put: {
          TableName: this.tables.records,
          Item: toItem(stored),
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      {
        Put: {
          TableName: this.tables.records,
          Item: toAttributes({
            pk: `ACCOUNT#${account}`,
            sk: `PAYMENT#${createdISO}#${paymentId}`,
            paymentId,
            provider,
          }),
        },
      },
      ...more,
    ]);
  }

  /**
   * Puts a payment in place of the one that was read, with whatever changes in the same transaction.
   *
   * @returns false = somebody else wrote it, or one of `more`, meanwhile: nothing is written
   * @throws ReferenceTakenError when one of its new references belongs to another payment
   */
  async replace(
    before: StoredPayment,
    after: Omit<StoredPayment, 'version'>,
    more: readonly TransactWriteItem[] = [],
  ): Promise<boolean> {
    // Before the payment: who finds it by a reference that it does not carry yet finds the right one.
    await this.link(
      after.payment,
      after.payment.references.filter((each) => !before.payment.references.includes(each)),
    );
    const put: TransactWriteItem = {
      Put: {
        TableName: this.tables.records,
        Item: toItem({ ...after, version: before.version + 1 }),
        ConditionExpression: 'version = :version',
        ExpressionAttributeValues: { ':version': { N: String(before.version) } },
      },
    };
    return writeTogether(this.client, [put, ...this.cameIn(before, after), ...more]);
  }

  /** The row of a payment's first capture in the list of its day. */
  private cameIn(before: StoredPayment, after: Omit<StoredPayment, 'version'>): TransactWriteItem[] {
    const { captures, paymentId, provider } = after.payment;
    if (Object.keys(before.payment.captures).length > 0 || Object.keys(captures).length === 0) return [];
    const first = after.history.find(({ fact }) => fact.kind === 'captured');
    const told = Date.parse(first?.fact.atISO ?? first?.atISO ?? '');
    if (Number.isNaN(told)) return [];
    const iso = new Date(told).toISOString();
    const row = { ...capturedKey(provider, iso), sk: `${iso}#${paymentId}`, paymentId };
    return [{ Put: { TableName: this.tables.records, Item: toAttributes(row) } }];
  }

  /**
   * Payments of a provider by when they came in, as the provider says, oldest first.
   *
   * @param fromMs  epoch milliseconds, both ends included
   */
  async *cameInBetween(
    provider: ProviderId,
    fromMs: number,
    toMs: number,
  ): AsyncGenerator<{ readonly paymentId: string; readonly atMs: number }> {
    const [from, to] = [new Date(fromMs).toISOString(), new Date(toMs).toISOString()];
    for (let dayMs = Date.parse(from.slice(0, 10)); dayMs <= toMs; dayMs += DAY_MS) {
      let start: Record<string, AttributeValue> | undefined;
      do {
        const page = await this.client.send(
          new QueryCommand({
            TableName: this.tables.records,
            KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
            ExpressionAttributeValues: {
              ':pk': { S: capturedKey(provider, new Date(dayMs).toISOString()).pk },
              ':from': { S: from },
              // '~' sorts after the '#' that ends the time.
              ':to': { S: `${to}~` },
            },
            ...(start === undefined ? {} : { ExclusiveStartKey: start }),
          }),
        );
        for (const { paymentId, sk } of page.Items ?? []) {
          const atMs = Date.parse((sk?.S ?? '').split('#', 1)[0] ?? '');
          if (paymentId?.S !== undefined) yield { paymentId: paymentId.S, atMs };
        }
        start = page.LastEvaluatedKey;
      } while (start !== undefined);
    }
  }

  private async link({ provider, paymentId }: Payment, references: readonly string[]): Promise<void> {
    await Promise.all(
      references.map(async (reference) => {
        try {
          await this.client.send(
            new PutItemCommand({
              TableName: this.tables.records,
              Item: toAttributes({ ...referenceKey(provider, reference), paymentId }),
              ConditionExpression: 'attribute_not_exists(pk) OR paymentId = :paymentId',
              ExpressionAttributeValues: { ':paymentId': { S: paymentId } },
            }),
          );
        } catch (error) {
          if (!(error instanceof ConditionalCheckFailedException)) throw error;
          throw new ReferenceTakenError(`${provider} names two payments ${reference}`);
        }
      }),
    );
  }

  /** The payment that a provider's reference names; strongly consistent. */
  async byReference(provider: ProviderId, reference: string): Promise<string | undefined> {
    const { Item: item } = await this.client.send(
      new GetItemCommand({
        TableName: this.tables.records,
        Key: keyAttributes(referenceKey(provider, reference)),
        ConsistentRead: true,
      }),
    );
    return item?.['paymentId']?.S;
  }

  /**
   * What is due at `throughISO` or before, earliest first.
   *
   * @param after  the last one of those before; @default the earliest
   * @returns none = there are no more
   */
  async due(throughISO: string, limit: number, after?: DueRow): Promise<DueRow[]> {
    const { Items: items = [] } = await this.client.send(
      new QueryCommand({
        TableName: this.tables.records,
        IndexName: INDEX,
        KeyConditionExpression: 'gsi1pk = :due AND gsi1sk < :through',
        // '~' sorts after the '#' that ends the time.
        ExpressionAttributeValues: { ':due': { S: DUE }, ':through': { S: `${throughISO}~` } },
        Limit: limit,
        ...(after === undefined ? {} : { ExclusiveStartKey: placeOf(after) }),
      }),
    );
    return items.map((each) => {
      const item = fromItem(each);
      const [pk, sk, gsi1sk] = [item['pk'] as string, item['sk'] as string, item['gsi1sk'] as string];
      return {
        pk,
        sk,
        dueISO: gsi1sk.slice(0, gsi1sk.indexOf('#')),
        paymentId: pk.startsWith('PAYMENT#') ? pk.slice('PAYMENT#'.length) : undefined,
        item,
      };
    });
  }

  /** An account's payments, the newest first. */
  async ofAccount(
    account: string,
    { limit, after }: { readonly limit: number; readonly after?: string | undefined },
  ): Promise<{ readonly payments: StoredPayment[]; readonly after: string | undefined }> {
    const { Items: rows = [], LastEvaluatedKey: last } = await this.client.send(
      new QueryCommand({
        TableName: this.tables.records,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :payment)',
        ExpressionAttributeValues: { ':pk': { S: `ACCOUNT#${account}` }, ':payment': { S: 'PAYMENT#' } },
        ScanIndexForward: false,
        Limit: limit,
        ...(after === undefined
          ? {}
          : { ExclusiveStartKey: { pk: { S: `ACCOUNT#${account}` }, sk: { S: after } } }),
      }),
    );
    const payments = await this.many(rows.map((row) => row['paymentId']?.S ?? ''));
    return { payments, after: last?.['sk']?.S };
  }

  /** Several payments, in the order asked for; those that are not there are left out. */
  async many(paymentIds: readonly string[]): Promise<StoredPayment[]> {
    const found = new Map<string, StoredPayment>();
    for (let from = 0; from < paymentIds.length; from += 100) {
      let keys = [...new Set(paymentIds.slice(from, from + 100))].map((id) => keyAttributes(paymentKey(id)));
      while (keys.length > 0) {
        const { Responses: answered, UnprocessedKeys: left } = await this.client.send(
          new BatchGetItemCommand({
            RequestItems: { [this.tables.records]: { Keys: keys, ConsistentRead: true } },
          }),
        );
        for (const item of answered?.[this.tables.records] ?? []) {
          const stored = ofItem(item);
          found.set(stored.payment.paymentId, stored);
        }
        keys = left?.[this.tables.records]?.Keys ?? [];
      }
    }
    return paymentIds.flatMap((id) => found.get(id) ?? []);
  }
}
