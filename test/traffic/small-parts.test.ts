import { chooseOperator, readDirectory } from '../../local/traffic/directory.js';
import { compressionFor } from '../../local/traffic/compression.js';
import { HttpClient } from '../../local/traffic/http-client.js';
import { Latencies } from '../../local/traffic/latencies.js';
import { Pacer } from '../../local/traffic/pacer.js';
import { Random } from '../../local/traffic/random.js';

test('latencies tell percentiles within 2 %', () => {
  const latencies = new Latencies();
  expect(latencies.percentile(0.5)).toBeUndefined();
  for (let ms = 1; ms <= 1_000; ms++) latencies.add(ms);
  for (const share of [0.5, 0.9, 0.99]) {
    expect(latencies.percentile(share)).toBeGreaterThanOrEqual(share * 1_000);
    expect(latencies.percentile(share)).toBeLessThanOrEqual(share * 1_000 * 1.021);
  }
});

test('a pacer keeps the rate and lets urgent requests go first', async () => {
  const pacer = new Pacer(200);
  const order: string[] = [];
  const started = performance.now();
  await Promise.all([
    ...Array.from({ length: 20 }, async () => {
      await pacer.turn(false);
      order.push('patient');
    }),
    ...Array.from({ length: 10 }, async () => {
      await pacer.turn(true);
      order.push('urgent');
    }),
  ]);
  // Thirty at 200 a second, less what may be caught up.
  expect(performance.now() - started).toBeGreaterThan(100);
  expect(order.slice(10, 16)).toContain('urgent');
  expect(order.slice(-8)).toEqual(Array.from({ length: 8 }, () => 'patient'));
});

test('the same seed makes the same choices', () => {
  const choices = (seed: number) => {
    const random = new Random(seed);
    return [random.next(), random.below(10), random.uuid(), random.logNormal(5, 1), random.exponential(3)];
  };
  expect(choices(7)).toEqual(choices(7));
  expect(choices(7)).not.toEqual(choices(8));
  expect(new Random(1).uuid()).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
});

test('time runs faster the more requests a subscriber is to make', () => {
  expect(compressionFor(50, 200)).toBe(240);
  expect(compressionFor(0.1, 200)).toBe(10);
  expect(compressionFor(10_000, 1)).toBe(10_000);
});

test('without a local run, the error says how to start one', async () => {
  const http = new HttpClient();
  await expect(readDirectory(http, 'http://127.0.0.1:1')).rejects.toThrow(/npm start/);
  expect(() => http.call({ method: 'GET', url: 'http://192.0.2.1/' })).toThrow(/not on this machine/);
});

test('an unknown operator is told with those there are', () => {
  const operators = [{ id: 'lily-gb' }, { id: 'lily-cn' }] as unknown as Parameters<typeof chooseOperator>[0];
  expect(() => chooseOperator(operators, 'lily-fr')).toThrow(
    'There is no operator "lily-fr". These run: lily-gb, lily-cn',
  );
  expect(chooseOperator(operators, undefined).id).toBe('lily-gb');
});
