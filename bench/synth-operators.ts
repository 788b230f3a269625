/** Synthesizes N operators made from the samples, and prints how long it took and how much memory. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { OperatorStage } from '../lib/index.js';
import { loadOperators } from '../operators/load.js';
import { context } from '../cdk.json';

const count = Number(process.argv[2]);
const outdir = mkdtempSync(join(tmpdir(), 'wildlily-bench-'));
const samples = loadOperators();
const started = performance.now();
const app = new App({ outdir, context });
for (let i = 0; i < count; i++) {
  const operator = samples[i % samples.length];
  if (operator === undefined) throw new Error('there are no sample operators');
  new OperatorStage(app, `operator-${i}`, {
    operator: { ...operator, brand: { ...operator.brand, id: `${operator.brand.id}${i}` } },
  });
}
app.synth();
const ms = performance.now() - started;
rmSync(outdir, { recursive: true });
process.stdout.write(JSON.stringify({ ms, peakMib: process.resourceUsage().maxRSS / 1024 }));
