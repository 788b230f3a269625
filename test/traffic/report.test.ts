import {
  checkResults,
  describeResult,
  formatAmount,
  isSound,
  resultAsJson,
} from '../../local/traffic/report.js';
import { runNetwork } from './network.js';

const context = { operator: 'lily-gb', currency: 'GBP', seed: 1 };

test('the report of balanced books shows every check with its numbers', async () => {
  const run = await runNetwork({ requests: 300, patienceMs: 2_000 });
  const result = { ...run, elapsedMs: 2_000, compression: 100 };
  const text = describeResult(result, context);
  expect(text.match(/^✓ /gm)).toHaveLength(6);
  expect(text).not.toContain('✗');
  expect(text).toContain('✓ The books balance.');
  expect(resultAsJson(result, context)).toMatchObject({ ok: true, revenueMicros: run.audit.revenueMicros });
});

test('the report of books that do not balance says where, and how to see it again', async () => {
  const run = await runNetwork({ requests: 300, fault: 'record-twice' });
  const result = { ...run, elapsedMs: 2_000, compression: 100 };
  const text = describeResult(result, context);
  expect(isSound(checkResults(result, 'GBP'))).toBe(false);
  expect(text).toMatch(/^✗ every unit that was reported is recorded exactly once: 1 do not agree$/m);
  expect(text).toMatch(/imsi-\d+ {2}rating group \d+: \d+ units were reported, \d+ are recorded/);
  expect(text).toContain('--operator lily-gb --seed 1');
});

test.each([
  [1_234_567_890, 'money', '£1,234.57'],
  [999, 'bytes', '999 B'],
  [2_500_000_000, 'bytes', '2.50 GB'],
  [7_200, 'seconds', '120 min'],
  [61, 'seconds', '1 min 1 s'],
  [1_200, 'messages', '1,200 messages'],
])('%d %s is written %s', (amount, unit, text) => {
  expect(formatAmount(amount, unit, 'GBP')).toBe(text);
});
