/** Statements and disputes as the API answers them. */
import { fromMicros } from '../../domain/operator/decimal.js';
import type { Difference } from '../../domain/statements/match.js';
import type { Cause } from '../../domain/statements/cause.js';
import type { ReconRow } from '../../domain/statements/row.js';
import { allowedSteps } from '../../domain/statements/statement.js';
import type { Variance } from '../../domain/statements/summary.js';
import type { Dispute, MappingRecord, Statement } from './office.js';

const amount = (micros: number): string => fromMicros(micros);

export function statementView(record: Statement, baseUrl: string): Readonly<Record<string, unknown>> {
  const { id, party, period, currency, state, expected, received, comparison, agreed, paid } = record;
  return {
    id,
    href: `${baseUrl}/statements/${id}`,
    party,
    period,
    currency,
    state,
    next: [...new Set(allowedSteps(state).map((step) => (step === 'match' ? 'receive' : step)))],
    ...(expected === undefined
      ? {}
      : {
          expected: {
            amount: amount(expected.micros),
            lines: expected.lines.map(({ micros, ...line }) => ({ ...line, amount: amount(micros) })),
            at: expected.at,
          },
        }),
    ...(received === undefined ? {} : { received: receivedView(received) }),
    ...(comparison === undefined ? {} : { comparison: comparisonView(comparison) }),
    ...(record.problems === undefined ? {} : { problems: record.problems }),
    ...(agreed === undefined
      ? {}
      : {
          agreed: {
            amount: amount(agreed.micros),
            at: agreed.at,
            by: agreed.by,
            ...(agreed.note === undefined ? {} : { note: agreed.note }),
          },
        }),
    ...(paid === undefined
      ? {}
      : { paid: { amount: amount(paid.micros), at: paid.at, reference: paid.reference } }),
    disputes: record.disputes,
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
  };
}

const receivedView = ({ micros, sequencer: _sequencer, ...rest }: NonNullable<Statement['received']>) => ({
  ...rest,
  amount: amount(micros),
});

const comparisonView = ({
  ours,
  theirs,
  matched,
  differences,
  causes,
  file,
}: NonNullable<Statement['comparison']>) => ({
  ours,
  theirs,
  matched,
  differences,
  file,
  causes: causes.map(({ cause, differences: count, oursMicros, theirsMicros, deltaMicros }) => ({
    cause,
    differences: count,
    ours: amount(oursMicros),
    theirs: amount(theirsMicros),
    delta: amount(deltaMicros),
  })),
});

export function disputeView(record: Dispute, baseUrl: string): Readonly<Record<string, unknown>> {
  const { id, statementId, cause, reason, differences, deltaMicros, evidence, deadline, creditNote, note } =
    record;
  return {
    id,
    href: `${baseUrl}/disputes/${id}`,
    statementId,
    cause,
    reason,
    differences,
    amount: amount(deltaMicros),
    evidence,
    ...(deadline === undefined ? {} : { deadline }),
    state: record.state,
    ...(creditNote === undefined
      ? {}
      : { creditNote: { number: creditNote.number, amount: amount(creditNote.micros) } }),
    ...(note === undefined ? {} : { note }),
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
  };
}

export const mappingView = (
  { party, columns, tolerances, updatedAt }: MappingRecord,
  baseUrl: string,
): Readonly<Record<string, unknown>> => ({
  href: `${baseUrl}/statement-mappings/${party.kind}/${party.id}`,
  party,
  columns,
  tolerances: {
    seconds: tolerances.seconds,
    unitsPpm: tolerances.unitsPpm,
    micros: tolerances.micros,
    total: amount(tolerances.totalMicros),
  },
  updatedAt,
});

const sideView = ({ id, atMs, units, zone, micros }: ReconRow) => ({
  id,
  at: new Date(atMs).toISOString(),
  units,
  ...(zone === '' ? {} : { zone }),
  ...(micros === undefined ? {} : { amount: amount(micros) }),
});

export function differenceView(
  { ours, theirs }: Difference,
  cause: Cause,
): Readonly<Record<string, unknown>> {
  const either = ours ?? theirs;
  return {
    cause,
    who: either?.who ?? '',
    kind: either?.kind ?? 'data',
    ...(ours === undefined ? {} : { ours: sideView(ours) }),
    ...(theirs === undefined ? {} : { theirs: sideView(theirs) }),
  };
}

export const varianceView = ({ day, kind, zone, ...sides }: Variance): Readonly<Record<string, unknown>> => ({
  day,
  kind,
  zone,
  ...Object.fromEntries(
    Object.entries(sides).map(([name, { events, units, micros }]) => [
      name,
      { events, units, amount: amount(micros) },
    ]),
  ),
});
