import { toMicros } from '../../../domain/operator/decimal.js';
import { formatMoney } from '../../money.js';
import type { RehearsalResult } from './rehearsal.js';

const SHOWN = 20;

/** What happened, for people. */
export function describeRehearsal(result: RehearsalResult, currency: string, seed: number): string {
  const { payments, counts, differences, refused, subscribers, asked, seconds } = result;
  const money = (micros: number) => formatMoney(micros, currency);
  const providers = [...new Set(payments.map(({ provider }) => provider))].sort();
  const refusals = Object.entries(counts.refused)
    .filter(([, count]) => count > 0)
    .map(([status, count]) => (status === '0' ? `${count} not answered` : `${count} answered ${status}`));
  return [
    '',
    line('', ['orders', 'paid', 'captured', 'refunded', 'lost']),
    ...[...providers, undefined].map((provider) => {
      const of = payments.filter((each) => provider === undefined || each.provider === provider);
      const sum = (name: 'captured' | 'refunded' | 'lost') =>
        money(of.reduce((all, { simulated }) => all + toMicros(simulated[name]), 0));
      const paid = of.filter(({ due }) => due.creditMicros > 0).length;
      const cells = [of.length, paid, sum('captured'), sum('refunded'), sum('lost')];
      return line(provider ?? 'all', cells);
    }),
    '',
    `Webhooks: ${counts.webhooks} told, ${counts.dropped} of them never sent; ${counts.requests} requests, ` +
      [
        `${counts.accepted} accepted`,
        ...refusals,
        ...(counts.givenUp === 0 ? [] : [`${counts.givenUp} given up`]),
      ].join(', '),
    `Asked providers for ${asked} payments whose webhooks had not come`,
    ...refused.slice(0, SHOWN).map((why) => `Not ordered: ${why}`),
    `Checked ${payments.length} payments and ${subscribers} balances in ${seconds.toFixed(0)} s, seed ${seed}`,
    '',
    ...(differences.length === 0
      ? [
          'Every balance changed by what was captured, less what was refunded and lost; each capture was credited once.',
        ]
      : [
          `MONEY IS WRONG: ${differences.length} differences`,
          ...differences
            .slice(0, SHOWN)
            .map(
              ({ of, what, expectedMicros, gotMicros }) =>
                `  ${of} ${what}: expected ${money(expectedMicros)}, got ${money(gotMicros)}`,
            ),
          ...(differences.length > SHOWN ? [`  and ${differences.length - SHOWN} more`] : []),
        ]),
  ].join('\n');
}

const line = (name: string, cells: readonly (string | number)[]): string =>
  `${name.padEnd(10)}${cells.map((cell) => String(cell).padStart(13)).join('')}`;
