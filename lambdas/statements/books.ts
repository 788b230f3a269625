/** What statements take from the ledger and give to it, and the terms that records were priced by. */
import { isoDate } from '../../domain/cycles/calendar-date.js';
import { dayAt } from '../../domain/cycles/index.js';
import { type HostTerms, wholesaleMicros } from '../../domain/catalogue/host-terms.js';
import { lastDayOf } from '../../domain/ledger/period.js';
import { agreedLegs, paidLegs, SIDES } from '../../domain/statements/posting.js';
import type { ReconRow } from '../../domain/statements/row.js';
import type { Party } from '../../domain/statements/statement.js';
import type { LedgerBooks } from '../ledger/books.js';
import { entriesOf } from '../ledger/journal.js';
import { postEntries } from '../ledger/post.js';
import { trialBalance, wholesaleOf } from '../ledger/sums.js';
import type { Books, ExpectedLine, Statement, StatementEntry } from './office.js';

export interface BookSources {
  readonly ledger: LedgerBooks;
  readonly timeZone: () => Promise<string>;
  /** Versions of the terms of a host. */
  readonly terms: (hostId: string) => Promise<readonly HostTerms[]>;
  /** All statements of a party. */
  readonly statementsOf: (party: Party) => Promise<readonly Statement[]>;
}

export function statementBooks(sources: BookSources): Books {
  const { ledger } = sources;
  const dayOf = async (atMs: number): Promise<string> => isoDate(dayAt(await sources.timeZone(), atMs));
  return {
    expected: async (party, month) => expectedOf(sources, party, month),
    rows: (hostId, fromMs, toMs) => rowsOf(ledger, dayOf, { hostId, fromMs, toMs }),
    rates: async (hostId) =>
      (await sources.terms(hostId)).map((terms) => ({
        version: terms.version,
        cost: ({ kind, zone, units }) =>
          wholesaleMicros(terms, { service: kind, ...(zone === '' ? {} : { zone }), units }),
      })),
    post: async (entry) => {
      await postEntries(ledger, [{ ...entry, sourceDay: await dayOf(Date.parse(entry.at)) }]);
    },
  };
}

/** A record of several lines is several rows, as the host sees them. */
async function* rowsOf(
  ledger: LedgerBooks,
  dayOf: (atMs: number) => Promise<string>,
  { hostId, fromMs, toMs }: { readonly hostId: string; readonly fromMs: number; readonly toMs: number },
): AsyncGenerator<ReconRow> {
  const span = { from: await dayOf(fromMs), to: await dayOf(toMs) };
  for await (const { facts = [] } of entriesOf(ledger, span, ['usage']))
    for (const [index, fact] of facts.entries()) {
      const atMs = Date.parse(fact.at);
      if (fact.host !== hostId || atMs < fromMs || atMs >= toMs) continue;
      yield {
        id: `${fact.account}/${fact.version}/${index}`,
        who: fact.supi.replace('imsi-', ''),
        kind: fact.kind,
        zone: fact.zone ?? '',
        atMs,
        units: fact.units,
        micros: fact.wholesaleMicros,
      };
    }
}

/** What was posted to the party's account in the month, without what statements themselves posted to it. */
async function expectedOf(
  { ledger, timeZone, statementsOf }: BookSources,
  party: Party,
  month: string,
): Promise<{ micros: number; lines: ExpectedLine[] }> {
  const { account, weOwe } = SIDES[party.kind];
  const { rows } = await trialBalance(ledger, { from: `${month}-01`, to: lastDayOf(month) });
  const balance = rows
    .filter((row) => row.account === account && row.party === party.id)
    .reduce((sum, { micros }) => sum + micros, 0n);
  const zone = await timeZone();
  const settled = (await statementsOf(party))
    .flatMap((statement) => entriesOfStatement(statement))
    .filter(({ at }) => isoDate(dayAt(zone, Date.parse(at))).startsWith(month))
    .flatMap(({ legs }) => legs)
    .filter((leg) => leg.account === account)
    .reduce((sum, { micros }) => sum + BigInt(micros), 0n);
  const micros = Number(weOwe ? settled - balance : balance - settled);
  const usage = party.kind === 'host' ? await usageLines(ledger, party.id, month) : [];
  const rest = micros - usage.reduce((sum, line) => sum + line.micros, 0);
  const what = party.kind === 'host' ? 'other terms of the agreement' : account;
  return { micros, lines: rest === 0 ? usage : [...usage, { what, micros: rest }] };
}

function entriesOfStatement({
  party,
  expected,
  agreed,
  paid,
}: Statement): Pick<StatementEntry, 'at' | 'legs'>[] {
  return [
    ...(agreed === undefined
      ? []
      : [
          {
            at: agreed.at,
            legs: agreedLegs(party.kind, party.id, {
              expectedMicros: expected?.micros ?? 0,
              agreedMicros: agreed.micros,
            }),
          },
        ]),
    ...(paid === undefined ? [] : [{ at: paid.at, legs: paidLegs(party.kind, party.id, paid.micros) }]),
  ];
}

async function usageLines(ledger: LedgerBooks, host: string, month: string): Promise<ExpectedLine[]> {
  const lines = new Map<string, ExpectedLine>();
  for (const { kind, zone, hostTerms, units, events, costMicros } of await wholesaleOf(ledger, {
    month,
    host,
  })) {
    const key = `${kind}/${zone ?? ''}/${hostTerms ?? ''}`;
    const before = lines.get(key);
    lines.set(key, {
      what: kind,
      ...(zone === undefined ? {} : { zone }),
      ...(hostTerms === undefined ? {} : { terms: hostTerms }),
      units: (before?.units ?? 0) + Number(units),
      events: (before?.events ?? 0) + Number(events),
      micros: (before?.micros ?? 0) + Number(costMicros),
    });
  }
  return [...lines].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
}
