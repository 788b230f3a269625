/** Times of the week, from how people say them to windows within one day each. */
import type { OfferingBundle } from '../operator/bundle.js';
import { at, problemAt, type Problem } from '../operator/problem.js';
import { WEEK_DAYS } from '../operator/scalars.js';
import type { TimeWindow } from './plan.js';

type Times = NonNullable<OfferingBundle['times']>[number];

const DAY_S = 86_400;
const DAYS = WEEK_DAYS.map((_, day) => day);

export function checkTimes(times: readonly Times[], path: string): Problem[] {
  return times.flatMap(({ from, to }, index) =>
    secondOf(from) === secondOf(to)
      ? [
          problemAt(
            at(path, index),
            { from, to },
            'a time that ends after it begins; the whole day is from "00:00" to "24:00"',
            'it is empty',
          ),
        ]
      : [],
  );
}

/** Windows of the week, merged, in order; what crosses midnight goes on on the next day. */
export function timeWindows(times: readonly Times[]): TimeWindow[] {
  const spans: [number, number][][] = DAYS.map(() => []);
  for (const { weekDays, from, to } of times) {
    const [fromS, toS] = [secondOf(from), secondOf(to)];
    for (const name of weekDays ?? WEEK_DAYS) {
      const day = WEEK_DAYS.indexOf(name);
      if (fromS < toS) spans[day]!.push([fromS, toS]);
      else {
        spans[day]!.push([fromS, DAY_S]);
        if (toS > 0) spans[(day + 1) % 7]!.push([0, toS]);
      }
    }
  }
  const windows = new Map<string, { fromS: number; toS: number; weekDays: number[] }>();
  spans.forEach((list, day) => {
    for (const [fromS, toS] of merged(list)) {
      const window = windows.get(`${fromS}-${toS}`) ?? { weekDays: [], fromS, toS };
      window.weekDays.push(day);
      windows.set(`${fromS}-${toS}`, window);
    }
  });
  return [...windows.values()].sort(
    (a, b) => a.fromS - b.fromS || a.toS - b.toS || a.weekDays[0]! - b.weekDays[0]!,
  );
}

function merged(spans: readonly [number, number][]): [number, number][] {
  const result: [number, number][] = [];
  for (const [fromS, toS] of spans.toSorted((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && fromS <= last[1]) last[1] = Math.max(last[1], toS);
    else result.push([fromS, toS]);
  }
  return result;
}

/** Seconds of "HH:MM" or "HH:MM:SS". */
function secondOf(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  return hours * 3_600 + minutes * 60 + seconds;
}
