/** The campaigns that this instance knows: read whole once, then what changed since, every few seconds. */
import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { CampaignIndex } from '../../domain/ads/campaign-index.js';
import {
  ACTIVE_CAMPAIGNS_PK,
  AFTER_CHANGES,
  type CampaignChange,
  changeKey,
} from '../../domain/sponsors/active-campaign.js';
import { fromItem } from '../shared/attributes.js';

export interface CampaignFeedOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Real milliseconds after which changes are looked for: a pause is seen so late at most. */
  readonly refreshMs: number;
  /** Real time, epoch milliseconds. */
  readonly now: () => number;
}

export class CampaignFeed {
  private readonly options: CampaignFeedOptions;
  private readonly index = new CampaignIndex();
  private readAtMs = -Infinity;
  private reading: Promise<void> | undefined;

  constructor(options: CampaignFeedOptions) {
    this.options = options;
  }

  /** The campaigns as they were a few seconds ago at most. */
  async current(): Promise<CampaignIndex> {
    const { now, refreshMs } = this.options;
    if (now() - this.readAtMs >= refreshMs)
      await (this.reading ??= this.read().finally(() => (this.reading = undefined)));
    return this.index;
  }

  private async read(): Promise<void> {
    const { client, table, now } = this.options;
    const startedMs = now();
    let after: Record<string, AttributeValue> | undefined;
    do {
      const { Items: items = [], LastEvaluatedKey: last } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :end',
          ExpressionAttributeValues: {
            ':pk': { S: ACTIVE_CAMPAIGNS_PK },
            ':from': { S: changeKey(this.index.number + 1) },
            ':end': { S: AFTER_CHANGES },
          },
          ConsistentRead: true,
          ...(after === undefined ? {} : { ExclusiveStartKey: after }),
        }),
      );
      this.index.apply(items.map((item) => fromItem(item) as unknown as CampaignChange));
      after = last;
    } while (after !== undefined);
    this.readAtMs = startedMs;
  }
}
