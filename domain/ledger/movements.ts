/** What a movement of money does to the ledger, action by action: where the other side of it is. */
import type { MovementAction } from '../charging/movement.js';
import type { AccountCode } from './chart.js';

/**
 * Whose money a bucket holds: `paid` is the subscriber's own (the wallet); `given` nobody paid for (rewards, what plans and
 * add-ons include), so that spending it earns nothing.
 */
export type Purse = 'paid' | 'given';

export const PURSES: Readonly<Record<Purse, AccountCode>> = { paid: 'wallets', given: 'rewards-liability' };

/** What a command was, which a movement's reference names (`MOVEMENT#` records). */
export interface MovementSource {
  readonly command: string;
  /** Of a payment. */
  readonly provider?: string;
  /** Who asked, `<type>:<id>`. */
  readonly actor?: string;
  /** Of a payment's step: what was given back to the subscriber of what had been taken. */
  readonly returnMicros?: number;
}

/** The other side of a movement out of or into a purse. */
export interface OtherSide {
  readonly account: AccountCode;
  readonly party?: string;
}

export type Treatment =
  /** One account, whatever it was for. */
  | { readonly with: AccountCode; readonly taxed?: true }
  /** Income now, or as the time passes that it is for. */
  | { readonly with: 'income'; readonly plan: Income; readonly addOn: Income; readonly taxed: true }
  /** The source says it. */
  | { readonly with: 'source'; readonly taxed?: true }
  /** Within one account of the ledger: nothing is posted. */
  | { readonly with: 'itself' };

export type Income = Extract<AccountCode, `revenue/${string}`>;

/** Of the subscriber's own money. Every action is here. */
export const TREATMENTS = {
  // The plan's starting credit.
  opened: { with: 'rewards-cost' },
  'topped-up': { with: 'source' },
  renewed: { with: 'rewards-cost' },
  bought: { with: 'rewards-cost' },
  credited: { with: 'source', taxed: true },
  debited: { with: 'source', taxed: true },
  'transferred-in': { with: 'wallet-transit' },
  'transferred-out': { with: 'wallet-transit' },
  advanced: { with: 'advances' },
  repaid: { with: 'advances' },
  // Lender and borrower are both subscribers: their money stays in `wallets`.
  leased: { with: 'itself' },
  returned: { with: 'itself' },
  held: { with: 'disputed-payments' },
  released: { with: 'source' },
  'clawed-back': { with: 'source' },
  'carrier-billed': { with: 'source' },
  'carrier-returned': { with: 'source' },
  reserved: { with: 'wallet-reserved' },
  unreserved: { with: 'wallet-reserved' },
  rewarded: { with: 'rewards-cost' },
  'reward-taken-back': { with: 'rewards-cost' },
  recurring: { with: 'income', plan: 'revenue/recurring', addOn: 'revenue/add-on', taxed: true },
  paid: { with: 'income', plan: 'revenue/fee', addOn: 'revenue/add-on', taxed: true },
  'usage-charge': { with: 'income', plan: 'revenue/usage', addOn: 'revenue/usage', taxed: true },
  'advance-fee': { with: 'income', plan: 'revenue/fee', addOn: 'revenue/fee', taxed: true },
  expired: { with: 'breakage' },
} as const satisfies Readonly<Record<MovementAction, Treatment>>;

/** Actions that bring a source with them: its record is looked up. */
export const needsSource = (action: MovementAction): boolean => TREATMENTS[action].with === 'source';

/** A movement has a source that nothing is known of. */
export class SourceError extends RangeError {
  override readonly name = 'SourceError';
}

/** What each command's money is, on the other side. */
const BY_COMMAND: Readonly<Record<string, (source: MovementSource) => OtherSide>> = {
  payment: ({ provider }) => ({ account: 'provider-receivable', party: provider ?? 'unknown' }),
  voucher: () => ({ account: 'voucher-clearing' }),
  'partner-top-up': ({ actor }) => ({ account: 'partner-receivable', party: partyOf(actor) }),
  'carrier-billing': ({ actor }) => ({ account: 'provider-payable', party: partyOf(actor) }),
  adjustment: () => ({ account: 'goodwill' }),
};

/** Of what a code puts into the wallet: a promotion's, not a voucher's that somebody sold. */
const PROMOTION: OtherSide = { account: 'rewards-cost' };
const CORRECTION: OtherSide = { account: 'goodwill' };

const partyOf = (actor = ''): string => actor.split(':').slice(1).join(':') || actor || 'unknown';

/**
 * The other side of a movement whose source says it.
 *
 * @throws SourceError when its record is not there, or is of a command that does not move money so
 */
export function sideOfSource(action: MovementAction, source: MovementSource | undefined): OtherSide {
  const isCorrection = action === 'credited' || action === 'debited';
  if (source === undefined) {
    // A plan change moves what is left from one bucket to another: it names no command, and comes to nothing.
    if (isCorrection) return CORRECTION;
    throw new SourceError(`a movement "${action}" has no record that says where the money is`);
  }
  if (isCorrection && source.command === 'voucher') return PROMOTION;
  const side = BY_COMMAND[source.command];
  if (side !== undefined) return side(source);
  if (isCorrection) return CORRECTION;
  throw new SourceError(
    `a movement "${action}" is of a command "${source.command}"; allowed: ${Object.keys(BY_COMMAND).join(', ')}`,
  );
}
