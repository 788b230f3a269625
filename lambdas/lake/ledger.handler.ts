/** Entries of the ledger to the lake, from the stream of its table: those that come twice count once there. */
import { FirehoseClient } from '@aws-sdk/client-firehose';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { ledgerRows } from '../../domain/lake/rows.js';
import { fromItem } from '../shared/attributes.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { deliver } from './deliver.js';

const { LEDGER_STREAM } = requiredEnvironment('LEDGER_STREAM');
const firehose = new FirehoseClient({ maxAttempts: 3 });

/** @throws Error when the stream does not take them: the batch comes again */
export async function handler({ Records: changes }: DynamoDBStreamEvent): Promise<void> {
  const rows = changes.flatMap(({ dynamodb: change }) => {
    const image = change?.NewImage;
    return image?.['pk']?.S?.startsWith('JOURNAL#') === true ? rowsOf(image) : [];
  });
  await deliver(firehose, LEDGER_STREAM, rows);
}

type Image = NonNullable<NonNullable<DynamoDBStreamEvent['Records'][number]['dynamodb']>['NewImage']>;

function rowsOf(image: Image) {
  const item = fromItem(image as never) as unknown as {
    readonly sk: string;
    readonly at: string;
    readonly day: string;
    readonly currency: string;
    readonly source: string;
    readonly legs: string;
  };
  const legs = JSON.parse(item.legs) as Parameters<typeof ledgerRows>[0]['legs'];
  return ledgerRows({ ...item, id: item.sk, legs });
}
