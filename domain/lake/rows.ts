/** Rows of the lake, of usage records and of entries of the ledger. */
import type { UsageRecord } from '../charging/usage-record.js';

export type LakeRow = Readonly<Record<string, string | number | boolean | null>>;

const recordOf = (record: UsageRecord, line: number, at: string, marketTime: string): LakeRow => ({
  account: record.account,
  version: record.version,
  line,
  at_utc: at,
  day: marketTime.slice(0, 10),
  month: marketTime.slice(0, 7),
  subscriber_id: record.subscriberId ?? '',
  plan_id: record.planId,
  currency: record.currency,
});

/** @param hostOf  the host of a SIM, `imsi-…` */
export const usageRows = (record: UsageRecord, hostOf: (supi: string) => string): LakeRow[] =>
  record.lines.map((line, index) => {
    const supi = line.supi ?? record.supi;
    return {
      ...recordOf(record, index, line.at ?? record.at, line.marketTime ?? record.marketTime),
      supi,
      service: line.service,
      unit: line.unit,
      units: line.units,
      destination: line.destination,
      zone: line.zone ?? '',
      rating_group: line.ratingGroup,
      price_micros: line.priceMicros,
      tax_inclusive: record.taxInclusive,
      sponsor: line.sponsor ?? '',
      wholesale_micros: line.wholesaleMicros ?? null,
      host: hostOf(supi),
      host_terms: line.hostTerms ?? null,
      uncollected: line.uncollected,
    };
  });

export const movementRows = (record: UsageRecord): LakeRow[] =>
  (record.movements ?? []).map(({ action, bucket, unit, amount, addOn = '', reference = '' }, index) => ({
    ...recordOf(record, index, record.at, record.marketTime),
    action,
    bucket,
    unit,
    amount,
    add_on: addOn,
    reference,
  }));

interface LedgerEntry {
  readonly id: string;
  readonly at: string;
  /** `YYYY-MM-DD` */
  readonly day: string;
  readonly currency: string;
  readonly source: string;
  readonly legs: readonly {
    readonly account: string;
    readonly party?: string | undefined;
    readonly micros: number;
  }[];
}

export const ledgerRows = ({ id, at, day, currency, source, legs }: LedgerEntry): LakeRow[] =>
  legs.map(({ account, party = '', micros }, line) => ({
    entry_id: id,
    line,
    at_utc: at,
    day,
    month: day.slice(0, 7),
    currency,
    source,
    ledger_account: account,
    party,
    micros,
  }));
