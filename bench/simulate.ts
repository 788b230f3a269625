/** Figures of a host's proposal over usage records, through the rules that simulate it. */
import { inChild } from './in-child.js';

type Emit = (name: string, value: number, unit: string) => void;

const FEW = 10_000;
const MANY = 1_000_000;

/** Memory is what is alive, collected as it goes; what the process takes besides is told on its own. */
export function run(emit: Emit): Promise<void> {
  const { few, many, perSecond } = inChild('simulate-in-memory', (measure) => ({
    few: measure(FEW, '--expose-gc'),
    many: measure(MANY, '--expose-gc'),
    perSecond: measure(MANY).perSecond,
  }));
  emit('simulate.records_per_s', Math.round(perSecond), 'usage records/s a core, added up and costed twice');
  emit(
    'simulate.memory_growth',
    Number((many.peakHeap / few.peakHeap).toFixed(3)),
    `times, ${MANY} over ${FEW} records`,
  );
  emit('simulate.peak_rss_mib', Number((many.peakRss / 2 ** 20).toFixed(0)), `MiB, ${MANY} records`);
  return Promise.resolve();
}
