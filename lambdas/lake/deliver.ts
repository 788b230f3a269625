/** Hands rows to a delivery stream; whatever it did not take is handed over again. */
import { type FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import type { LakeRow } from '../../domain/lake/rows.js';

/** PutRecordBatch takes 500 records and 4 MiB. */
const MOST_RECORDS = 500;
const MOST_BYTES = 3_500_000;
const MAX_BACKOFFS = 6;

/** @throws Error when the stream stays too busy: rows may then come twice, which queries tell by their key */
export async function deliver(
  client: FirehoseClient,
  stream: string,
  rows: readonly LakeRow[],
): Promise<void> {
  let batch: Buffer[] = [];
  let bytes = 0;
  for (const row of rows) {
    const data = Buffer.from(`${JSON.stringify(row)}\n`);
    if (batch.length === MOST_RECORDS || bytes + data.length > MOST_BYTES) {
      await put(client, stream, batch);
      batch = [];
      bytes = 0;
    }
    batch.push(data);
    bytes += data.length;
  }
  if (batch.length > 0) await put(client, stream, batch);
}

async function put(client: FirehoseClient, stream: string, batch: readonly Buffer[]): Promise<void> {
  let left = batch;
  for (let attempt = 0; left.length > 0; attempt++) {
    if (attempt === MAX_BACKOFFS) throw new Error(`${left.length} rows were not taken by ${stream}`);
    if (attempt > 0) await new Promise((done) => setTimeout(done, 50 * 2 ** attempt));
    const { RequestResponses: answers = [] } = await client.send(
      new PutRecordBatchCommand({ DeliveryStreamName: stream, Records: left.map((Data) => ({ Data })) }),
    );
    left = left.filter((_data, i) => answers[i]?.ErrorCode !== undefined);
  }
}
