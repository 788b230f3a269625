/** Puts records that a client names: the same request again changes nothing and is answered as the first time. */
import { createHash } from 'node:crypto';
import {
  type TransactWriteItem,
  TransactWriteItemsCommand,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { canonicalJson } from '../../domain/canonical-json.js';
import { dynamodb } from '../shared/dynamodb.js';

/** What tells one request from another of the same id. */
export function requestDigest(content: unknown): string {
  return createHash('sha256').update(canonicalJson(content)).digest('hex').slice(0, 32);
}

/** @returns whether all of it was written; false = a condition did not hold, and nothing was */
export async function writeAll(items: readonly TransactWriteItem[]): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      await dynamodb.send(new TransactWriteItemsCommand({ TransactItems: [...items] }));
      return true;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
      if (codes.includes('ConditionalCheckFailed')) return false;
      if (!codes.includes('TransactionConflict') || attempt === 5) throw error;
      await new Promise((done) => setTimeout(done, 20 * attempt));
    }
  }
}
