/**
 * Chart of accounts, as data. An account of which there is one for each host, sponsor … is told apart by `party`; the
 * balance of every account is the sum of its legs: debit > 0, credit < 0.
 */

export type AccountClass = 'asset' | 'liability' | 'equity' | 'income' | 'expense';

/** Who the other side of an account is. */
export type PartyOf = 'host' | 'provider' | 'partner' | 'sponsor' | 'merchant';

export interface LedgerAccount {
  readonly class: AccountClass;
  /** One line of documentation. */
  readonly name: string;
  /** Absent: there is only one. */
  readonly of?: PartyOf;
}

export const CHART = {
  'provider-receivable': {
    class: 'asset',
    of: 'provider',
    name: 'Payments that a provider has not paid out',
  },
  'partner-receivable': { class: 'asset', of: 'partner', name: 'Cash that a partner took at its till' },
  'sponsor-receivable': { class: 'asset', of: 'sponsor', name: 'What sponsors owe for their deposits' },
  'voucher-clearing': {
    class: 'asset',
    name: 'Vouchers that were redeemed and are to be paid by who sold them',
  },
  'tax-receivable': { class: 'asset', name: 'Tax on prices without it: bills add it' },
  advances: { class: 'asset', name: 'Credit that was advanced and is not paid back' },
  cash: { class: 'asset', name: 'Money in the bank' },
  wallets: { class: 'liability', name: 'Money in accounts; one below zero owes it (postpaid)' },
  'wallet-transit': { class: 'liability', name: 'Between two accounts: out of one, not yet into the other' },
  'wallet-reserved': { class: 'liability', name: 'Set aside in accounts for what is to come' },
  'disputed-payments': { class: 'liability', name: 'Held back in accounts while a payment is disputed' },
  'deferred-revenue': { class: 'liability', name: 'Charged for a time that is not over' },
  'tax-payable': { class: 'liability', name: 'Tax on what was charged' },
  'host-payable': { class: 'liability', of: 'host', name: 'What the host is owed' },
  'provider-payable': {
    class: 'liability',
    of: 'merchant',
    name: 'What was bought from others and paid from the credit',
  },
  'partner-payable': { class: 'liability', of: 'partner', name: 'What partners are owed' },
  'sponsor-funds': { class: 'liability', of: 'sponsor', name: 'Deposits of sponsors that are not spent' },
  'loyalty-liability': { class: 'liability', name: 'Points that members hold' },
  'rewards-liability': { class: 'liability', name: 'Credit that was given, not paid for' },
  'venture-result': { class: 'equity', name: 'What the venture earned, to be shared' },
  contributions: { class: 'equity', of: 'partner', name: 'What partners put in' },
  'revenue/usage': { class: 'income', name: 'Usage' },
  'revenue/recurring': { class: 'income', name: 'Recurring charges, by the time they are for' },
  'revenue/add-on': { class: 'income', name: 'Add-ons' },
  'revenue/fee': { class: 'income', name: 'Fees' },
  'advertising-revenue': { class: 'income', name: 'What sponsors spent on campaigns' },
  'sponsored-revenue': { class: 'income', name: 'What sponsors paid for traffic' },
  breakage: { class: 'income', name: 'Credit that expired' },
  'host-cost': { class: 'expense', of: 'host', name: 'Wholesale' },
  'loyalty-cost': { class: 'expense', name: 'Points that were given' },
  'rewards-cost': { class: 'expense', name: 'Credit that was given, and is not used up' },
  goodwill: { class: 'expense', name: 'Corrections in favour of subscribers' },
  'bad-debt': { class: 'expense', name: 'What is not paid' },
  'provider-fees': { class: 'expense', name: 'What providers keep' },
  'contribution-cost': { class: 'expense', of: 'partner', name: 'Services that partners contribute' },
  'royalty-cost': { class: 'expense', of: 'partner', name: 'Royalty of the brand' },
  rounding: { class: 'expense', name: 'Micros that whole units leave over' },
} as const satisfies Readonly<Record<string, LedgerAccount>>;

export type AccountCode = keyof typeof CHART;

export const ACCOUNT_CODES = Object.keys(CHART) as AccountCode[];

export const isAccountCode = (code: string): code is AccountCode => Object.hasOwn(CHART, code);

export const accountOf = (code: AccountCode): LedgerAccount => CHART[code];
