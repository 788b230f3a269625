/** What a sponsor had, paid, spent and has in a month of the market's time. */
import { monthSpan } from '../../domain/cycles/index.js';
import { fromMicros } from '../../domain/operator/decimal.js';
import type { Entry } from '../../domain/sponsors/ledger.js';
import { statementOf } from '../../domain/sponsors/statement.js';
import { invalid } from '../partners/kernel/refused.js';
import type { PartnerRequest } from '../partners/kernel/serve.js';
import { json } from '../shared/problem.js';
import { lookAtAll } from './booking.js';
import { entriesBetween, headBefore } from './ledger-book.js';
import type { SponsorOffice } from './office.js';
import { movementView, sponsorOf } from './sponsors.js';

/** Shown one by one; the sums have all of them, and `GET …/movements` lists the rest. */
const MOST_MOVEMENTS = 1_000;

/** @throws RefusedError 400, 404 */
export async function retrieveStatement(office: SponsorOffice, request: PartnerRequest) {
  const { period = '', ...others } = request.query;
  const { timeZone } = await office.market();
  const month = monthSpan(timeZone, period);
  const problems = [
    ...Object.entries(others).map(([param, value]) => ({ param, reason: `got "${value}"; allowed: period` })),
    ...(month === undefined
      ? [{ param: 'period', reason: `got "${period}"; allowed: a month, such as "2026-11"` }]
      : []),
  ];
  if (month === undefined || problems.length > 0) throw invalid('invalid-query', problems);
  const sponsor = await sponsorOf(office, request);
  const { nowMs, baseUrl } = request;
  // What was spent until now belongs to the month that runs, and would be booked within the hour.
  if (nowMs >= month.fromMs && nowMs < month.toMs) {
    const { failures } = await lookAtAll(office, { nowMs, baseUrl, bookAfterMs: 0 }, sponsor.id);
    if (failures[0] !== undefined) throw failures[0];
  }
  const fromISO = new Date(month.fromMs).toISOString();
  const toISO = new Date(month.toMs).toISOString();
  const opening = await headBefore(office, sponsor.id, fromISO);
  const entries: Entry[] = [];
  for await (const entry of entriesBetween(office, sponsor.id, fromISO, toISO)) entries.push(entry);
  const { account, setAside, all, lines } = statementOf(opening.after, entries);
  return json(200, {
    sponsorId: sponsor.id,
    period,
    from: fromISO,
    to: toISO,
    currency: sponsor.currency,
    account: inDecimals(account),
    setAside: inDecimals(setAside),
    all: inDecimals(all),
    lines: lines.map(({ of, bytes, ...amounts }) => ({ ...of, ...inDecimals(amounts), bytes })),
    movements: entries.slice(0, MOST_MOVEMENTS).map(movementView),
    movementsInAll: entries.length,
    isFinal: nowMs >= month.toMs,
  });
}

const inDecimals = (amounts: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(amounts).map(([name, micros]) => [name, fromMicros(micros)]));
