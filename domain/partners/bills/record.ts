/** What the partner API keeps of a bill beside the bill: whose it is, where it is found, and what was noted on it. */

/** `CUSTOMERBILL#<product>.<bill>` / `META`. */
export interface BillRecord {
  readonly subscriberId: string;
  /** Key of the account. */
  readonly account: string;
  /** The end of the bill's period, ISO 8601: names it within the account. */
  readonly to: string;
  /** Lines that are its rates. */
  readonly lines: number;
  /** Noted by whoever handles it; absent: what follows from what is owed. */
  readonly mark?: BillMark;
}

/** States that say where a bill is on its way, as opposed to whether it is paid. */
export const BILL_MARKS = ['new', 'onHold', 'validated', 'sent'] as const;
export type BillMark = (typeof BILL_MARKS)[number];

/** The list and kind of records of bills. */
export const BILLS = 'CUSTOMERBILL';

/** `sub_anna.20261031T230000Z`: the product whose bill it is, and the bill's own id. */
export const customerBillId = (subscriberId: string, billId: string): string => `${subscriberId}.${billId}`;

/** What is not billed yet: `sub_anna.current`. */
export const CURRENT = 'current';

export function readBillId(id: string): { subscriberId: string; billId: string } | undefined {
  const found = /^(?<subscriberId>sub_[0-9A-Za-z]{1,40})\.(?<billId>\d{8}T\d{6}Z|current)$/.exec(id);
  return found === null ? undefined : (found.groups as { subscriberId: string; billId: string });
}

/** A bill that was asked for, `BILLONDEMAND#<id>` / `META`. */
export interface BillOnDemand {
  /** Absent: there is no such account of theirs. */
  readonly subscriberId?: string;
  /** Attributes as they came. */
  readonly asked: Readonly<Record<string, unknown>>;
}
