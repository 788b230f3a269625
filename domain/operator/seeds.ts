/**
 * Subscribers that a local run begins with. A pure function of the operator file, so that every run, test and
 * benchmark meets the same people.
 */
import type { PlanVersion } from '../catalogue/plan.js';
import { OPERATOR_OWNER } from '../events/event.js';
import { entryKeyOf, listKeyOf, PRODUCTS } from '../partners/places.js';
import { identityRecords, subscriberRecord } from './identities.js';
import { toMicros } from './decimal.js';
import { luhnDigit } from './luhn.js';
import { DEMO_SUBSCRIBERS, type Operator } from './schema.js';

export interface SeedSubscriber {
  /** `sub_` and six digits. */
  readonly subscriberId: string;
  /** `imsi-` and 15 digits (TS 23.003 §2.2). */
  readonly supi: string;
  /** `msisdn-` and the E.164 number, without "+". */
  readonly msisdn: string;
  /** 19 digits, the last one a Luhn check digit (ITU-T E.118). */
  readonly iccid: string;
  readonly offeringId: string;
  readonly planId: string;
  /** The account that pays: the SUPI of the first SIM that shares it, which is its own for most. */
  readonly accountKey: string;
  /** Money in the account's wallet, in micros. */
  readonly walletMicros: number;
  /** As the market's policy demands before activation. */
  readonly identity: 'verified' | 'not_required';
  /** In the operator's list of products, from 0. */
  readonly place: number;
  /** Belongs to the live demonstration: tests leave it alone. */
  readonly demoTraffic?: true;
}

/** An item of the records table, as plain values; one with undefined in it is never made. */
export type SubscriberItem = Readonly<Record<string, string | number>>;

/**
 * The subscribers of `operator.seeds`, in order; the last 50 are the demonstration's.
 *
 * Plans take turns by their weights, wallets by rounds of plans, numbers by prefixes.
 *
 * @param plans  the operator's compiled catalogue
 * @throws RangeError when a plan of the seeds is not among `plans`
 */
export function seedSubscribers(operator: Operator, plans: readonly PlanVersion[]): SeedSubscriber[] {
  const { seeds, market } = operator;
  const turns = (seeds.plans ?? operator.plans.map(({ id }) => ({ plan: id, weight: 1 }))).flatMap(
    ({ plan, weight }) => Array.from({ length: weight }, () => planOf(plans, plan)),
  );
  const wallets = seeds.wallets?.map(toMicros);
  const pools = new Map<string, Pool>();
  return Array.from({ length: seeds.subscribers }, (_, index): SeedSubscriber => {
    const plan = turns[index % turns.length]!;
    const round = Math.floor(index / turns.length);
    const isDemo = index >= seeds.subscribers - DEMO_SUBSCRIBERS;
    const wallet = wallets === undefined ? startingCredit(plan) : wallets[round % wallets.length]!;
    const sims = operator.plans.find(({ id }) => id === plan.offeringId)?.sims ?? 1;
    const pool = poolFor(pools, `${plan.id}/${isDemo}`, sims, {
      accountKey: supiAt(market.numberingPlan, index),
      walletMicros: wallet,
    });
    return {
      ...pool,
      subscriberId: `sub_${String(index + 1).padStart(6, '0')}`,
      supi: supiAt(market.numberingPlan, index),
      msisdn: msisdnAt(market.numberingPlan, index),
      iccid: iccidAt(market.numberingPlan, index),
      offeringId: plan.offeringId,
      planId: plan.id,
      place: index,
      identity: market.policy.identity.realName === 'before_activation' ? 'verified' : 'not_required',
      ...(isDemo ? { demoTraffic: true as const } : {}),
    };
  });
}

type PoolAccount = Pick<SeedSubscriber, 'accountKey' | 'walletMicros'>;
interface Pool {
  readonly account: PoolAccount;
  members: number;
}

/** The pool that has room for one more SIM of a kind, or a new one with its account. */
function poolFor(pools: Map<string, Pool>, kind: string, sims: number, account: PoolAccount): PoolAccount {
  const open = pools.get(kind);
  if (open !== undefined && open.members < sims) {
    open.members += 1;
    return open.account;
  }
  pools.set(kind, { account, members: 1 });
  return account;
}

/** What the records table holds of a subscriber: the subscriber, and the ways to it from its SIM, number and card. */
export function subscriberItems(subscriber: SeedSubscriber): SubscriberItem[] {
  const { documents: _none, ...record } = subscriberRecord(subscriber);
  return [{ ...record, identity: subscriber.identity }, ...identityRecords(subscriber)];
}

/** What the records table holds of the list of products that subscribers stand in. */
export function productListItems(subscribers: readonly SeedSubscriber[]): SubscriberItem[] {
  const entries = subscribers.map(({ subscriberId, place }) => ({
    ...entryKeyOf(PRODUCTS, OPERATOR_OWNER, place),
    ref: `SUBSCRIBER#${subscriberId}`,
  }));
  const next = subscribers.reduce((most, { place }) => Math.max(most, place + 1), 0);
  return [...entries, { ...listKeyOf(PRODUCTS, OPERATOR_OWNER), next, takenAtMs: 0 }];
}

type NumberingPlan = Operator['market']['numberingPlan'];

function planOf(plans: readonly PlanVersion[], offeringId: string): PlanVersion {
  const plan = plans.find((candidate) => candidate.offeringId === offeringId);
  if (plan === undefined) {
    const known = plans.map((candidate) => candidate.offeringId).join(', ');
    throw new RangeError(`seeds name plan ${offeringId}, which is not compiled; known plans: ${known}`);
  }
  return plan;
}

function startingCredit(plan: PlanVersion): number {
  return plan.buckets.find(({ unit }) => unit === 'money')?.amount ?? 0;
}

const IMSI_LENGTH = 15;

/** `imsi-` and 15 digits; `index` from 0. */
export function supiAt({ mcc, mnc }: NumberingPlan, index: number): string {
  const home = mcc + mnc;
  return `imsi-${home}${String(index + 1).padStart(IMSI_LENGTH - home.length, '0')}`;
}

/** The `index`-th number that the operator may assign, from 0: its prefixes take turns. */
export function msisdnAt(
  { countryCode, mobilePrefixes, nationalNumberLength }: NumberingPlan,
  index: number,
): string {
  const prefix = mobilePrefixes[index % mobilePrefixes.length]!;
  const number = String(Math.floor(index / mobilePrefixes.length));
  return `msisdn-${countryCode}${prefix}${number.padStart(nationalNumberLength - prefix.length, '0')}`;
}

/** Major industry identifier of telecommunications (ITU-T E.118). */
const TELECOM = '89';
const ICCID_LENGTH = 19;

/** 19 digits; `index` from 0. */
export function iccidAt({ countryCode, mnc }: NumberingPlan, index: number): string {
  const issuer = `${TELECOM}${countryCode}${mnc}`;
  const payload = `${issuer}${String(index + 1).padStart(ICCID_LENGTH - 1 - issuer.length, '0')}`;
  return `${payload}${luhnDigit(payload)}`;
}
