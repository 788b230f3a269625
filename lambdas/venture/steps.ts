/** Settlements: made, paid, reversed. What a step posts is fixed with it, and posted after it, once by its id. */
import { dayAt } from '../../domain/cycles/local-day.js';
import { isoDate } from '../../domain/cycles/calendar-date.js';
import { monthAfter } from '../../domain/cycles/month.js';
import { OPERATOR_OWNER } from '../../domain/events/event.js';
import { type Entry, type Leg, reversalOf } from '../../domain/ledger/entry.js';
import { lastDayOf } from '../../domain/ledger/period.js';
import {
  type Before,
  NOTHING_BEFORE,
  numbersOf,
  packFigures,
  paymentLegs,
  settle,
  settlementLegs,
  unpackFigures,
} from '../../domain/venture/settle.js';
import { ventureTerms, type VentureTerms } from '../../domain/venture/terms.js';
import { BusyError } from '../accounts/desk.js';
import { eventWrite } from '../events/outbox.js';
import { readPeriods } from '../ledger/periods.js';
import { postEntries } from '../ledger/post.js';
import { trialBalance } from '../ledger/sums.js';
import { eventId } from '../partners/kernel/announce.js';
import { invalid, RefusedError } from '../partners/kernel/refused.js';
import { bare } from '../statements/office.js';
import { activeLines, foldMonth, monthsOf } from './activity.js';
import { headWrite, readHead } from './head.js';
import type { Payment, Settlement, SettlementRecord, VentureOffice } from './office.js';
import { settlementView } from './views.js';

/** @throws RefusedError 404 where one company owns the operator alone */
export function termsOf({ venture }: VentureOffice): VentureTerms {
  if (venture === undefined)
    throw new RefusedError(404, 'venture-not-found', 'the operator file has no joint venture');
  return ventureTerms(venture);
}

/** @param until  real time, epoch milliseconds: after it no other day is read */
async function linesOf(
  office: VentureOffice,
  { activity }: VentureTerms,
  month: string,
  until: number,
): Promise<number> {
  if (activity === undefined) return 0;
  const { timeZone } = await office.market();
  for (const one of monthsOf(activity, month))
    if (!(await foldMonth(office, activity, one, timeZone, until)))
      throw new RefusedError(
        503,
        'activity-not-counted',
        `active lines of ${one} are still being counted; send it again`,
        { headers: { 'retry-after': '5' } },
      );
  return activeLines(office, activity, month);
}

/** The settlement of a month; the one that is there when there is one. */
export async function settleMonth(
  office: VentureOffice,
  month: string,
  nowMs: number,
  until: number,
): Promise<Settlement> {
  const terms = termsOf(office);
  const head = await readHead(office.client, office.table);
  const last = head.last === undefined ? undefined : await office.settlements.get(head.last);
  if (last?.month === month) return postDue(office, last, nowMs);
  if (last !== undefined && monthAfter(last.month) !== month)
    throw new RefusedError(
      409,
      'out-of-order',
      `${last.month} was settled last; allowed: ${monthAfter(last.month)}`,
    );
  const periods = await readPeriods(office.ledger);
  if (periods.find((period) => period.month === month)?.state !== 'closed')
    throw new RefusedError(409, 'period-open', `the ledger's ${month} is not closed; close it first`);
  const { currency } = await office.market();
  const lines = await linesOf(office, terms, month, until);
  const balance = await trialBalance(office.ledger, { from: `${month}-01`, to: lastDayOf(month) });
  const before: Before = last === undefined ? NOTHING_BEFORE : unpackFigures(last.figures);
  const figures = settle(terms, month, numbersOf(balance, currency), BigInt(lines), before);
  const made = head.made + 1;
  const id = `vst_${month}_${made}`;
  const value: SettlementRecord = {
    month,
    currency,
    state: 'settled',
    figures: packFigures(figures),
    legs: JSON.stringify(settlementLegs(figures, terms)),
    at: new Date(nowMs).toISOString(),
    payments: {},
    ...(last === undefined ? {} : { previous: last.id }),
  };
  const event = eventOf('settlement.closed', id, nowMs, {
    settlement: settlementView({ ...value, id }),
  });
  const settlement = await office.settlements.create({ id, owner: OPERATOR_OWNER, nowMs, value }, [
    headWrite(office.table, head, { made, last: id }),
    eventWrite(office.table, event),
  ]);
  if (settlement === undefined) throw new BusyError(`${month} is being settled by somebody else`);
  await office.wake([event.id]);
  return postDue(office, settlement, nowMs);
}

const eventOf = (
  type: string,
  id: string,
  nowMs: number,
  data: Readonly<Record<string, unknown>>,
  step = '',
) => ({
  id: eventId('settlement', id, type, step),
  type,
  time: new Date(nowMs).toISOString(),
  owner: OPERATOR_OWNER,
  subject: `settlement/${id}`,
  actor: { type: 'operator' as const, id: OPERATOR_OWNER },
  data,
});

/** Posts what the ledger lacks of a settlement. Safe to repeat. */
export async function postDue(
  office: VentureOffice,
  settlement: Settlement,
  nowMs: number,
): Promise<Settlement> {
  const { isPosted, payments, reversed } = settlement;
  const open = Object.entries(payments).filter(([, payment]) => payment.isPosted !== true);
  const isReversalDue = reversed !== undefined && reversed.isPosted !== true;
  if (isPosted === true && open.length === 0 && !isReversalDue) return settlement;
  const { timeZone } = await office.market();
  const dayOf = (at: string): string => isoDate(dayAt(timeZone, Date.parse(at)));
  const own: Entry = {
    id: `venture/${settlement.id}`,
    at: settlement.at,
    sourceDay: dayOf(settlement.at),
    currency: settlement.currency,
    legs: JSON.parse(settlement.legs) as Leg[],
  };
  const netOf = new Map(unpackFigures(settlement.figures).partners.map(({ partner, net }) => [partner, net]));
  const entries: Entry[] = [
    ...(isPosted === true ? [] : [own]),
    ...open.map(([partner, { at }]): Entry => ({
      id: `venture/${settlement.id}/paid/${partner}`,
      at,
      sourceDay: dayOf(at),
      currency: settlement.currency,
      legs: paymentLegs(partner, netOf.get(partner) ?? 0n),
    })),
    ...(isReversalDue ? [reversalOf(own, reversed.at, dayOf(reversed.at))] : []),
  ].filter(({ legs }) => legs.length > 0);
  await postEntries(office.ledger, entries);
  const posted: SettlementRecord = {
    ...bare(settlement),
    isPosted: true,
    payments: Object.fromEntries(
      Object.entries(payments).map(([partner, payment]) => [partner, { ...payment, isPosted: true }]),
    ),
    ...(reversed === undefined ? {} : { reversed: { ...reversed, isPosted: true } }),
  };
  // Somebody else may have been first: then all of it is posted anyway.
  return (await office.settlements.update(settlement, posted, nowMs)) ?? settlement;
}

export async function paySettlement(
  office: VentureOffice,
  before: Settlement,
  { partner, reference, at }: { readonly partner: string; readonly reference: string; readonly at: string },
  nowMs: number,
): Promise<Settlement> {
  const { partners } = unpackFigures(before.figures);
  const due = partners.filter(({ net }) => net !== 0n).map((one) => one.partner);
  const problems = [
    ...(due.includes(partner)
      ? []
      : [
          {
            param: 'partner',
            reason: `got "${partner}"; allowed: ${due.join(', ') || 'none: nothing is owed'}`,
          },
        ]),
    ...(Date.parse(at) <= nowMs ? [] : [{ param: 'at', reason: `got ${at}; allowed: until now` }]),
  ];
  if (problems.length > 0) throw invalid('payment-invalid', problems);
  const known = before.payments[partner];
  if (known?.reference === reference) return postDue(office, before, nowMs);
  if (known !== undefined)
    throw new RefusedError(409, 'already-paid', `${partner} was paid with reference ${known.reference}`);
  if (before.state !== 'settled')
    throw new RefusedError(
      409,
      'state-invalid',
      `settlement ${before.id} is ${before.state}; allowed: settled`,
    );
  const payment: Payment = { reference, at: new Date(at).toISOString() };
  const payments = { ...before.payments, [partner]: payment };
  const isPaid = due.every((id) => payments[id] !== undefined);
  const value: SettlementRecord = { ...bare(before), payments, state: isPaid ? 'paid' : 'settled' };
  return change(office, before, value, 'settlement.paid', partner, nowMs);
}

/** Only the last one, before anybody was paid: those after it were made from its numbers. */
export async function reverseSettlement(
  office: VentureOffice,
  before: Settlement,
  reason: string,
  nowMs: number,
): Promise<Settlement> {
  if (before.state === 'reversed') return postDue(office, before, nowMs);
  const head = await readHead(office.client, office.table);
  if (head.last !== before.id)
    throw new RefusedError(
      409,
      'not-the-last',
      `settlement ${head.last} was made after it; reverse that first`,
    );
  if (Object.keys(before.payments).length > 0)
    throw new RefusedError(
      409,
      'already-paid',
      `partners were paid: ${Object.keys(before.payments).join(', ')}`,
    );
  const value: SettlementRecord = {
    ...bare(before),
    state: 'reversed',
    reversed: { at: new Date(nowMs).toISOString(), reason },
  };
  const back = headWrite(office.table, head, { made: head.made, last: before.previous });
  return change(office, before, value, 'settlement.reversed', '', nowMs, [back]);
}

async function change(
  office: VentureOffice,
  before: Settlement,
  value: SettlementRecord,
  type: string,
  step: string,
  nowMs: number,
  also: readonly ReturnType<typeof headWrite>[] = [],
): Promise<Settlement> {
  const view = settlementView({ ...value, id: before.id });
  const event = eventOf(type, before.id, nowMs, { settlement: view }, step);
  const updated = await office.settlements.update(before, value, nowMs, [
    eventWrite(office.table, event),
    ...also,
  ]);
  if (updated === undefined) throw new BusyError(`settlement ${before.id} was changed by somebody else`);
  await office.wake([event.id]);
  return postDue(office, updated, nowMs);
}
