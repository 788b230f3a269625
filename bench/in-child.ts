/** Runs a part of the benchmark in processes of its own, so that what one leaves in memory burdens no other. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const ROOT = join(__dirname, '..');

/** What such a process prints, as one JSON object. */
export interface Figures {
  readonly perSecond: number;
  /** Bytes: of what is alive, and of the process. */
  readonly peakHeap: number;
  readonly peakRss: number;
}

/** One run: how many of what is counted, and flags of Node.js. */
export type Measure = (count: number, ...flags: string[]) => Figures;

/**
 * Bundles `bench/<name>.ts` and lends a way to run it.
 *
 * @param use  measures; afterwards the bundle is gone
 */
export function inChild<T>(name: string, use: (measure: Measure) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'wildlily-bench-'));
  try {
    const outfile = join(folder, `${name}.js`);
    buildSync({
      entryPoints: [join(ROOT, 'bench', `${name}.ts`)],
      outfile,
      bundle: true,
      minify: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      logLevel: 'error',
    });
    return use(
      (count, ...flags) =>
        JSON.parse(
          execFileSync(process.execPath, [...flags, outfile, String(count)], { cwd: ROOT }).toString(),
        ) as Figures,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
