/** Files below `statements/` of the bucket: one message of the queue is one uploaded file. */
import { S3Client } from '@aws-sdk/client-s3';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { uploadedFile } from '../files/object-event.js';
import { S3Files } from '../files/s3-files.js';
import { operatorTime } from '../shared/clock.js';
import { receiveFile } from './receive.js';
import { environment, office } from './wiring.js';

const files = new S3Files(new S3Client({ maxAttempts: 5 }));

/** @returns the messages whose file could not be compared now: they come back */
export async function handler({ Records: messages }: SQSEvent): Promise<SQSBatchResponse> {
  const again: { itemIdentifier: string }[] = [];
  for (const message of messages) {
    try {
      const nowMs = await operatorTime();
      await receiveFile(uploadedFile(message), { office, files, nowMs, baseUrl: environment.PARTNER_URL });
    } catch (error) {
      console.error(
        JSON.stringify({
          message: 'a file was not compared',
          messageId: message.messageId,
          error: String(error),
        }),
      );
      again.push({ itemIdentifier: message.messageId });
    }
  }
  return { batchItemFailures: again };
}
