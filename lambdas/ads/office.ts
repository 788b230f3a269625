/** What decisions and events work with. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AdvertisingPolicy } from '../../domain/ads/decide.js';
import type { Tables } from '../accounts/ledger.js';
import type { BudgetBook } from '../budgets/budget-book.js';
import type { Purse } from '../budgets/purse.js';
import type { CampaignFeed } from './campaign-feed.js';
import type { Giver } from './give-reward.js';
import type { TokenKeys } from './token-keys.js';

export interface AdMarket {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** ISO 4217. */
  readonly currency: string;
  /** IANA. */
  readonly timeZone: string;
  readonly advertising: AdvertisingPolicy;
}

/** What the API of rewards, consents and conversions needs. */
export interface RecordOffice extends Giver {
  readonly client: DynamoDBClient;
  readonly tables: Tables;
  /** @throws RefusedError 503 before an operator file was published */
  readonly market: () => Promise<AdMarket>;
  readonly wake: (eventIds: readonly string[]) => Promise<void>;
}

export interface AdOffice extends RecordOffice {
  readonly campaigns: CampaignFeed;
  readonly purse: Purse;
  readonly budgets: BudgetBook;
  readonly keys: TokenKeys;
}
