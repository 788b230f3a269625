/** The summary of a run, for people and for programs. */
import { formatMoney } from '../money.js';
import { type Audit, CHECKS, type Check } from './audit.js';
import { OPERATIONS } from './message.js';
import type { SimulationResult } from './simulation.js';
import type { Statistics } from './statistics.js';

export interface ReportContext {
  readonly operator: string;
  readonly currency: string;
  readonly seed: number;
}

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const EXAMPLES = 5;

/** An amount in the unit of a bucket. */
export function formatAmount(amount: number, unit: string, currency: string): string {
  switch (unit) {
    case 'money':
      return formatMoney(amount, currency);
    case 'bytes':
      return formatBytes(amount);
    case 'seconds':
      return `${whole.format(Math.trunc(amount / 60))} min${amount % 60 === 0 ? '' : ` ${amount % 60} s`}`;
    default:
      return `${whole.format(amount)} ${unit}`;
  }
}

function formatBytes(bytes: number): string {
  const [size, unit] = ([
    [1e12, 'TB'],
    [1e9, 'GB'],
    [1e6, 'MB'],
    [1e3, 'kB'],
  ].find(([least]) => Math.abs(bytes) >= (least as number)) ?? [1, 'B']) as [number, string];
  return `${(bytes / size).toFixed(size === 1 ? 0 : 2)} ${unit}`;
}

/** What the check found, each with its numbers. */
export interface CheckResult {
  readonly check: Check | 'repeats';
  readonly ok: boolean;
  readonly text: string;
  readonly numbers: string;
  readonly examples: readonly string[];
}

export function checkResults(
  { statistics, audit }: Pick<SimulationResult, 'statistics' | 'audit'>,
  currency: string,
): CheckResult[] {
  const result = (check: Check, numbers: string): CheckResult => {
    const found = audit.findings.filter((finding) => finding.check === check);
    return {
      check,
      ok: found.length === 0,
      text: CHECKS[check],
      numbers: found.length === 0 ? numbers : `${found.length} do not agree`,
      examples: found.slice(0, EXAMPLES).map(({ supi, text }) => `${supi}  ${text}`),
    };
  };
  const moved = (pick: (totals: Audit['totals'][number]) => number) =>
    audit.totals.map((totals) => formatAmount(pick(totals), totals.unit, currency)).join(', ');
  const buckets = audit.totals.reduce((sum, totals) => sum + totals.buckets, 0);
  const again = statistics.repeats + statistics.lostAnswers;
  return [
    result(
      'balances',
      `${whole.format(buckets)} buckets of ${whole.format(audit.accounts)} accounts${equation(audit, currency)}`,
    ),
    result(
      'records',
      `${whole.format(audit.records)} records: ${moved(({ recorded }) => recorded) || 'nothing used'}`,
    ),
    result(
      'once',
      audit.usage.map(({ unit, units }) => formatAmount(units, unit, currency)).join(', ') || 'nothing used',
    ),
    result('sessions', `${audit.sessionsLeft}`),
    {
      check: 'repeats',
      ok: statistics.unlikeAnswers === 0,
      text: 'repeated messages are answered alike',
      numbers:
        statistics.unlikeAnswers === 0
          ? `${whole.format(again)} sent again`
          : `${statistics.unlikeAnswers} were not`,
      examples: statistics.unlikeExamples,
    },
  ];
}

/** `; £10.00 = £2.50 out + £7.50 left` */
function equation({ totals }: Audit, currency: string): string {
  const money = totals.find(({ unit }) => unit === 'money');
  if (money === undefined) return '';
  const [total, out, left] = [money.total, money.used, money.available + money.reserved].map((micros) =>
    formatMoney(micros, currency),
  );
  return `; ${total} = ${out} out + ${left} left`;
}

export const isSound = (checks: readonly CheckResult[]): boolean => checks.every(({ ok }) => ok);

/** The table at the end. */
export function describeResult(result: SimulationResult, context: ReportContext): string {
  const { statistics, audit } = result;
  const checks = checkResults(result, context.currency);
  return [
    ...operationTable(statistics, result.elapsedMs),
    '',
    ...outcomeLines(statistics, audit, context.currency),
    '',
    'Money in = money out + balances',
    ...moneyTable(audit, context.currency),
    '',
    ...checks.flatMap(({ ok, text, numbers, examples }) => [
      `${ok ? '✓' : '✗'} ${text}: ${numbers}`,
      ...examples.map((example) => `    ${example}`),
    ]),
    ...(audit.late.length === 0
      ? []
      : [
          `  Usage records of ${audit.late.length} subscribers did not arrive in time, for example ${audit.late[0]}: is the stream behind, or are records lost?`,
        ]),
    '',
    isSound(checks)
      ? '✓ The books balance.'
      : `✗ The books do NOT balance, unless something else used these subscribers meanwhile.\n` +
        `  The same choices again: --operator ${context.operator} --seed ${context.seed}`,
  ].join('\n');
}

function operationTable(statistics: Statistics, elapsedMs: number): string[] {
  const row = (name: string, sent: string, rate: string, p50: string, p99: string) =>
    `${name.padEnd(10)}${sent.padStart(10)}${rate.padStart(10)}${p50.padStart(10)}${p99.padStart(10)}`;
  const ms = (value: number | undefined) => (value === undefined ? '-' : value.toFixed(1));
  const seconds = elapsedMs / 1000;
  return [
    row('', 'requests', 'a second', 'p50 ms', 'p99 ms'),
    ...OPERATIONS.map((operation) => {
      const { sent, latencies } = statistics.operations[operation];
      return row(
        operation,
        whole.format(sent),
        (sent / seconds).toFixed(1),
        ms(latencies.percentile(0.5)),
        ms(latencies.percentile(0.99)),
      );
    }),
    row('all', whole.format(statistics.requests), (statistics.requests / seconds).toFixed(1), '', ''),
  ];
}

function outcomeLines(statistics: Statistics, audit: Audit, currency: string): string[] {
  const detail = (counts: ReadonlyMap<string, number>) =>
    counts.size === 0 ? '' : ` (${[...counts].map(([what, n]) => `${what} × ${n}`).join(', ')})`;
  const used = audit.usage.map(({ unit, units }) => formatAmount(units, unit, currency)).join(', ');
  const uncollected = audit.usage
    .filter((usage) => usage.uncollected > 0)
    .map((usage) => formatAmount(usage.uncollected, usage.unit, currency));
  const s = statistics;
  const line = (name: string, text: string) => `${name.padEnd(12)}${text}`;
  return [
    line('grants', whole.format(s.grants)),
    line('denials', whole.format(s.denials)),
    line('refusals', `${whole.format(s.refused)}${detail(s.refusals)}`),
    line('errors', `${whole.format(s.failed)}${detail(s.errors)}`),
    line(
      'sessions',
      `${whole.format(s.sessionsOpened)} opened, ${whole.format(s.sessionsReleased)} released, ${s.sessionsAbandoned} abandoned` +
        (s.sessionsLost === 0 ? '' : `, ${s.sessionsLost} lost`) +
        `; ${whole.format(s.events)} text messages`,
    ),
    line(
      'faults',
      `${s.lostAnswers} answers lost, ${s.repeats} requests sent twice, ${s.lateRepeats} again much later, ${s.retransmissions} retransmissions`,
    ),
    line('used', used || 'nothing'),
    ...(uncollected.length === 0 ? [] : [line('uncollected', `${uncollected.join(', ')} beyond all credit`)]),
    line('revenue', formatMoney(audit.revenueMicros, currency)),
  ];
}

function moneyTable({ totals }: Audit, currency: string): string[] {
  const rows = [
    ['', 'in', 'out before', 'out now', 'reserved', 'available'],
    ...totals.map(({ unit, total, usedBefore, used, reserved, available }) => [
      unit === 'money' ? currency : unit,
      ...[total, usedBefore, used - usedBefore, reserved, available].map((amount) =>
        formatAmount(amount, unit, currency),
      ),
    ]),
  ];
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((text, i) => (i === 0 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

/** The summary as data: money in micros, other amounts in their units. */
export function resultAsJson(result: SimulationResult, context: ReportContext): object {
  const { statistics: s, audit, elapsedMs, compression } = result;
  const checks = checkResults(result, context.currency);
  return {
    operator: context.operator,
    currency: context.currency,
    seed: context.seed,
    seconds: Math.round(elapsedMs / 100) / 10,
    compression,
    requests: Object.fromEntries(
      OPERATIONS.map((operation) => {
        const { sent, latencies } = s.operations[operation];
        return [
          operation,
          { sent, p50Ms: round(latencies.percentile(0.5)), p99Ms: round(latencies.percentile(0.99)) },
        ];
      }),
    ),
    grants: s.grants,
    denials: s.denials,
    refusals: Object.fromEntries(s.refusals),
    errors: Object.fromEntries(s.errors),
    sessions: {
      opened: s.sessionsOpened,
      released: s.sessionsReleased,
      abandoned: s.sessionsAbandoned,
      lost: s.sessionsLost,
    },
    events: s.events,
    faults: {
      lostAnswers: s.lostAnswers,
      repeats: s.repeats,
      lateRepeats: s.lateRepeats,
      retransmissions: s.retransmissions,
    },
    revenueMicros: audit.revenueMicros,
    used: audit.usage,
    totals: audit.totals,
    checks: checks.map(({ check, ok, numbers, examples }) => ({ check, ok, numbers, examples })),
    ok: isSound(checks),
  };
}

const round = (ms: number | undefined): number | null =>
  ms === undefined ? null : Math.round(ms * 100) / 100;
