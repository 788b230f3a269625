/** A resource in stock: a number, a SIM card, an eSIM profile, or another thing that the operator lists. */
import { createHash } from 'node:crypto';

/**
 * `available`: may be reserved · `reserved`: by an order · `in_use`: by a subscriber · `quarantined`: a number that was
 * in use and rests until `availableFrom` · `retired`: never again.
 */
export type StockStatus = 'available' | 'reserved' | 'in_use' | 'quarantined' | 'retired';

/** `RESOURCE#<id>` / `META`, beside what every record of partners has. */
export interface ResourceRecord {
  readonly kind: 'msisdn' | 'sim' | 'other';
  readonly name: string;
  /** `msisdn-…` of a number, the ICCID's digits of a SIM; absent of others. */
  readonly value?: string;
  readonly iccid?: string;
  /** `imsi-…` */
  readonly supi?: string;
  /** 32 digits; the card that an eSIM profile is bound to. */
  readonly eid?: string;
  readonly form?: 'physical' | 'esim';
  readonly status: StockStatus;
  /** Id of the order. */
  readonly reservedBy?: string;
  readonly subscriberId?: string;
  /** The channel partner whose subscriber or order has it. */
  readonly partnerId?: string;
  /** ISO 8601: a number in quarantine may be reserved from then on. */
  readonly availableFrom?: string;
  /** The request that made it. */
  readonly seed?: string;
  /** TMF639 `@type`. */
  readonly type: string;
  /** Standard attributes that mean nothing here, as they came. */
  readonly also: Readonly<Record<string, unknown>>;
  /** Where what may be reserved is found; absent when it may not. */
  readonly gsi1pk?: string;
  readonly gsi1sk?: string;
}

/** A number rests so long after its last subscriber left it, so that who calls it does not reach a stranger. */
export const QUARANTINE_DAYS = 30;
export const QUARANTINE_MS = QUARANTINE_DAYS * 24 * 3600 * 1000;

/** `res_msisdn-…` or `res_iccid-…`: one resource a number, one a card. */
export const numberResourceId = (msisdn: string) => `res_${msisdn}`;
export const simResourceId = (iccid: string) => `res_iccid-${iccid}`;

export const resourceKey = (id: string) => ({ pk: `RESOURCE#${id}`, sk: 'META' }) as const;

export type Shelf = 'msisdn' | 'physical' | 'esim';

/** The index's partition of what may be reserved. */
export const shelfKey = (shelf: Shelf) => `STOCK#${shelf}`;
/** The index's partition of numbers that rest, by when they may be reserved again. */
export const QUARANTINE = 'STOCK#quarantine';

/** Where a resource stands on its shelf: anywhere, so that who takes from a random place rarely meets another. */
export const spotOf = (id: string): string => createHash('sha256').update(id).digest('hex').slice(0, 12);

export function shelfOf({ kind, form }: Pick<ResourceRecord, 'kind' | 'form'>): Shelf | undefined {
  if (kind === 'other') return undefined;
  return kind === 'msisdn' ? 'msisdn' : (form ?? 'physical');
}

/** The index's keys of a resource in a state. */
export function stockIndex(
  id: string,
  record: Pick<ResourceRecord, 'kind' | 'form' | 'status' | 'availableFrom'>,
): { readonly gsi1pk?: string; readonly gsi1sk?: string } {
  const shelf = shelfOf(record);
  if (shelf === undefined) return {};
  const { status, availableFrom } = record;
  if (status === 'available') return { gsi1pk: shelfKey(shelf), gsi1sk: spotOf(id) };
  if (status === 'quarantined' && availableFrom !== undefined)
    return { gsi1pk: QUARANTINE, gsi1sk: `${availableFrom}#${id}` };
  return {};
}
