/** What was asked of the host, and its first word on it: `HOSTREQ#<request id>` / `META`, kept for 90 days. */
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { HostAnswer, HostRequest } from '../../domain/host/request.js';

const KEPT_S = 90 * 24 * 3600;

const keyOf = (requestId: string) => ({ pk: { S: `HOSTREQ#${requestId}` }, sk: { S: 'META' } });

export class HostRecords {
  private readonly client: DynamoDBClient;
  private readonly table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.client = client;
    this.table = table;
  }

  /** Notes that a request is about to be sent. Again, it changes nothing. */
  async note(request: HostRequest, realNowMs: number): Promise<void> {
    try {
      await this.client.send(
        new PutItemCommand({
          TableName: this.table,
          Item: {
            ...keyOf(request.requestId),
            request: { S: JSON.stringify(request) },
            ttl: { N: String(Math.floor(realNowMs / 1000) + KEPT_S) },
          },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  /** @returns undefined when it was never noted */
  async find(
    requestId: string,
  ): Promise<{ readonly request: HostRequest; readonly answer?: HostAnswer } | undefined> {
    const { Item: item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: keyOf(requestId), ConsistentRead: true }),
    );
    if (item === undefined) return undefined;
    const text = item['answer']?.S;
    const request = JSON.parse(item['request']?.S ?? '{}') as HostRequest;
    return text === undefined ? { request } : { request, answer: JSON.parse(text) as HostAnswer };
  }

  /**
   * Keeps a final answer. The first one stays.
   *
   * @returns the one that counts; undefined when the request was never noted
   */
  async settle(requestId: string, answer: HostAnswer): Promise<HostAnswer | undefined> {
    try {
      await this.client.send(
        new UpdateItemCommand({
          TableName: this.table,
          Key: keyOf(requestId),
          UpdateExpression: 'SET answer = :answer',
          ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(answer)',
          ExpressionAttributeValues: { ':answer': { S: JSON.stringify(answer) } },
        }),
      );
      return answer;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const found = await this.find(requestId);
      return found === undefined ? undefined : (found.answer ?? answer);
    }
  }
}
