/** Files and jobs in the records table: `FILE#<sha256>` / `META`, `JOB#<id>` / `META`. */
import {
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { fromItem, toAttributes } from '../shared/attributes.js';
import type { FileLedger, FileRecord, JobRecord } from './file-ledger.js';

export class DynamoDbFileLedger implements FileLedger {
  private readonly client: DynamoDBClient;
  private readonly table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.client = client;
    this.table = table;
  }

  async get(fileId: string): Promise<FileRecord | undefined> {
    return await this.read<FileRecord>(`FILE#${fileId}`);
  }

  async getJob(jobId: string): Promise<JobRecord | undefined> {
    return await this.read<JobRecord>(`JOB#${jobId}`);
  }

  async put(record: FileRecord, basis: number): Promise<boolean> {
    return await this.write(
      `FILE#${record.fileId}`,
      record,
      basis === 0 ? 'attribute_not_exists(pk)' : 'version = :basis',
      basis === 0 ? undefined : { ':basis': { N: String(basis) } },
    );
  }

  async putJob(job: JobRecord): Promise<void> {
    await this.write(`JOB#${job.jobId}`, job, 'attribute_not_exists(pk) OR sequencer <= :sequencer', {
      ':sequencer': { S: job.sequencer },
    });
  }

  private async read<T>(pk: string): Promise<T | undefined> {
    const { Item: item } = await this.client.send(
      new GetItemCommand({
        TableName: this.table,
        Key: { pk: { S: pk }, sk: { S: 'META' } },
        ConsistentRead: true,
      }),
    );
    if (item === undefined) return undefined;
    const { pk: _pk, sk: _sk, ...record } = fromItem(item);
    return record as unknown as T;
  }

  private async write(
    pk: string,
    record: object,
    condition: string,
    values: Record<string, { N: string } | { S: string }> | undefined,
  ): Promise<boolean> {
    try {
      await this.client.send(
        new PutItemCommand({
          TableName: this.table,
          Item: { ...toAttributes({ ...record }), pk: { S: pk }, sk: { S: 'META' } },
          ConditionExpression: condition,
          ...(values === undefined ? {} : { ExpressionAttributeValues: values }),
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}
