/** A statement: what we and another side owe each other for a month, and how far both have agreed on it. */

/** Who is on the other side. */
export const PARTY_KINDS = ['host', 'sponsor', 'provider', 'partner'] as const;

export type PartyKind = (typeof PARTY_KINDS)[number];

export interface Party {
  readonly kind: PartyKind;
  /** Of the host, sponsor, payment provider or channel partner. */
  readonly id: string;
}

export const STATEMENT_STATES = [
  /** The month runs, or was not closed. */
  'open',
  /** What we expect is fixed. */
  'expected_closed',
  /** Their file was compared, and more differs than is tolerated. */
  'host_received',
  /** Their file was compared, and both sides say the same. */
  'matched',
  /** Something was objected to, and is not resolved. */
  'disputed',
  /** Both sides owe by this amount. */
  'agreed',
  'paid',
] as const;

export type StatementState = (typeof STATEMENT_STATES)[number];

/** What leads on. `receive` says whether their file says the same. */
export type StatementStep = 'close' | 'match' | 'receive' | 'dispute' | 'agree' | 'pay';

const STEPS: Readonly<
  Record<StatementStep, { readonly from: readonly StatementState[]; readonly to: StatementState }>
> = {
  close: { from: ['open'], to: 'expected_closed' },
  // A corrected file replaces the one before, until something was agreed.
  match: { from: ['expected_closed', 'host_received', 'matched', 'disputed'], to: 'matched' },
  receive: { from: ['expected_closed', 'host_received', 'matched', 'disputed'], to: 'host_received' },
  dispute: { from: ['host_received', 'matched', 'disputed'], to: 'disputed' },
  // Whoever sends no file is believed what we expect.
  agree: { from: ['expected_closed', 'host_received', 'matched', 'disputed'], to: 'agreed' },
  pay: { from: ['agreed'], to: 'paid' },
};

/** @returns undefined where the state does not allow the step */
export function stateAfter(state: StatementState, step: StatementStep): StatementState | undefined {
  const { from, to } = STEPS[step];
  return from.includes(state) ? to : undefined;
}

export const allowedSteps = (state: StatementState): StatementStep[] =>
  (Object.keys(STEPS) as StatementStep[]).filter((step) => STEPS[step].from.includes(state));

/** `stm_<kind>_<id>_<month>`: there is one of a party and month. */
export const statementId = ({ kind, id }: Party, month: string): string => `stm_${kind}_${id}_${month}`;

/** How much may differ before somebody has to look. */
export interface Tolerances {
  /** Of a record's time, seconds. */
  readonly seconds: number;
  /** Of a record's units, millionths of the greater. */
  readonly unitsPpm: number;
  /** Of a record's price, micros. */
  readonly micros: number;
  /** Of the month's total, micros: what is left after all records were compared. */
  readonly totalMicros: number;
}

/** Whether what differs in all is little enough: by money, and by records that only one side has a price for. */
export const isTolerated = (
  causes: readonly {
    readonly oursMicros: number;
    readonly theirsMicros: number;
    readonly deltaMicros: number;
  }[],
  { totalMicros }: Pick<Tolerances, 'totalMicros'>,
): boolean =>
  // Errors in both directions must not hide each other.
  causes.reduce((sum, { deltaMicros }) => sum + Math.abs(deltaMicros), 0) <= totalMicros;

export interface CreditNote {
  /** As the other side names it. */
  readonly number: string;
  readonly micros: number;
}

/** What is owed once every dispute is resolved: what they say less what they credit; without a file, what we expect. */
export function proposedMicros(
  expectedMicros: number,
  receivedMicros: number | undefined,
  creditNotes: readonly CreditNote[],
): number {
  const credited = creditNotes.reduce((sum, { micros }) => sum + micros, 0);
  return receivedMicros === undefined ? expectedMicros : receivedMicros - credited;
}
