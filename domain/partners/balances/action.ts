/** What partners do to balances (TMF654): top-ups, adjustments, transfers and reservations, as we keep them. */
import type { BucketUnit } from '../../catalogue/plan.js';
import { TMF_BASE } from '../routes.js';
import {
  accountRef,
  bucketHref,
  bucketId,
  type BucketOwner,
  numberRef,
  partiesOf,
  productRef,
} from './bucket.js';
import { type Measure, quantityOf, usageTypeOf } from './quantity.js';

type Resource = Readonly<Record<string, unknown>>;

export const ACTION_NAMES = ['topupBalance', 'adjustBalance', 'transferBalance', 'reserveBalance'] as const;
export type ActionName = (typeof ACTION_NAMES)[number];

/**
 * `inProgress`: a payment is awaited · `active`: an amount is set aside · `completed`: it is done · `cancelled`: what
 * was set aside is back · `expired`: so, because nobody used it in time · `failed`: its payment failed · `rejected`: it
 * named no balance of ours.
 */
export type ActionStatus =
  'inProgress' | 'active' | 'completed' | 'cancelled' | 'expired' | 'failed' | 'rejected';

/** What an action did to a bucket; amounts in its unit. */
export interface Impact {
  readonly subscriberId: string;
  readonly bucketId: number;
  readonly bucket: string;
  /** Positive when put in. */
  readonly amount: number;
  readonly before: number;
  readonly after: number;
}

/** `TOPUP#…`, `ADJUST#…`, `TRANSFER#…` or `RESERVE#<id>` / `META`, beside what every record of partners has. */
export interface ActionRecord {
  readonly action: ActionName;
  readonly status: ActionStatus;
  readonly of: BucketOwner;
  /** Of a transfer: who gets it. */
  readonly to?: BucketOwner;
  /** Id of the plan's bucket. */
  readonly bucket: string;
  readonly unit: BucketUnit;
  readonly scale?: number;
  readonly currency: string;
  /** In the bucket's unit; negative when taken out. */
  readonly amount: number;
  readonly impacts: readonly Impact[];
  /** ISO 8601: when it was done; absent while it is not. */
  readonly confirmedAt?: string;
  /** Of an adjustment that consumes a reservation. */
  readonly reserveId?: string;
  /** Of a top-up that is paid: its payment. */
  readonly paymentId?: string;
  /** Of a reservation: what it is held for ends here, ISO 8601. */
  readonly expiresAt?: string;
  /** Of a reservation: what of it is still set aside, in the bucket's unit. */
  readonly held?: number;
  /** Its place in the list of all actions. */
  readonly actionPlace: number;
  /** Who asked, as events say it. */
  readonly actor: string;
  /** Standard attributes that mean nothing here, as they came. */
  readonly also: Resource;
  /** Where reservations that end are found; absent of others. */
  readonly gsi1pk?: string;
  readonly gsi1sk?: string;
}

const NOBODY: BucketOwner = { subscriberId: '', accountKey: '', msisdn: '', offeringId: '' };

/**
 * An action on a balance that can't be one of ours, or on none: kept and shown as it came, and nothing moves by it, ever.
 *
 * @param body  all of it; its `reason` says why too
 */
export const rejectedAction = (
  action: ActionName,
  actor: string,
  body: Resource,
): Omit<ActionRecord, 'actionPlace'> => ({
  action,
  actor,
  status: 'rejected',
  of: NOBODY,
  bucket: '',
  unit: 'money',
  currency: '',
  amount: 0,
  impacts: [],
  also: body,
});

/** What names an action; `createdAt` is of its record. */
export type KnownAction = ActionRecord & { readonly id: string; readonly createdAt: string };

const TYPES: Readonly<Record<ActionName, string>> = {
  topupBalance: 'TopupBalance',
  adjustBalance: 'AdjustBalance',
  transferBalance: 'TransferBalance',
  reserveBalance: 'ReserveBalance',
};

const measureOf = ({ unit, scale, currency }: ActionRecord): Measure => ({
  unit,
  currency,
  ...(scale === undefined ? {} : { scale }),
});

/** An action as its own API answers it. */
export function viewAction(record: KnownAction, baseUrl: string): Resource {
  return record.status === 'rejected' ? viewRejected(record, baseUrl) : viewDone(record, baseUrl);
}

/** As it came, with what is mandatory. */
function viewRejected(record: KnownAction, baseUrl: string): Resource {
  const { id, action, status, also, createdAt } = record;
  return {
    '@type': TYPES[action],
    requestedDate: createdAt,
    relatedParty: [partyOf(record)],
    // Of no bucket that could say it: what balances are of when nothing is said.
    usageType: usageTypeOf('money'),
    ...also,
    id,
    href: `${baseUrl}${TMF_BASE.balances}/${action}/${id}`,
    status,
    impactedBucket: [],
  };
}

function viewDone(record: KnownAction, baseUrl: string): Resource {
  const { id, action, status, of, to, unit, amount, impacts, confirmedAt, also, createdAt } = record;
  const { reserveId, paymentId, expiresAt } = record;
  const measure = measureOf(record);
  const mine = impacts.find(({ subscriberId }) => subscriberId === of.subscriberId);
  const theirs = to === undefined ? undefined : impacts.find((each) => each.subscriberId === to.subscriberId);
  const base = `${baseUrl}${TMF_BASE.balances}`;
  const parties = partiesOf(of, baseUrl);
  return {
    '@type': TYPES[action],
    requestedDate: createdAt,
    relatedParty: parties.length === 0 ? [partyOf(record)] : parties,
    ...also,
    id,
    href: `${base}/${action}/${id}`,
    status,
    usageType: usageTypeOf(unit),
    // TMF654: always positive; the type of an adjustment says which way.
    amount: quantityOf(Math.abs(amount), measure),
    ...(confirmedAt === undefined ? {} : { confirmationDate: confirmedAt }),
    ...(mine === undefined ? {} : { bucket: bucketRefOf(mine, unit, baseUrl) }),
    product: productRef(of.subscriberId, baseUrl),
    logicalResource: numberRef(of.msisdn, baseUrl),
    partyAccount: accountRef(of),
    impactedBucket: impacts.map((impact) => impactView(impact, record, baseUrl)),
    ...(action === 'adjustBalance' && also['adjustType'] === undefined
      ? { adjustType: amount < 0 ? 'generalDebit' : 'generalCredit' }
      : {}),
    ...(reserveId === undefined
      ? {}
      : {
          reserveBalance: {
            id: reserveId,
            href: `${base}/reserveBalance/${reserveId}`,
            '@referredType': 'ReserveBalance',
          },
        }),
    ...(paymentId === undefined
      ? {}
      : {
          payment: {
            id: paymentId,
            href: `${baseUrl}${TMF_BASE.payments}/payment/${paymentId}`,
            '@referredType': 'Payment',
          },
        }),
    ...(expiresAt === undefined ? {} : { expirationDate: expiresAt }),
    ...(to === undefined
      ? {}
      : {
          receiverProduct: productRef(to.subscriberId, baseUrl),
          receiverLogicalResource: numberRef(to.msisdn, baseUrl),
          receiverPartyAccount: accountRef(to),
          ...(theirs === undefined ? {} : { receiverBucket: bucketRefOf(theirs, unit, baseUrl) }),
          receiverBucketUsageType: usageTypeOf(unit),
        }),
  };
}

/** Of a product without a customer: who did it. */
function partyOf({ actor }: Pick<ActionRecord, 'actor'>): Resource {
  return { id: actor.split(':').at(-1), role: 'requestor', '@referredType': 'PartyRole' };
}

function bucketRefOf({ subscriberId, bucketId: number, bucket }: Impact, unit: BucketUnit, baseUrl: string) {
  const id = bucketId(subscriberId, number);
  return {
    id,
    href: bucketHref(id, baseUrl),
    name: bucket,
    usageType: usageTypeOf(unit),
    '@referredType': 'Bucket',
  };
}

function impactView(impact: Impact, record: ActionRecord, baseUrl: string): Resource {
  const measure = measureOf(record);
  const { amount, before, after } = impact;
  return {
    name: impact.bucket,
    ...(record.confirmedAt === undefined ? {} : { confirmationDate: record.confirmedAt }),
    amountBefore: quantityOf(before, measure),
    amountAfter: quantityOf(after, measure),
    bucket: bucketRefOf(impact, record.unit, baseUrl),
    item: [
      {
        itemType: amount < 0 ? 'debit' : 'credit',
        amount: quantityOf(Math.abs(amount), measure),
      },
    ],
  };
}

/** Attributes that every action has, and nothing of one of the four alone. */
const COMMON: ReadonlySet<string> = new Set([
  'id',
  'href',
  'confirmationDate',
  'description',
  'reason',
  'requestedDate',
  'status',
  'usageType',
  'amount',
  'bucket',
  'channel',
  'impactedBucket',
  'logicalResource',
  'partyAccount',
  'product',
  'relatedParty',
  'requestor',
]);

/** An action among all of them. Its `href` leads to itself in the list of all. */
export function viewBalanceAction(record: KnownAction, baseUrl: string): Resource {
  const view = viewAction(record, baseUrl);
  return {
    ...Object.fromEntries(Object.entries(view).filter(([name]) => COMMON.has(name))),
    '@type': TYPES[record.action],
    '@baseType': 'BalanceAction',
    href: `${baseUrl}${TMF_BASE.balances}/balanceAction/${record.id}`,
  };
}

/** What a patch may change: words, dates of others, and who had to do with it. What it did is done. */
export const PATCHABLE: readonly string[] = [
  'description',
  'reason',
  'channel',
  'relatedParty',
  'requestor',
  'requestedDate',
  '@schemaLocation',
  '@baseType',
];
