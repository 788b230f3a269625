/** A sponsor's statement of a time: what it had, paid, spent and has, from the entries of its ledger. */
import type { Entry, EntryKind, Purpose, Totals } from './ledger.js';

export interface StatementLine {
  /** Of a campaign or an agreement. */
  readonly of: Purpose;
  readonly setAside: number;
  readonly spent: number;
  readonly returned: number;
  /** Of an agreement: bytes used in that time. */
  readonly bytes: number;
}

/** Micros. opening + deposits − set aside + returned = closing, of the account; and so of what is set aside. */
export interface Statement {
  readonly account: {
    readonly opening: number;
    readonly deposits: number;
    readonly setAside: number;
    readonly returned: number;
    readonly closing: number;
  };
  readonly setAside: {
    readonly opening: number;
    readonly setAside: number;
    readonly spent: number;
    readonly returned: number;
    readonly closing: number;
  };
  /** Both places together: opening + deposits − spent = closing. */
  readonly all: {
    readonly opening: number;
    readonly deposits: number;
    readonly spent: number;
    readonly closing: number;
  };
  readonly lines: readonly StatementLine[];
}

/**
 * @param opening  totals before the first entry
 * @param entries  of that time, ascending
 * @throws RangeError when the entries don't lead to the totals that they carry: then somebody changed them
 */
export function statementOf(opening: Totals, entries: readonly Entry[]): Statement {
  const sum = (kind: EntryKind) =>
    entries.reduce((total, entry) => total + (entry.kind === kind ? entry.micros : 0), 0);
  const deposits = sum('deposited');
  const setAside = sum('set-aside');
  const returned = sum('returned');
  const spent = sum('spent');
  const closing = {
    account: opening.account + deposits - setAside + returned,
    setAside: opening.setAside + setAside - spent - returned,
  };
  const last = entries.at(-1)?.after ?? opening;
  if (closing.account !== last.account || closing.setAside !== last.setAside)
    throw new RangeError(
      `the entries lead to ${closing.account} and ${closing.setAside} micros set aside; kept: ${last.account} and ${last.setAside}`,
    );
  return {
    account: { opening: opening.account, deposits, setAside, returned, closing: closing.account },
    setAside: { opening: opening.setAside, setAside, spent, returned, closing: closing.setAside },
    all: {
      opening: opening.account + opening.setAside,
      deposits,
      spent,
      closing: closing.account + closing.setAside,
    },
    lines: linesOf(entries),
  };
}

function linesOf(entries: readonly Entry[]): StatementLine[] {
  const lines = new Map<string, StatementLine>();
  for (const { kind, micros, of, bytes = 0 } of entries) {
    if (of === undefined) continue;
    const key = of.campaignId ?? of.agreementId ?? '';
    const line = lines.get(key) ?? { of, setAside: 0, spent: 0, returned: 0, bytes: 0 };
    lines.set(key, {
      ...line,
      setAside: line.setAside + (kind === 'set-aside' ? micros : 0),
      spent: line.spent + (kind === 'spent' ? micros : 0),
      returned: line.returned + (kind === 'returned' ? micros : 0),
      bytes: line.bytes + (kind === 'spent' ? bytes : 0),
    });
  }
  return [...lines.values()];
}
