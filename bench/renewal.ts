/** Figures of renewals, through the renewer's own code, without a database. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

type Emit = (name: string, value: number, unit: string) => void;

const ROOT = join(__dirname, '..');
const FEW = 10_000;
const MANY = 100_000;
const ROUNDS = 3;

interface Figures {
  readonly perSecond: number;
  /** Bytes: of what is alive, and of the process. */
  readonly peakHeap: number;
  readonly peakRss: number;
}

/** Memory is the worse of two ratios: what is alive, collected every 1,000 renewals, and what the process took. */
export function run(emit: Emit): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'wildlily-bench-'));
  const outfile = join(folder, 'renewal.js');
  buildSync({
    entryPoints: [join(ROOT, 'bench', 'renewal-in-memory.ts')],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'error',
  });
  const measure = (count: number): Figures =>
    JSON.parse(
      execFileSync(process.execPath, ['--expose-gc', outfile, String(count)], { cwd: ROOT }).toString(),
    ) as Figures;
  const rounds = Array.from({ length: ROUNDS }, () => ({ few: measure(FEW), many: measure(MANY) }));
  rmSync(folder, { recursive: true });

  const growth = (of: (figures: Figures) => number): number =>
    median(rounds.map(({ few, many }) => of(many) / of(few)));
  emit('renewal.per_s', Math.round(median(rounds.map(({ many }) => many.perSecond))), 'renewals/s a core');
  emit(
    'renewal.memory_growth',
    Number(
      Math.max(
        growth((f) => f.peakHeap),
        growth((f) => f.peakRss),
      ).toFixed(3),
    ),
    `times, ${MANY} over ${FEW} subscriptions`,
  );
  emit(
    'renewal.peak_heap_mib',
    Number((median(rounds.map(({ many }) => many.peakHeap)) / 2 ** 20).toFixed(1)),
    `MiB alive at most, ${MANY} subscriptions`,
  );
  return Promise.resolve();
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] as number;
}
