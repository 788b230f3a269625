/** What membership, points and baskets work with. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Membership } from '../../domain/loyalty/membership.js';
import type { LoyaltyTerms } from '../../domain/operator/loyalty.js';
import type { Tables } from '../accounts/ledger.js';
import type { RecordBook } from '../partners/kernel/records.js';
import type { RewardDesk } from '../rewards/reward-desk.js';

export interface LoyaltyOffice {
  readonly client: DynamoDBClient;
  readonly tables: Tables;
  /** Base of every `href`, without a slash at its end. */
  readonly baseUrl: string;
  /** Of the operator file. */
  readonly terms: LoyaltyTerms;
  /** @throws RefusedError 503 before an operator file was published */
  readonly market: () => Promise<{ readonly currency: string; readonly timeZone: string }>;
  readonly memberships: RecordBook<Membership>;
  /** Where rewards are given, at a time of the operator's, epoch milliseconds. */
  readonly desk: (nowMs: number) => RewardDesk;
  /** What signed links are checked with. */
  readonly linkKey: () => Promise<Uint8Array>;
  /** Six digits. */
  readonly drawCode: () => string;
  readonly wake: (eventIds: readonly string[]) => Promise<void>;
}
