/**
 * A sponsor's money, entry by entry. It is in three places: in the account, set aside (in budgets of campaigns and pools
 * of agreements), or spent; what was deposited is always the sum of the three.
 */

export const ENTRY_KINDS = ['deposited', 'set-aside', 'spent', 'returned'] as const;

export type EntryKind = (typeof ENTRY_KINDS)[number];

/** What an entry is about: one of the two. Absent of a deposit. */
export interface Purpose {
  readonly campaignId?: string;
  readonly agreementId?: string;
}

/** A change that is to be entered. */
export interface Posting {
  readonly kind: EntryKind;
  /** ≥ 0; nothing is worth an entry, too, when it says that a pool or budget was looked at for the last time. */
  readonly micros: number;
  readonly of?: Purpose;
  /** Of traffic: bytes bought, used or returned. */
  readonly bytes?: number;
  /** The client's id of it, or one that follows from what happened. */
  readonly id: string;
  readonly reference?: string;
  readonly by: string;
}

/** What there is after an entry, all since the beginning. Micros. */
export interface Totals {
  readonly deposited: number;
  readonly account: number;
  readonly setAside: number;
  readonly spent: number;
}

export interface Entry extends Posting {
  /** From 1, gapless. */
  readonly number: number;
  /** ISO 8601; never before that of the entry before. */
  readonly at: string;
  readonly after: Totals;
}

/** The last entry's number, time and totals. */
export type Head = Pick<Entry, 'number' | 'at' | 'after'>;

export const NOTHING: Head = {
  number: 0,
  at: '1970-01-01T00:00:00.000Z',
  after: { deposited: 0, account: 0, setAside: 0, spent: 0 },
};

type Change = Readonly<Record<keyof Totals, -1 | 0 | 1>>;

const CHANGE: Readonly<Record<EntryKind, Change>> = {
  deposited: { deposited: 1, account: 1, setAside: 0, spent: 0 },
  'set-aside': { deposited: 0, account: -1, setAside: 1, spent: 0 },
  spent: { deposited: 0, account: 0, setAside: -1, spent: 1 },
  returned: { deposited: 0, account: 1, setAside: -1, spent: 0 },
};

/** What postings do to the account: > 0 puts in, < 0 takes out. */
export const accountChange = (postings: readonly Posting[]): number =>
  postings.reduce((sum, { kind, micros }) => sum + CHANGE[kind].account * micros, 0);

/**
 * Entries that follow a head.
 *
 * @throws RangeError when an amount is no whole number ≥ 0, or a place would hold less than nothing
 */
export function enter(head: Head, postings: readonly Posting[], nowMs: number): Entry[] {
  const at = new Date(Math.max(nowMs, Date.parse(head.at))).toISOString();
  let { number, after } = head;
  return postings.map((posting) => {
    after = applied(after, posting);
    number += 1;
    return { ...posting, number, at, after };
  });
}

function applied(before: Totals, { kind, micros }: Posting): Totals {
  if (!Number.isSafeInteger(micros) || micros < 0)
    throw new RangeError(`${micros} micros ${kind}: a whole number from 0 is allowed`);
  const change = CHANGE[kind];
  const next = {
    deposited: before.deposited + change.deposited * micros,
    account: before.account + change.account * micros,
    setAside: before.setAside + change.setAside * micros,
    spent: before.spent + change.spent * micros,
  };
  for (const [place, left] of Object.entries(next))
    if (left < 0) throw new RangeError(`${micros} micros ${kind} would leave ${left} ${place}`);
  return next;
}
