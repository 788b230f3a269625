/**
 * A bill (or the receipt of what was paid before), as data.
 *
 * Signs: charges and usage are positive when they cost; adjustments, payments and balances are positive when they
 * are in the subscriber's favour. For every money bucket
 *
 *     opening − charges − usage + adjustments + payments = closing
 *
 * to the last micro, and `total` is charges + usage − adjustments.
 */
import type { BucketUnit } from '../catalogue/plan.js';
import type { MovementAction } from '../charging/movement.js';
import type { PricePart } from '../price-models/index.js';
import type { Amount } from './amount.js';

export interface Bill {
  /** `receipt`: it was paid when it was used (prepaid). */
  readonly kind: 'bill' | 'receipt';
  /** Names it in the API; `current` for what is not billed yet. */
  readonly billId: string;
  /** Absent while the period is open. */
  readonly number?: string;
  /** ISO 8601 in market time; when the period was closed, or what is not billed yet was looked at. */
  readonly issuedAt: string;
  readonly brand: { readonly id: string; readonly name: string };
  readonly account: string;
  readonly currency: string;
  readonly timeZone: string;
  /** The plan in force at its end. */
  readonly plan: { readonly planId: string; readonly name: string };
  /** ISO 8601 in market time: from, until before. */
  readonly period: { readonly from: string; readonly to: string };
  readonly subscribers: readonly BilledSubscriber[];
  readonly balances: readonly Balance[];
  readonly charges: readonly ChargeLine[];
  readonly usage: readonly UsageGroup[];
  readonly adjustments: readonly Entry[];
  readonly payments: readonly Entry[];
  /** What was given of anything but money, and where it went. */
  readonly allowances: readonly Allowance[];
  /** Subtotals of the SIMs and of what belongs to none; they sum to `total`. */
  readonly sims: readonly Subtotal[];
  /** The same by cost centre; empty when no SIM has one. */
  readonly costCentres: readonly Subtotal[];
  readonly items: readonly Item[];
  readonly tax: readonly TaxLine[];
  readonly total: Total;
  /** Usage that nobody paid: beyond what the account held. */
  readonly uncollected: readonly Uncollected[];
  /** Postpaid and hybrid. */
  readonly due?: AmountDue;
  /** Prepaid: what was taken from the balance. */
  readonly paid?: Amount;
}

export interface BilledSubscriber {
  /** `imsi-…` */
  readonly supi: string;
  readonly subscriberId?: string;
  /** `msisdn-…` */
  readonly msisdn?: string;
  readonly costCentre?: string;
}

/** A money bucket from the beginning to the end. The four sums are signed as changes of the bucket. */
export interface Balance {
  readonly bucket: string;
  readonly bucketId: number;
  readonly opening: Amount;
  readonly charges: Amount;
  readonly usage: Amount;
  readonly adjustments: Amount;
  readonly payments: Amount;
  readonly closing: Amount;
}

/** What a plan, an add-on or a whole period's usage cost. */
export interface ChargeLine {
  readonly type: 'recurring' | 'one-time' | 'usage';
  readonly planId: string;
  readonly addOn?: string;
  readonly name: string;
  /** The part of the period it is for, ISO 8601 in market time. */
  readonly from?: string;
  readonly to?: string;
  /** ISO 8601 in market time. */
  readonly at: string;
  readonly amount: Amount;
  /** With `usage`: how the amount comes about. */
  readonly usage?: PricedUsage;
}

/** A period's usage and its price, by tiers. */
export interface PricedUsage {
  /** The plan version's usage price. */
  readonly usagePrice: string;
  readonly unit: 'bytes' | 'seconds' | 'messages';
  readonly units: number;
  /** What the quantities below are of: `GB`, 10⁹ bytes. */
  readonly per: { readonly name: string; readonly size: number };
  /** They sum to the line's amount. */
  readonly parts: readonly {
    readonly kind: PricePart['kind'];
    /** 1 = the first. */
    readonly tier?: number;
    /** Decimals; the quantity has up to twelve places. */
    readonly quantity: string;
    readonly price: string;
    readonly amount: Amount;
  }[];
}

/** Usage of one service to one destination. */
export interface UsageGroup {
  readonly service: string;
  /** Roaming zone; absent = at home. */
  readonly zone?: string;
  /** Absent: what no itemised bill shows. */
  readonly destination?: string;
  readonly sponsor?: string;
  readonly unit: 'bytes' | 'seconds' | 'messages';
  readonly units: number;
  /** Of `units`, those that allowances paid. */
  readonly includedUnits: number;
  /** Sessions: calls, or connections to the internet. */
  readonly count: number;
  readonly amount: Amount;
}

/** A change of a balance that is no price. */
export interface Entry {
  readonly action: MovementAction;
  readonly bucket: string;
  readonly bucketId: number;
  readonly unit: BucketUnit;
  /** In the unit; signed. */
  readonly quantity: number;
  /** Of money. */
  readonly amount?: Amount;
  /** As the API that made it names it. */
  readonly reference?: string;
  /** Of an adjustment, as whoever made it put it. */
  readonly reason?: string;
  /** ISO 8601 in market time. */
  readonly at: string;
}

export interface Allowance {
  readonly bucket: string;
  readonly unit: BucketUnit;
  /** Smallest parts in one unit as people see it. */
  readonly scale: number;
  /** Has no end: people see no amount. */
  readonly unlimited?: true;
  readonly used: number;
  /** Given by the plan, add-ons and others, in the unit. */
  readonly given: number;
  /** Transferred, returned or expired, in the unit. */
  readonly taken: number;
}

export interface Total {
  readonly net: Amount;
  readonly tax: Amount;
  readonly gross: Amount;
}

export interface Subtotal extends Total {
  /** A SUPI or a cost centre; absent: the plan's charges and adjustments, or SIMs without a cost centre. */
  readonly of?: string;
  /** Ledger amount: what was taken from balances. */
  readonly charged: Amount;
}

/** One call, one batch of messages, or the data of one day. */
export interface Item {
  readonly supi: string;
  /** ISO 8601 in market time; of data, the day it began on. */
  readonly at: string;
  readonly service: string;
  readonly zone?: string;
  readonly destination: string;
  readonly sponsor?: string;
  readonly unit: 'bytes' | 'seconds' | 'messages';
  readonly units: number;
  readonly includedUnits: number;
  readonly amount: Amount;
  /** Used before this period, told after the bill of its own. */
  readonly late?: true;
}

export interface TaxLine extends Total {
  readonly name: string;
  readonly ratePercent: string;
  /** Whether prices contain it. */
  readonly inclusive: boolean;
}

export interface Uncollected {
  readonly service: string;
  readonly zone?: string;
  readonly destination?: string;
  readonly unit: 'bytes' | 'seconds' | 'messages';
  readonly units: number;
}

export interface AmountDue {
  /** What the balances owe at the end, with the tax on it; 0 when they owe nothing. */
  readonly exact: Amount;
  /** The same rounded up to what can be paid; the difference stays in the balance. */
  readonly payable: Amount;
  /** The part of `exact` that came from before this bill, or was paid ahead (negative). */
  readonly carried: Amount;
  /** The last date on which it is in time, YYYY-MM-DD in the market; absent where the plan has no term. */
  readonly date?: string;
}

/** What the next bill goes on from. */
export interface BucketBalance {
  readonly bucket: string;
  readonly bucketId: number;
  readonly micros: number;
}
