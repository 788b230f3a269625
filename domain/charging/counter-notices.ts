/** What is told of policy counters, each step once: a share of the limit reached, and that it started again. */
import { counterTemplate, noticeAt, stepsOf } from './counters.js';
import type { Work } from './work.js';

/** Tells the steps that counters reached since the last write. */
export function tellCounters(work: Work): void {
  for (const counter of work.account.counters) {
    const of = counterTemplate(work.index, counter.template);
    for (const percent of stepsOf(of)) {
      if (percent <= counter.told || counter.value < noticeAt(of.limit, percent)) continue;
      counter.told = percent;
      work.notices.push({
        type: 'counter',
        template: counter.template,
        member: counter.member,
        percent,
        value: counter.value,
      });
    }
  }
}

/**
 * Counters whose time has come begin at nothing; it is told of those that had told something. A counter of usage
 * that the period's end prices is not among them: that end closes it.
 */
export function startCountersAgain(work: Work): void {
  const { account, index, nowS } = work;
  if (account.counters.every((counter) => counter.resetAtS > nowS)) return;
  const ended = account.counters.filter(
    ({ resetAtS, template }) => resetAtS <= nowS && counterTemplate(index, template).pricing === undefined,
  );
  for (const { told, template, member } of ended)
    if (told > 0) work.notices.push({ type: 'counter', template, member, percent: 0, value: 0 });
  if (ended.length > 0) account.counters = account.counters.filter((counter) => !ended.includes(counter));
}
