/** Figures of usage files, through the code that processes them, without a bucket and a database. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

type Emit = (name: string, value: number, unit: string) => void;

const ROOT = join(__dirname, '..');
const FEW = 10_000;
const MANY = 1_000_000;

interface Figures {
  readonly perSecond: number;
  /** Bytes: of what is alive, and of the process. */
  readonly peakHeap: number;
  readonly peakRss: number;
}

/**
 * Memory is what is alive, collected at 64 points of the file. What the process takes besides is told on its own: a
 * collector that has more to do lets more lie.
 */
export function run(emit: Emit): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'wildlily-bench-'));
  const outfile = join(folder, 'usage-file.js');
  buildSync({
    entryPoints: [join(ROOT, 'bench', 'usage-file-in-memory.ts')],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'error',
  });
  const measure = (rows: number, ...flags: string[]): Figures =>
    JSON.parse(
      execFileSync(process.execPath, [...flags, outfile, String(rows)], { cwd: ROOT }).toString(),
    ) as Figures;
  const few = measure(FEW, '--expose-gc');
  const many = measure(MANY, '--expose-gc');
  // Without the looks at memory.
  const { perSecond } = measure(MANY);
  rmSync(folder, { recursive: true });
  const span = `times, ${MANY} over ${FEW} rows`;
  emit('usage_file.rows_per_s', Math.round(perSecond), 'rows/s a core');
  emit('usage_file.memory_growth', Number((many.peakHeap / few.peakHeap).toFixed(3)), span);
  emit('usage_file.rss_growth', Number((many.peakRss / few.peakRss).toFixed(3)), span);
  emit('usage_file.peak_rss_mib', Number((many.peakRss / 2 ** 20).toFixed(0)), `MiB, ${MANY} rows`);
  return Promise.resolve();
}
