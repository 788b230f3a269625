import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { activeSecrets, rotated, secretOf, signatureOf } from '../../domain/events/signature.js';

const vector = JSON.parse(
  readFileSync(join(__dirname, '..', 'cases', 'events', 'standard-webhooks-outbound.json'), 'utf8'),
) as { secret: string; id: string; timestamp: number; body: string; signature: string };

test('signs as the reference libraries of Standard Webhooks do', () => {
  const { secret, id, timestamp: timestampS, body } = vector;
  expect(signatureOf([secret], { id, timestampS, body })).toBe(vector.signature);
});

test('while a secret is replaced both sign, for a day; no third one does', () => {
  const first = [{ secret: secretOf(new Uint8Array(24).fill(1)) }];
  const second = rotated(first, secretOf(new Uint8Array(24).fill(2)), 0);
  const third = rotated(second, secretOf(new Uint8Array(24).fill(3)), 1_000);
  expect(activeSecrets(second, 0)).toEqual([second[0]!.secret, first[0]!.secret]);
  expect(activeSecrets(second, 24 * 3_600_000)).toEqual([second[0]!.secret]);
  expect(activeSecrets(third, 1_000)).toEqual([third[0]!.secret, second[0]!.secret]);
  const signatures = signatureOf(activeSecrets(second, 0), { id: 'evt_1', timestampS: 1, body: '{}' }).split(
    ' ',
  );
  expect(signatures).toHaveLength(2);
  expect(signatures[1]).toBe(signatureOf([first[0]!.secret], { id: 'evt_1', timestampS: 1, body: '{}' }));
});
