/** Figures of batches of codes, through the code that writes them, without a bucket and a database. */
import { inChild } from './in-child.js';

type Emit = (name: string, value: number, unit: string) => void;

const FEW = 10_000;
const MANY = 1_000_000;

/** Memory is what is alive, collected at each part; what the process takes besides is told on its own. */
export function run(emit: Emit): Promise<void> {
  const { few, many, perSecond } = inChild('vouchers-in-memory', (measure) => ({
    few: measure(FEW, '--expose-gc'),
    many: measure(MANY, '--expose-gc'),
    perSecond: measure(MANY).perSecond,
  }));
  emit('vouchers.per_s', Math.round(perSecond), 'codes/s a core');
  emit(
    'vouchers.memory_growth',
    Number((many.peakHeap / few.peakHeap).toFixed(3)),
    `times, ${MANY} over ${FEW} codes`,
  );
  emit('vouchers.peak_rss_mib', Number((many.peakRss / 2 ** 20).toFixed(0)), `MiB, ${MANY} codes`);
  return Promise.resolve();
}
