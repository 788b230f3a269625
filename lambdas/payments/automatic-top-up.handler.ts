/**
 * Charges subscribers by what they agreed to: looks at the balances of accounts that were used (`usage.recorded`), and
 * at accounts that could not pay a bill (`account.state-changed`). A message that fails comes back, later each time.
 */
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { comeBackLater } from '../shared/come-back-later.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { lookAtBalance } from './automatic-top-up.js';
import { readAgreements } from './charge-book.js';
import { startForUnpaid } from './dunning.js';
import { applying, metrics } from './wiring.js';

const { AUTOMATIC_TOP_UP_QUEUE_URL: queueUrl } = requiredEnvironment('AUTOMATIC_TOP_UP_QUEUE_URL');
const queue = new SQSClient({ maxAttempts: 2 });

/** As it comes from the bus: a CloudEvent in `detail`. */
interface BusEvent {
  readonly 'detail-type'?: string;
  readonly detail?: {
    readonly data?: {
      readonly records?: readonly { readonly account: string }[];
      readonly account?: string;
      readonly state?: string;
    };
  };
}

export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const failed: SQSRecord[] = [];
  const used = new Map<string, SQSRecord[]>();
  const unpaid = new Map<string, SQSRecord[]>();
  for (const record of event.Records) {
    try {
      const { 'detail-type': type, detail } = JSON.parse(record.body) as BusEvent;
      const { records = [], account, state } = detail?.data ?? {};
      if (type === 'usage.recorded') for (const each of records) note(used, each.account, record);
      else if (type === 'account.state-changed' && account !== undefined) {
        if (state === 'grace') note(unpaid, account, record);
      } else throw new Error(`no event that is listened to: ${type}`);
    } catch (error) {
      report(error, { messageId: record.messageId });
      failed.push(record);
    }
  }
  const agreed = await readAgreements(applying.payments, [...used.keys()]);
  for (const account of agreed)
    failed.push(...(await tried(account, used, async () => lookAtBalance(account, applying))));
  for (const account of unpaid.keys())
    failed.push(...(await tried(account, unpaid, async () => payBills(account))));
  metrics.flush(Date.now());
  const again = [...new Map(failed.map((record) => [record.messageId, record])).values()];
  await Promise.all(again.map(async (record) => comeBackLater(queue, queueUrl, record)));
  return { batchItemFailures: again.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

/** A top-up that was agreed to may be all that is missing. */
async function payBills(account: string): Promise<void> {
  await lookAtBalance(account, applying);
  await startForUnpaid(account, applying);
}

function note(of: Map<string, SQSRecord[]>, account: string, record: SQSRecord): void {
  of.set(account, [...(of.get(account) ?? []), record]);
}

/** @returns the messages that named the account, when it failed: they come back */
async function tried(
  account: string,
  of: ReadonlyMap<string, SQSRecord[]>,
  work: () => Promise<unknown>,
): Promise<readonly SQSRecord[]> {
  try {
    await work();
    return [];
  } catch (error) {
    report(error, { account });
    return of.get(account) ?? [];
  }
}

function report(error: unknown, about: object): void {
  console.error(JSON.stringify({ message: 'automatic top-up failed', ...about, error: String(error) }));
}
