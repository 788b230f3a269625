import { parseAdvance } from '../../lambdas/renewals/advance-request.js';

const at = (text: string): number => Date.parse(text);

function by(text: string, from: string, timeZone = 'Europe/Berlin'): string {
  const request = parseAdvance({ by: text }, timeZone);
  if (!('from' in request)) throw new Error(JSON.stringify(request));
  return new Date(request.from(at(from))).toISOString();
}

test.each([
  ['P1M', '2026-01-31T12:00:00Z', '2026-02-28T12:00:00.000Z'],
  ['P1M', '2028-01-31T12:00:00Z', '2028-02-29T12:00:00.000Z'],
  ['P1Y', '2028-02-29T12:00:00Z', '2029-02-28T12:00:00.000Z'],
  ['P1W', '2026-11-22T12:00:00Z', '2026-11-29T12:00:00.000Z'],
  ['PT36H', '2026-11-22T12:00:00Z', '2026-11-24T00:00:00.000Z'],
  ['P1DT1H30M5S', '2026-11-22T12:00:00Z', '2026-11-23T13:30:05.000Z'],
  ['31 days', '2026-01-31T12:00:00Z', '2026-03-03T12:00:00.000Z'],
  ['36 h', '2026-11-22T12:00:00Z', '2026-11-24T00:00:00.000Z'],
  ['90 min', '2026-11-22T12:00:00Z', '2026-11-22T13:30:00.000Z'],
  // On a daylight-saving day a day is 23 or 25 hours long, 24 hours are not.
  ['P1D', '2026-03-28T12:00:00Z', '2026-03-29T11:00:00.000Z'],
  ['24 h', '2026-03-28T12:00:00Z', '2026-03-29T12:00:00.000Z'],
  ['PT24H', '2026-10-24T12:00:00Z', '2026-10-25T12:00:00.000Z'],
  ['P1D', '2026-10-24T12:00:00Z', '2026-10-25T13:00:00.000Z'],
])('by %s from %s: %s', (duration, from, to) => {
  expect(by(duration, from)).toBe(to);
});

test.each([
  ['2027-01-01T00:00:00Z', '2027-01-01T00:00:00.000Z'],
  ['2027-01-01T00:00:00+08:00', '2026-12-31T16:00:00.000Z'],
  ['2027-01-01T00:00Z', '2027-01-01T00:00:00.000Z'],
  ['2027-01-01T00:00:00.250Z', '2027-01-01T00:00:00.250Z'],
])('to %s', (text, instant) => {
  expect(parseAdvance({ to: text }, 'Asia/Shanghai')).toEqual({ toMs: at(instant) });
});

test.each<[unknown, string[]]>([
  [undefined, ['body']],
  ['not json', ['body']],
  [[], ['body']],
  [{}, ['to']],
  [{ to: '2027-01-01T00:00:00Z', by: 'P1M' }, ['to']],
  [{ to: '2027-01-01' }, ['to']],
  [{ to: '2027-01-01T00:00:00' }, ['to']],
  [{ to: '2027-02-30T00:00:00Z' }, ['to']],
  [{ to: '2190-01-01T00:00:00Z' }, ['to']],
  [{ to: 1_800_000_000 }, ['to']],
  [{ by: 'P' }, ['by']],
  [{ by: 'PT' }, ['by']],
  [{ by: 'P0D' }, ['by']],
  [{ by: '-P1D' }, ['by']],
  [{ by: 'P-1D' }, ['by']],
  [{ by: 'P1.5M' }, ['by']],
  [{ by: '5 GB' }, ['by']],
  [{ by: '0 days' }, ['by']],
  [{ by: 31 }, ['by']],
  [{ until: 'tomorrow', by: 'soon' }, ['until', 'by']],
])('%j is refused, all at once, with what came and what is allowed', (body, params) => {
  const request = parseAdvance(body, 'Europe/London');
  if (!('invalidParams' in request)) throw new Error('it was accepted');
  expect(request.invalidParams.map(({ param }) => param)).toEqual(params);
  for (const { reason } of request.invalidParams) expect(reason).toMatch(/^got .*; .*allowed: /);
});
