/** Figures of usage files, through the code that processes them, without a bucket and a database. */
import { inChild } from './in-child.js';

type Emit = (name: string, value: number, unit: string) => void;

const FEW = 10_000;
const MANY = 1_000_000;

/**
 * Memory is what is alive, collected at 64 points of the file. What the process takes besides is told on its own: a
 * collector that has more to do lets more lie.
 */
export function run(emit: Emit): Promise<void> {
  const { few, many, perSecond } = inChild('usage-file-in-memory', (measure) => ({
    few: measure(FEW, '--expose-gc'),
    many: measure(MANY, '--expose-gc'),
    // Without the looks at memory.
    perSecond: measure(MANY).perSecond,
  }));
  const span = `times, ${MANY} over ${FEW} rows`;
  emit('usage_file.rows_per_s', Math.round(perSecond), 'rows/s a core');
  emit('usage_file.memory_growth', Number((many.peakHeap / few.peakHeap).toFixed(3)), span);
  emit('usage_file.rss_growth', Number((many.peakRss / few.peakRss).toFixed(3)), span);
  emit('usage_file.peak_rss_mib', Number((many.peakRss / 2 ** 20).toFixed(0)), `MiB, ${MANY} rows`);
  return Promise.resolve();
}
