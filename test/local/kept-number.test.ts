import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptNumber } from '../../local/kept-number.js';

test('is random, and of one folder the same at every start, for its owner alone', () => {
  const [one, other] = [mkdtempSync(join(tmpdir(), 'kept-')), mkdtempSync(join(tmpdir(), 'kept-'))];
  const first = keptNumber(join(one, 'data'));
  expect(first).toMatch(/^[\da-f-]{36}$/);
  expect(keptNumber(join(one, 'data'))).toBe(first);
  expect(keptNumber(other)).not.toBe(first);
  expect(keptNumber(undefined)).not.toBe(keptNumber(undefined));
  expect(statSync(join(one, 'data', 'stack-number')).mode & 0o077).toBe(0);
  for (const folder of [one, other]) rmSync(folder, { recursive: true });
});
