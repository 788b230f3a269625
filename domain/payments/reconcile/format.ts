/** What a provider's settlement file looks like, as data; `line.ts` reads a row by it. */
import type { ProviderId } from '../provider.js';

/**
 * What a row of a settlement file says about money of a payment. `refund-failed` and `dispute-won` came back to us;
 * `other` is no payment's money: fees, payouts, conversions.
 */
export type LineType = 'charge' | 'refund' | 'refund-failed' | 'dispute' | 'dispute-won' | 'other';

/** How a file writes times without an offset: a zone of IANA, or the column that names the zone. */
export type FileZone = string | { readonly column: string };

export interface SettlementFormat {
  readonly provider: ProviderId;
  /** For people: what the provider calls the file, and where it comes from. */
  readonly name: string;
  /**
   * Columns that must be there, in any order; the first row that has them all is the header. Names as `columnName`
   * makes them: lower case, `_` for spaces. What stands before it is left alone.
   */
  readonly header: readonly string[];
  /** Rows of payments begin with this field, others are the report's own. */
  readonly rowMark?: string;
  /** Each field begins with this character; the first row without it ends the payments. */
  readonly fieldMark?: string;
  /** A first field that begins with it is a comment. */
  readonly comment?: string;
  /** Where the file is no UTF-8. */
  readonly charset?: 'gb18030';
  /** Which column tells what a row is about, and its values; others are `other`. */
  readonly type: { readonly column: string; readonly values: Readonly<Record<string, LineType>> };
  /** Beginnings of that column's values, where there are too many. */
  readonly typePrefixes?: readonly (readonly [prefix: string, type: LineType])[];
  /** Rows that count only with this value of a column. */
  readonly only?: { readonly column: string; readonly values: readonly string[] };
  /** Columns that may hold our id; of several the first that does. */
  readonly paymentId: readonly string[];
  /** Columns with the provider's own names of the payment. */
  readonly references: readonly string[];
  /** Columns that name this very capture, refund or dispute. */
  readonly own: readonly string[];
  /** Columns of the amount, the first that is neither empty nor zero; signs and what goes where are told by the type. */
  readonly amount: { readonly columns: readonly string[]; readonly refundColumns?: readonly string[] };
  /**
   * Whether amounts are whole minor units. `with-epoch`: in files whose times are epoch seconds, for those repeat the
   * provider's API; decimals in others.
   */
  readonly minor: boolean | 'with-epoch';
  /** Columns of the currency that goes with the amount; or the one currency that there is. */
  readonly currency: { readonly columns: readonly string[] } | { readonly always: string };
  readonly time: { readonly columns: readonly string[]; readonly zone: FileZone };
}
