/** What the functions of the venture work with. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { JointVenture } from '../../domain/operator/joint-venture.js';
import type { LedgerBooks } from '../ledger/books.js';
import type { Recorded, RecordBook } from '../partners/kernel/records.js';
import type { Theme } from '../billing/pdf.js';

export interface Payment {
  readonly reference: string;
  /** ISO 8601 */
  readonly at: string;
  readonly isPosted?: boolean;
}

/** `VENTURESETTLEMENT#<id>` / `META`, beside what every record has. */
export interface SettlementRecord {
  readonly month: string;
  readonly currency: string;
  readonly state: 'settled' | 'paid' | 'reversed';
  /** `packFigures`: what was fixed when the month was settled. */
  readonly figures: string;
  /** What is posted, as it was fixed, micros. */
  readonly legs: string;
  /** When it is posted, ISO 8601. */
  readonly at: string;
  readonly isPosted?: boolean;
  /** The one before, which counts again when this one is reversed. */
  readonly previous?: string;
  /** By partner. */
  readonly payments: Readonly<Record<string, Payment>>;
  readonly reversed?: { readonly at: string; readonly reason: string; readonly isPosted?: boolean };
}

export type Settlement = Recorded<SettlementRecord>;

export interface VentureMarket {
  readonly currency: string;
  readonly timeZone: string;
  readonly brand: {
    readonly id: string;
    readonly name: string;
    readonly theme: Theme;
    readonly locales: readonly string[];
  };
}

export interface VentureOffice {
  readonly client: DynamoDBClient;
  /** The operator's Records table. */
  readonly table: string;
  readonly ledger: LedgerBooks;
  readonly venture: JointVenture | undefined;
  readonly settlements: RecordBook<SettlementRecord>;
  /** @throws RefusedError 503 before an operator file was published */
  readonly market: () => Promise<VentureMarket>;
  readonly wake: (eventIds: readonly string[]) => Promise<void>;
}
