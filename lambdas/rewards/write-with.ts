/** One transaction of ours and the caller's writes, which tells whose condition did not hold. */
import {
  type TransactWriteItem,
  TransactWriteItemsCommand,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import type { RewardDesk } from './reward-desk.js';

/** Writes that are done with a reward, or with its return: all of it happens, or nothing. */
export type Also = readonly TransactWriteItem[];

/** DynamoDB takes 100 writes a transaction; a reward has three of its own. */
export const MOST_ALSO = 90;

/**
 * @returns `written`; `raced`: another writer was at the account or at the reward, try again; `also-changed`: a
 *   condition of the caller's own writes does not hold. Nothing is written but with `written`.
 */
export async function writeWith(
  { client }: Pick<RewardDesk, 'client'>,
  own: readonly TransactWriteItem[],
  also: Also,
): Promise<'written' | 'raced' | 'also-changed'> {
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems: [...own, ...also] }));
    return 'written';
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None');
    if (codes.slice(0, own.length).some((code) => code === 'ConditionalCheckFailed')) return 'raced';
    if (codes.slice(own.length).some((code) => code === 'ConditionalCheckFailed')) return 'also-changed';
    if (codes.some((code) => code === 'TransactionConflict')) return 'raced';
    throw error;
  }
}
