/** What the ledger's sweep and API work with. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { RecognitionRule } from '../../domain/ledger/recognise.js';
import type { LedgerBooks } from './books.js';

export interface LedgerOffice {
  readonly books: LedgerBooks;
  /** Of the operator's Records table. */
  readonly client: DynamoDBClient;
  readonly recordsTable: string;
  readonly market: () => Promise<{ readonly currency: string; readonly timeZone: string }>;
  /** What a point is worth; 0 = nothing is posted of points. */
  readonly pointMicros: number;
  readonly recognition: RecognitionRule;
  /** Whether there is a bucket that months are written to. */
  readonly canExport: boolean;
  /** A month is closed on this day of the next. */
  readonly closeOnDay: number;
}
