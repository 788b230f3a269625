/** What a statement does to the ledger: the difference that was agreed on, and money that changed hands. */
import { type AccountCode, accountOf } from '../ledger/chart.js';
import type { Leg } from '../ledger/entry.js';
import type { PartyKind } from './statement.js';

interface Side {
  /** Where what both owe stands. */
  readonly account: AccountCode;
  /** Whether we owe it (a liability) or they do (an asset). */
  readonly weOwe: boolean;
  /** What more or less than expected costs or brings. */
  readonly difference: AccountCode;
}

export const SIDES: Readonly<Record<PartyKind, Side>> = {
  host: { account: 'host-payable', weOwe: true, difference: 'host-cost' },
  sponsor: { account: 'sponsor-receivable', weOwe: false, difference: 'advertising-revenue' },
  // Providers keep their fees back.
  provider: { account: 'provider-receivable', weOwe: false, difference: 'provider-fees' },
  partner: { account: 'partner-receivable', weOwe: false, difference: 'bad-debt' },
};

/** @returns none when both agreed on what was expected */
export function agreedLegs(
  kind: PartyKind,
  party: string,
  { expectedMicros, agreedMicros }: { readonly expectedMicros: number; readonly agreedMicros: number },
): Leg[] {
  const more = agreedMicros - expectedMicros;
  if (more === 0) return [];
  const { account, weOwe, difference } = SIDES[kind];
  const debit = weOwe ? difference : account;
  return [leg(debit, party, more), leg(debit === account ? difference : account, party, -more)];
}

export function paidLegs(kind: PartyKind, party: string, micros: number): Leg[] {
  const { account, weOwe } = SIDES[kind];
  const toAccount = weOwe ? micros : -micros;
  return [leg(account, party, toAccount), leg('cash', party, -toAccount)];
}

const leg = (account: AccountCode, party: string, micros: number): Leg => ({
  account,
  ...(accountOf(account).of === undefined ? {} : { party }),
  micros,
});
