/** Figures of payments: what a webhook costs before it is acknowledged, counted or against a part of itself. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, buildSync } from 'esbuild';
import { BUNDLING } from '../scripts/bundle/options.js';
import { stormFigures } from './payments-storm.js';

type Emit = (name: string, value: number, unit: string) => void;

const ROOT = join(__dirname, '..');
const SDK = /^node_modules\/(@aws-sdk|@smithy|@aws)\//;

export async function run(emit: Emit): Promise<void> {
  intake(emit);
  await intakeBundle(emit);
  await stormFigures(emit);
}

/** CPU of the code as Lambda runs it, bundled and minified. */
function intake(emit: Emit): void {
  const folder = mkdtempSync(join(tmpdir(), 'wildlily-bench-'));
  try {
    const outfile = join(folder, 'payments-in-memory.js');
    buildSync({
      entryPoints: [join(ROOT, 'bench', 'payments-in-memory.ts')],
      outfile,
      bundle: true,
      minify: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      mainFields: ['module', 'main'],
      logLevel: 'error',
    });
    const { intakeUs, floorUs, writes } = JSON.parse(
      execFileSync(process.execPath, [outfile], { cwd: ROOT }).toString(),
    ) as { intakeUs: number; floorUs: number; writes: number };
    emit('payments.intake_us', Number(intakeUs.toFixed(1)), 'µs CPU a webhook, without network');
    emit(
      'payments.intake_over_hmac',
      Number((intakeUs / floorUs).toFixed(2)),
      'times the HMAC, the digest and the gzip of its bytes',
    );
    emit('payments.intake_writes', writes, 'store writes a webhook');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What of the function's bundle is not the AWS SDK. */
async function intakeBundle(emit: Emit): Promise<void> {
  const { metafile } = await build({
    ...BUNDLING,
    entryPoints: [join(ROOT, 'lambdas', 'payments', 'intake.handler.ts')],
    outfile: 'intake.js',
    metafile: true,
  });
  const [output] = Object.values(metafile.outputs);
  const own = Object.entries(output?.inputs ?? {})
    .filter(([path]) => !SDK.test(path))
    .map(([, { bytesInOutput }]) => bytesInOutput);
  const bytes = own.reduce((sum, each) => sum + each, 0);
  emit('payments.intake_bundle_kib', Number((bytes / 1_024).toFixed(1)), 'KiB beside the AWS SDK');
}
