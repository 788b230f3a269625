/** Figures of comparing two sides' files, through the code that does it, without a bucket and a table. */
import { inChild } from './in-child.js';

type Emit = (name: string, value: number, unit: string) => void;

const FEW = 10_000;
const MANY = 1_000_000;

/** Memory is what is alive, collected as it goes; what the process takes besides is told on its own. */
export function run(emit: Emit): Promise<void> {
  const { few, many, perSecond } = inChild('reconcile-in-memory', (measure) => ({
    few: measure(FEW, '--expose-gc'),
    many: measure(MANY, '--expose-gc'),
    perSecond: measure(MANY).perSecond,
  }));
  emit('reconcile.rows_per_s', Math.round(perSecond), 'rows/s a core, both files, read and compared');
  emit(
    'reconcile.memory_growth',
    Number((many.peakHeap / few.peakHeap).toFixed(3)),
    `times, ${MANY} over ${FEW} rows a file`,
  );
  emit(
    'reconcile.peak_rss_mib',
    Number((many.peakRss / 2 ** 20).toFixed(0)),
    `MiB, two files of ${MANY} rows`,
  );
  return Promise.resolve();
}
