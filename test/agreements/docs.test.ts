import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { periodCost } from '../../domain/agreements/cost.js';
import { hostSchema } from '../../domain/operator/host.js';
import { fromMicros } from '../../domain/operator/decimal.js';

const PAGE = readFileSync(join(__dirname, '../../docs/host-agreements.md'), 'utf8');

test("the page's example costs what it says", () => {
  const terms = parse(/```yaml\n([\s\S]*?)```/.exec(PAGE)![1]!) as object;
  const [, gigabytes, lines, total] = /(\d+) GB on ([\d,]+) active lines cost ([\d.]+):/.exec(PAGE)!;
  const agreement = hostSchema.shape.agreement.parse({
    version: 1,
    effectiveFrom: '2026-01-01',
    noticeDays: 0,
    wholesaleRates: [{ service: 'data', price: '1', per: 'GB' }],
    ...terms,
  });
  const usage = [{ service: 'data' as const, units: BigInt(gigabytes!) * 1_000_000_000n, retailMicros: 0n }];
  const { micros } = periodCost(agreement, usage, { activeLines: Number(lines!.replace(',', '')) });
  expect(Number(fromMicros(micros))).toBe(Number(total));
});
