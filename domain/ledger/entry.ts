/** Entries of the ledger: what happened, as legs that add up to nothing. Never changed, never deleted. */
import { accountOf, type AccountCode, isAccountCode } from './chart.js';

export interface Leg {
  readonly account: AccountCode;
  /** The host, sponsor …, for accounts that the chart has one of for each; absent for all others. */
  readonly party?: string;
  /** Debit > 0, credit < 0; never 0. Micros of the entry's currency. */
  readonly micros: number;
  /** Of `deferred-revenue`: the time that is paid for, and where it goes as that passes. */
  readonly defer?: Deferral;
}

/** Local days of the market, from the first to the last that is paid for. */
export interface Deferral {
  readonly from: string;
  readonly to: string;
  readonly income: Extract<AccountCode, `revenue/${string}`>;
}

/** One line of a usage record, as agreements and statements need it. */
export interface UsageFact {
  /** ISO 8601, by the network's clock. */
  readonly at: string;
  readonly account: string;
  readonly version: number;
  readonly subscriberId?: string;
  /** `imsi-…` */
  readonly supi: string;
  readonly planId: string;
  readonly service: string;
  readonly kind: 'data' | 'voice' | 'sms';
  readonly destination: string;
  /** Roaming zone; absent = at home. */
  readonly zone?: string;
  readonly ratingGroup: number;
  readonly unit: 'bytes' | 'seconds' | 'messages';
  readonly units: number;
  /** What money buckets paid. */
  readonly priceMicros: number;
  readonly taxInclusive: boolean;
  /** What the host charges, before tax; absent = not rated. */
  readonly wholesaleMicros?: number;
  readonly host: string;
  /** Version of the host's terms that it was computed under. */
  readonly hostTerms?: number;
  readonly sponsor?: string;
  readonly uncollected: boolean;
}

export interface Entry {
  /** `usage/<account>/<version>`, `statement/<id>/<step>`, `reversal/<id>` …: what happened, so that it is posted once. */
  readonly id: string;
  /** When it happened, ISO 8601. */
  readonly at: string;
  /** Its local day in the market, `YYYY-MM-DD`: with the id it is the entry's place. */
  readonly sourceDay: string;
  /** ISO 4217 */
  readonly currency: string;
  /** May be none where `facts` are all that there is to say. */
  readonly legs: readonly Leg[];
  /** Of usage. */
  readonly facts?: readonly UsageFact[];
  /** Why, and who, of what a person posts. */
  readonly note?: string;
}

/** As the journal has it. */
export interface PostedEntry extends Entry {
  /** Book day: the source day, or the first open day when its period was closed. */
  readonly day: string;
  /** The first part of the id. */
  readonly source: string;
  /** With a book day of another month than the source day's: that month. */
  readonly of?: string;
}

export const sourceOf = (id: string): string => id.slice(0, Math.max(0, id.indexOf('/'))) || id;

/** Legs of one account, party and deferral as one, without those that are nothing. In a fixed order. */
export function legsOf(legs: readonly Leg[]): Leg[] {
  const byPlace = new Map<string, Leg>();
  for (const leg of legs) {
    const place = placeOf(leg);
    byPlace.set(place, { ...leg, micros: leg.micros + (byPlace.get(place)?.micros ?? 0) });
  }
  return [...byPlace]
    .filter(([, { micros }]) => micros !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, leg]) => leg);
}

const placeOf = ({ account, party = '', defer }: Leg): string =>
  [account, party, defer?.from ?? '', defer?.to ?? '', defer?.income ?? ''].join('#');

/** An entry that must not be posted. */
export class EntryError extends RangeError {
  override readonly name = 'EntryError';
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** `#` tells the parts of keys apart. */
const PARTY = /^[^#]{1,128}$/;
const ID = /^[^#]{3,512}$/;

/** @throws EntryError with everything that is wrong: legs that don't balance, accounts that the chart lacks … */
export function checkEntry(entry: Entry): void {
  const problems = entryProblems(entry);
  if (problems.length > 0) throw new EntryError(`entry ${entry.id}: ${problems.join('; ')}`);
}

export function entryProblems({ id, at, sourceDay, currency, legs }: Entry): string[] {
  const sum = legs.reduce(
    (all, { micros }) => all + (Number.isSafeInteger(micros) ? BigInt(micros) : 0n),
    0n,
  );
  return [
    ...(ID.test(id) ? [] : [`id is "${id}"; allowed: 3 to 512 characters without "#"`]),
    ...(Number.isNaN(Date.parse(at)) ? [`at is "${at}"; allowed: ISO 8601`] : []),
    ...(DAY.test(sourceDay) ? [] : [`sourceDay is "${sourceDay}"; allowed: YYYY-MM-DD`]),
    ...(/^[A-Z]{3}$/.test(currency) ? [] : [`currency is "${currency}"; allowed: ISO 4217`]),
    ...legs.flatMap(legProblems),
    ...(sum === 0n ? [] : [`legs add up to ${sum}; allowed: 0`]),
  ];
}

function legProblems({ account, party, micros, defer }: Leg, index: number): string[] {
  const at = `legs[${index}]`;
  const isInteger = Number.isSafeInteger(micros) && micros !== 0;
  const problems = isInteger
    ? []
    : [`${at}.micros is ${micros}; allowed: whole numbers within ±(2^53 − 1), not 0`];
  if (!isAccountCode(account))
    return [...problems, `${at}.account is "${String(account)}"; the chart has none such`];
  const { of } = accountOf(account);
  if (of === undefined && party !== undefined)
    problems.push(`${at}.party is "${party}"; allowed: none with ${account}`);
  if (of !== undefined && (party === undefined || !PARTY.test(party)))
    problems.push(`${at}.party is "${party ?? ''}"; allowed: the id of a ${of} with ${account}`);
  if ((account === 'deferred-revenue') !== (defer !== undefined))
    problems.push(`${at}.defer: deferred-revenue has one, no other account has`);
  if (defer !== undefined && !(DAY.test(defer.from) && DAY.test(defer.to) && defer.from <= defer.to))
    problems.push(`${at}.defer is ${defer.from}..${defer.to}; allowed: a day and one that is not before it`);
  return problems;
}

/** What takes an entry back: the same the other way round. The entry itself stays. */
export function reversalOf(entry: Entry, at: string, sourceDay: string): Entry {
  const facts = entry.facts?.map((fact) => ({
    ...fact,
    units: -fact.units,
    priceMicros: -fact.priceMicros,
    ...(fact.wholesaleMicros === undefined ? {} : { wholesaleMicros: -fact.wholesaleMicros }),
  }));
  return {
    id: `${REVERSAL}${entry.id}`,
    at,
    sourceDay,
    currency: entry.currency,
    legs: entry.legs.map((leg) => ({ ...leg, micros: -leg.micros })),
    ...(facts === undefined ? {} : { facts }),
  };
}

const REVERSAL = 'reversal/';

/** Whether what is counted goes down with it: each reversal turns round what it reverses. */
export const isTakenBack = (id: string): boolean => {
  let [rest, taken] = [id, false];
  for (; rest.startsWith(REVERSAL); rest = rest.slice(REVERSAL.length)) taken = !taken;
  return taken;
};
