import { compileSchedule } from '../../../local/events/schedule.js';
import { targetInput } from '../../../local/events/rule-target.js';

const at = (text: string): number => Date.parse(`${text}Z`);
const start = at('2026-11-22T10:00:30');

test.each<[string, string, boolean]>([
  ['cron(0 3 * * ? *)', '2026-11-22T03:00:59', true],
  ['cron(0 3 * * ? *)', '2026-11-22T03:01:00', false],
  ['cron(0/15 8-17 ? * MON-FRI *)', '2026-11-23T17:45', true],
  ['cron(0/15 8-17 ? * MON-FRI *)', '2026-11-22T17:45', false],
  ['cron(0 0 1 JAN,JUL ? 2027)', '2027-07-01T00:00', true],
  ['cron(0 0 1 1 ? *)', '2026-07-01T00:00', false],
  ['cron(5 4 ? * 1 *)', '2026-11-22T04:05', true],
  ['rate(1 minute)', '2026-11-22T10:01', true],
  ['rate(2 hours)', '2026-11-22T12:00', true],
  ['rate(2 hours)', '2026-11-22T11:00', false],
  ['rate(2 hours)', '2026-11-22T10:00', false],
])('%s at %s: %s', (expression, instant, due) => {
  expect(compileSchedule(expression, start)(at(instant))).toBe(due);
});

test.each(['every day', 'cron(* * *)', 'cron(0 25 * * ? *)', 'cron(0 0 L * ? *)', 'rate(5 weeks)'])(
  '%s is refused',
  (expression) => {
    expect(() => compileSchedule(expression, start)).toThrow(expression);
  },
);

test('a target gets the event, a part, a constant or a text made of parts', () => {
  const event = {
    version: '0',
    id: '1',
    'detail-type': 't',
    source: 's',
    account: '1',
    time: '',
    region: '',
    resources: [],
    detail: { id: 'x', list: [{ n: 7 }] },
  } as const;
  expect(targetInput(event, {})).toBe(event);
  expect(targetInput(event, { InputPath: '$.detail.list[0]' })).toEqual({ n: 7 });
  expect(targetInput(event, { Input: '{"a":1}' })).toEqual({ a: 1 });
  const InputPathsMap = { id: '$.detail.id', n: '$.detail.list[0].n' };
  expect(
    targetInput(event, {
      InputTransformer: {
        InputPathsMap,
        InputTemplate: '{"id": "<id>", "n": <n>, "text": "id <id> has <n>"}',
      },
    }),
  ).toEqual({
    id: 'x',
    n: 7,
    text: 'id x has 7',
  });
});
