/** What the functions for files have in common: one message of the queue is one uploaded file. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { operatorTime } from '../shared/clock.js';
import { dynamodb } from '../shared/dynamodb.js';
import { DynamoDbFileLedger } from './dynamodb-file-ledger.js';
import type { FileRecord } from './file-ledger.js';
import { uploadedFile } from './object-event.js';
import { processFile, type RowKind } from './process-file.js';
import { viewFile } from './result.js';
import { S3Files } from './s3-files.js';

const events = new EventBridgeClient({ maxAttempts: 3 });
export const files = new S3Files(new S3Client({ maxAttempts: 5 }));

export interface FileEnvironment {
  readonly RECORDS_TABLE: string;
  readonly EVENT_BUS_NAME: string;
  readonly OPERATOR_ID: string;
}

/**
 * Processes the files of a delivery.
 *
 * @returns the messages of files that somebody else is at, or that need more time: they come back
 * @throws whatever failed: the message comes back, and goes on from the file's checkpoint
 */
export async function handleFiles<R extends { readonly row: number }>(
  { Records: messages }: SQSEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
  kindOf: () => RowKind<R>,
  environment: FileEnvironment,
): Promise<SQSBatchResponse> {
  const ledger = new DynamoDbFileLedger(dynamodb, environment.RECORDS_TABLE);
  const again: { itemIdentifier: string }[] = [];
  for (const message of messages) {
    const upload = uploadedFile(message);
    const processed = await processFile(upload, kindOf(), {
      files,
      ledger,
      now: operatorTime,
      remainingMs: () => context.getRemainingTimeInMillis(),
      announce: async (record) => await announce(record, environment),
    });
    if (processed === 'again') again.push({ itemIdentifier: message.messageId });
  }
  return { batchItemFailures: again };
}

const TYPES: Readonly<Record<FileRecord['kind'], string>> = {
  usage: 'usage-file.processed',
  members: 'member-file.processed',
  settlements: 'settlement.reconciled',
};

/**
 * CloudEvents 1.0. Its id names the file, so that a repeat is known by it.
 *
 * @param more  beside what every file tells
 */
export async function announce(
  record: FileRecord,
  { EVENT_BUS_NAME, OPERATOR_ID }: FileEnvironment,
  more: object = {},
): Promise<void> {
  const type = TYPES[record.kind];
  const { FailedEntryCount: failed } = await events.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: EVENT_BUS_NAME,
          Source: `wildlily.${OPERATOR_ID}`,
          DetailType: type,
          Detail: JSON.stringify({
            specversion: '1.0',
            id: `file_${record.fileId}`,
            source: `urn:wildlily:operator:${OPERATOR_ID}`,
            type,
            time: record.finishedAt,
            datacontenttype: 'application/json',
            data: { jobId: record.jobId, ...viewFile(record, record.upload), ...more },
          }),
        },
      ],
    }),
  );
  if (failed !== undefined && failed > 0)
    throw new Error(`the bus did not accept ${type} of ${record.fileId}`);
}
