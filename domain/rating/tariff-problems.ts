import { checkDestinations, type LocatedRate } from './destination-problems.js';
import { isRecord, isText } from './guards.js';
import { checkRate, type Report } from './rate-problems.js';
import type { TariffProblem } from './rating-error.js';
import type { TariffDefinition } from './tariff-definition.js';
import { isTimeZone } from './zone-offset.js';

const UNITS = ['seconds', 'bytes', 'messages'];
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** All that is wrong with a definition, whatever its shape. */
export function tariffProblems(definition: TariffDefinition): readonly TariffProblem[] {
  const problems: TariffProblem[] = [];
  const report: Report = (path, value, allowed) => problems.push({ path, value, allowed });
  if (!isRecord(definition)) {
    report('', definition, 'a tariff definition');
    return problems;
  }
  if (!isText(definition.currency) || !/^[A-Z]{3}$/.test(definition.currency)) {
    report('currency', definition.currency, 'an ISO 4217 code such as EUR');
  }
  if (!UNITS.includes(definition.unit)) report('unit', definition.unit, UNITS.join(', '));
  if (!isText(definition.timeZone) || !isTimeZone(definition.timeZone)) {
    report('timeZone', definition.timeZone, 'an IANA time zone such as Europe/London');
  }
  checkHolidays(definition, report);
  if (!Array.isArray(definition.rates) || definition.rates.length === 0) {
    report('rates', definition.rates, 'at least one rate');
    return problems;
  }
  const rates: LocatedRate[] = [];
  for (const [i, rate] of definition.rates.entries()) {
    const path = `rates[${i}]`;
    if (!isRecord(rate)) report(path, rate, 'a rate');
    else {
      checkRate(rate, path, report);
      rates.push({ rate, path });
    }
  }
  checkDestinations(rates, (definition.holidays ?? []).length > 0, report);
  return problems;
}

function checkHolidays({ holidays }: TariffDefinition, report: Report): void {
  if (holidays === undefined) return;
  if (!Array.isArray(holidays)) return report('holidays', holidays, 'a list of dates YYYY-MM-DD');
  for (const [i, date] of holidays.entries()) {
    const real = isText(date) && DATE.test(date) && isDate(date);
    if (!real) report(`holidays[${i}]`, date, 'a date YYYY-MM-DD that exists');
    else if (holidays.indexOf(date) < i) report(`holidays[${i}]`, date, 'each date once');
  }
}

function isDate(date: string): boolean {
  const time = Date.parse(date);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}
