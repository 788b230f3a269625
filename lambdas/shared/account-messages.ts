/** Events about accounts that wait in a queue: each account of a batch is looked at once, what failed comes back. */
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchItemFailure, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { comeBackLater } from './come-back-later.js';

export interface AccountMessagesOptions {
  readonly client: SQSClient;
  readonly queueUrl: string;
  /** Looks at an account, once a batch however many of its events say something about this account. */
  readonly look: (account: string) => Promise<void>;
  /** The log's message when that fails. */
  readonly failed: string;
}

/** Serves a batch of EventBridge events whose `detail.data.account` names an account. */
export async function lookAtAccounts(
  event: SQSEvent,
  options: AccountMessagesOptions,
): Promise<SQSBatchResponse> {
  const looks = new Map<string, Promise<void>>();
  const failures = await Promise.all(event.Records.map((record) => handle(record, looks, options)));
  return { batchItemFailures: failures.filter((failure) => failure !== undefined) };
}

async function handle(
  record: SQSRecord,
  looks: Map<string, Promise<void>>,
  { client, failed, look: lookAt, queueUrl }: AccountMessagesOptions,
): Promise<SQSBatchItemFailure | undefined> {
  try {
    const account = accountOf(record.body);
    const look = looks.get(account) ?? lookAt(account);
    looks.set(account, look);
    await look;
    return undefined;
  } catch (error) {
    console.error(JSON.stringify({ message: failed, messageId: record.messageId, error: String(error) }));
    await comeBackLater(client, queueUrl, record);
    return { itemIdentifier: record.messageId };
  }
}

/** @throws Error for what is no event about an account: it goes to the dead-letter queue */
function accountOf(body: string): string {
  const { detail } = JSON.parse(body) as { detail?: { data?: { account?: unknown } } };
  const account = detail?.data?.account;
  if (typeof account !== 'string' || account === '') throw new Error('the event names no account');
  return account;
}
