/** What decisions and events work with. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AdvertisingPolicy } from '../../domain/ads/decide.js';
import type { Tables } from '../accounts/ledger.js';
import type { BudgetBook } from '../budgets/budget-book.js';
import type { Purse } from '../budgets/purse.js';
import type { RewardDesk } from '../rewards/reward-desk.js';
import type { CampaignFeed } from './campaign-feed.js';
import type { GivePoints } from './give-reward.js';
import type { TokenKeys } from './token-keys.js';

export interface AdMarket {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** IANA. */
  readonly timeZone: string;
  readonly advertising: AdvertisingPolicy;
}

/** What the API of rewards, consents and conversions needs. */
export interface RecordOffice {
  readonly client: DynamoDBClient;
  readonly tables: Tables;
  /** @throws RefusedError 503 before an operator file was published */
  readonly market: () => Promise<AdMarket>;
  readonly rewards: (nowMs: number) => RewardDesk;
  /** Absent: the operator has no loyalty programme, and points wait for one. */
  readonly points?: GivePoints;
  readonly wake: (eventIds: readonly string[]) => Promise<void>;
}

export interface AdOffice extends RecordOffice {
  readonly campaigns: CampaignFeed;
  readonly purse: Purse;
  readonly budgets: BudgetBook;
  readonly keys: TokenKeys;
}
