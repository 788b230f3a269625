import * as fc from 'fast-check';
import {
  attemptDueMs,
  type AttemptState,
  type Dunning,
  nextDunningStep,
  RETRIED_AFTER_DAYS,
  sentAgainAtMs,
} from '../../domain/payments/dunning.js';

const START = Date.parse('2027-03-01T09:00:00Z');
const DAY = 86_400_000;
const dunning = (attempt: number, cause: Dunning['cause'] = 'payment-failed'): Dunning => ({
  cause,
  startedISO: new Date(START).toISOString(),
  attempt,
});
const at = (days: number) => START + days * DAY;

test.each<[string, Dunning, AttemptState, boolean, number, object]>([
  ['waits a day first', dunning(0), 'none', true, at(0), { do: 'wait', untilMs: at(1) }],
  ['tries then', dunning(0), 'none', true, at(1), { do: 'attempt', attempt: 1 }],
  ['waits two days more', dunning(1), 'closed', true, at(1.1), { do: 'wait', untilMs: at(3) }],
  ['late, it tries once', dunning(1), 'closed', true, at(6), { do: 'attempt', attempt: 2 }],
  ['tries the last after seven days', dunning(3), 'closed', true, at(7), { do: 'attempt', attempt: 4 }],
  ['then gives up', dunning(4), 'closed', true, at(7.01), { do: 'end', outcome: 'given-up' }],
  ['paid, it ends', dunning(2), 'paid', true, at(3.1), { do: 'end', outcome: 'paid' }],
  ['paid in part, it goes on', dunning(2, 'unpaid'), 'paid', true, at(5), { do: 'attempt', attempt: 3 }],
  ['paid and enough', dunning(2, 'unpaid'), 'paid', false, at(3), { do: 'end', outcome: 'paid' }],
  ['nothing to pay any more', dunning(1), 'closed', false, at(2), { do: 'end', outcome: 'not-needed' }],
  ['one that may still succeed', dunning(4), 'open', false, at(9), { do: 'wait', untilMs: at(9.25) }],
  ['one that did not get there', dunning(1), 'unsent', true, at(1), { do: 'send-again' }],
])('%s', (_, of, last, isNeeded, nowMs, step) =>
  expect(nextDunningStep(of, last, isNeeded, nowMs)).toEqual(step),
);

test('however it is driven: four attempts at most, none early, never two at once, and it ends', () => {
  const event = fc.record({
    hours: fc.integer({ min: 0, max: 60 }),
    becomes: fc.constantFrom<AttemptState>('unsent', 'open', 'closed', 'paid'),
    isNeeded: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 80 }),
      fc.constantFrom('payment-failed', 'unpaid'),
      (events, cause) => {
        let of = dunning(0, cause);
        let last: AttemptState = 'none';
        let nowMs = START;
        for (const { hours, becomes, isNeeded } of events) {
          nowMs += hours * 3_600_000;
          if (last === 'open' || last === 'unsent') last = becomes;
          const step = nextDunningStep(of, last, isNeeded, nowMs);
          if (step.do === 'end') return;
          if (step.do === 'wait') expect(step.untilMs).toBeGreaterThan(nowMs);
          if (step.do === 'send-again') last = 'open';
          if (step.do === 'attempt') {
            expect(['none', 'closed', 'paid']).toContain(last);
            expect(step.attempt).toBe(of.attempt + 1);
            expect(nowMs).toBeGreaterThanOrEqual(attemptDueMs(of, step.attempt)!);
            of = { ...of, attempt: step.attempt };
            last = 'unsent';
          }
          expect(of.attempt).toBeLessThanOrEqual(RETRIED_AFTER_DAYS.length);
        }
        expect(nextDunningStep({ ...of, attempt: 4 }, 'closed', true, nowMs)).toEqual({
          do: 'end',
          outcome: 'given-up',
        });
      },
    ),
  );
});

test('what did not get there is looked at again within the hour', () => {
  expect(sentAgainAtMs(START)).toBe(START + 3_600_000);
});
