/** What a statement does to the ledger: the difference that was agreed on, and money that changed hands. */
import type { PartyKind } from './statement.js';

/** Debit > 0, credit < 0; the legs of an entry add up to nothing. */
export interface StatementLeg {
  readonly account: string;
  readonly party?: string;
  readonly micros: number;
}

interface Side {
  /** Where what both owe stands. */
  readonly account: string;
  /** Whether we owe it (a liability) or they do (an asset). */
  readonly weOwe: boolean;
  /** What more or less than expected costs or brings. */
  readonly difference: string;
}

const SIDES: Readonly<Record<PartyKind, Side>> = {
  host: { account: 'host-payable', weOwe: true, difference: 'host-cost' },
  sponsor: { account: 'sponsor-receivable', weOwe: false, difference: 'advertising-revenue' },
  // Providers keep their fees back.
  provider: { account: 'provider-receivable', weOwe: false, difference: 'provider-fees' },
  partner: { account: 'partner-receivable', weOwe: false, difference: 'bad-debt' },
};

export const sideOf = (kind: PartyKind): Side => SIDES[kind];

/** @returns nothing to post when both agreed on what was expected */
export function agreedLegs(
  kind: PartyKind,
  party: string,
  { expectedMicros, agreedMicros }: { readonly expectedMicros: number; readonly agreedMicros: number },
): StatementLeg[] {
  const more = agreedMicros - expectedMicros;
  if (more === 0) return [];
  const { account, weOwe, difference } = SIDES[kind];
  return weOwe ? legs(difference, account, party, more) : legs(account, difference, party, more);
}

export function paidLegs(kind: PartyKind, party: string, micros: number): StatementLeg[] {
  const { account, weOwe } = SIDES[kind];
  const cash: StatementLeg = { account: 'cash', micros: weOwe ? -micros : micros };
  return [{ account, party, micros: -cash.micros }, cash];
}

const legs = (debit: string, credit: string, party: string, micros: number): StatementLeg[] => [
  { account: debit, party, micros },
  { account: credit, party, micros: -micros },
];
