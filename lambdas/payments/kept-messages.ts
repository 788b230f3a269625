/**
 * Messages that the intake kept (`INBOX#<provider>#<key>` / `MESSAGE`), and what becomes of them: applied, waiting for
 * the payment that they name, or quarantined.
 */
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { PaymentFact } from '../../domain/payments/fact.js';
import type { ProviderId } from '../../domain/payments/provider.js';
import { fromItem, toAttributes } from '../shared/attributes.js';

/** Names a message: what the queue carries. */
export interface MessageName {
  readonly provider: ProviderId;
  /** The provider's own key of the event. */
  readonly key: string;
}

export interface Quarantine {
  readonly code: string;
  readonly detail: string;
  readonly atISO: string;
}

/** Who decided that a message grants nothing, and why. */
export interface Dismissal {
  readonly reason: string;
  readonly actor: string;
  /** The operator's time, ISO 8601. */
  readonly atISO: string;
}

export interface KeptMessage extends MessageName {
  readonly type: string;
  readonly facts: readonly PaymentFact[];
  readonly askFirst?: true;
  readonly receivedISO: string;
  readonly appliedISO?: string;
  readonly quarantine?: Quarantine;
  /** References that no payment was known by when it came. */
  readonly waitingFor?: readonly string[];
}

const INDEX = 'gsi1';
export const QUARANTINED = 'PAYMENTS#QUARANTINED';
const WAITING = 'PAYMENTS#WAITING';

export const messageKey = ({ provider, key }: MessageName): { pk: { S: string }; sk: { S: string } } => ({
  pk: { S: `INBOX#${provider}#${key}` },
  sk: { S: 'MESSAGE' },
});

const waitingKey = (name: MessageName, reference: string): { pk: { S: string }; sk: { S: string } } => ({
  pk: { S: `PAYMENTREF#${name.provider}#${reference}` },
  sk: { S: `WAITING#${name.key}` },
});

export class KeptMessages {
  private readonly client: DynamoDBClient;
  private readonly table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.client = client;
    this.table = table;
  }

  /** Strongly consistent; undefined = it was never kept, or its time is over. */
  async get(name: MessageName): Promise<KeptMessage | undefined> {
    const { Item: item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: messageKey(name), ConsistentRead: true }),
    );
    return item === undefined ? undefined : ofItem(fromItem(item));
  }

  /** Its facts are where they belong, and told. */
  async applied(name: MessageName, atISO: string): Promise<void> {
    await this.client.send(
      new UpdateItemCommand({
        TableName: this.table,
        Key: messageKey(name),
        UpdateExpression:
          'SET appliedISO = :at, #ttl = if_not_exists(#ttl, :ttl) REMOVE quarantine, waitingFor, gsi1pk, gsi1sk',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: {
          ':at': { S: atISO },
          ':ttl': { N: String(Math.floor(Date.parse(atISO) / 1000) + KEPT_S) },
        },
      }),
    );
  }

  /**
   * Grants no value, and stays until somebody looks at it: it does not expire.
   *
   * @returns false = it was applied meanwhile, or is kept no longer
   */
  async quarantine(name: MessageName, quarantine: Quarantine): Promise<boolean> {
    try {
      await this.client.send(
        new UpdateItemCommand({
          TableName: this.table,
          Key: messageKey(name),
          UpdateExpression:
            'SET quarantine = :quarantine, gsi1pk = :list, gsi1sk = :place REMOVE #ttl, waitingFor',
          ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(appliedISO)',
          ExpressionAttributeNames: { '#ttl': 'ttl' },
          ExpressionAttributeValues: {
            ':quarantine': { M: toAttributes({ ...quarantine }) },
            ':list': { S: QUARANTINED },
            ':place': { S: place(name, quarantine.atISO) },
          },
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  /**
   * A person decided that a quarantined message grants nothing: it leaves the list, and expires as applied ones do.
   *
   * @returns false = it is not in quarantine, or is kept no longer
   */
  async dismiss(name: MessageName, dismissal: Dismissal): Promise<boolean> {
    try {
      await this.client.send(
        new UpdateItemCommand({
          TableName: this.table,
          Key: messageKey(name),
          UpdateExpression:
            'SET dismissed = :dismissed, appliedISO = :at, #ttl = :ttl REMOVE quarantine, gsi1pk, gsi1sk',
          ConditionExpression: 'attribute_exists(quarantine)',
          ExpressionAttributeNames: { '#ttl': 'ttl' },
          ExpressionAttributeValues: {
            ':dismissed': { M: toAttributes({ ...dismissal }) },
            ':at': { S: dismissal.atISO },
            ':ttl': { N: String(Math.floor(Date.parse(dismissal.atISO) / 1000) + KEPT_S) },
          },
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  /** Keeps under each reference that a message waits for it, and in the list of those that wait. */
  async wait(name: MessageName, references: readonly string[], message: KeptMessage): Promise<void> {
    await Promise.all(
      references.map((reference) =>
        this.client.send(
          new PutItemCommand({
            TableName: this.table,
            Item: {
              ...waitingKey(name, reference),
              key: { S: name.key },
              ttl: { N: String(Math.floor(Date.parse(message.receivedISO) / 1000) + KEPT_S) },
            },
          }),
        ),
      ),
    );
    await this.client.send(
      new UpdateItemCommand({
        TableName: this.table,
        Key: messageKey(name),
        UpdateExpression: 'SET waitingFor = :references, gsi1pk = :list, gsi1sk = :place',
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(appliedISO)',
        ExpressionAttributeValues: {
          ':references': { L: references.map((S) => ({ S })) },
          ':list': { S: WAITING },
          ':place': { S: place(name, message.receivedISO) },
        },
      }),
    );
  }

  /** Messages that waited for references which are known now. They are still kept as waiting until they are applied. */
  async waitingFor(provider: ProviderId, references: readonly string[]): Promise<MessageName[]> {
    const found = await Promise.all(
      references.map(async (reference) => {
        const { Items: rows = [] } = await this.client.send(
          new QueryCommand({
            TableName: this.table,
            KeyConditionExpression: 'pk = :pk AND begins_with(sk, :waiting)',
            ExpressionAttributeValues: {
              ':pk': { S: `PAYMENTREF#${provider}#${reference}` },
              ':waiting': { S: 'WAITING#' },
            },
            ConsistentRead: true,
          }),
        );
        return rows.flatMap((row) => row['key']?.S ?? []);
      }),
    );
    return [...new Set(found.flat())].map((key) => ({ provider, key }));
  }

  async waitsNoMore(name: MessageName, references: readonly string[]): Promise<void> {
    await Promise.all(
      references.map((reference) =>
        this.client.send(new DeleteItemCommand({ TableName: this.table, Key: waitingKey(name, reference) })),
      ),
    );
  }

  /** Messages that still wait and were received before a time, the oldest first. */
  async waitingBefore(
    beforeISO: string,
    limit: number,
    after: string | undefined,
  ): Promise<{ readonly messages: KeptMessage[]; readonly after: string | undefined }> {
    return this.listed(WAITING, limit, after, beforeISO);
  }

  /** Quarantined messages, the oldest first. */
  async quarantined(
    limit: number,
    after: string | undefined,
  ): Promise<{ readonly messages: KeptMessage[]; readonly after: string | undefined }> {
    return this.listed(QUARANTINED, limit, after, '~');
  }

  private async listed(
    list: string,
    limit: number,
    after: string | undefined,
    before: string,
  ): Promise<{ readonly messages: KeptMessage[]; readonly after: string | undefined }> {
    const { Items: items = [], LastEvaluatedKey: last } = await this.client.send(
      new QueryCommand({
        TableName: this.table,
        IndexName: INDEX,
        KeyConditionExpression: 'gsi1pk = :list AND gsi1sk BETWEEN :after AND :before',
        ExpressionAttributeValues: {
          ':list': { S: list },
          ':after': { S: `${after ?? ''}!` },
          ':before': { S: before },
        },
        Limit: limit,
      }),
    );
    return {
      messages: items.map((item) => ofItem(fromItem(item))),
      after: last === undefined ? undefined : last['gsi1sk']?.S,
    };
  }
}

/** Longer than any provider repeats: Adyen does for 30 days. */
export const KEPT_S = 40 * 86_400;

const place = ({ provider, key }: MessageName, atISO: string): string => `${atISO}#${provider}#${key}`;

function ofItem(item: Record<string, unknown>): KeptMessage {
  const { facts, ...rest } = item as unknown as Omit<KeptMessage, 'facts'> & { facts: string };
  return { ...rest, facts: JSON.parse(facts) as PaymentFact[] };
}
