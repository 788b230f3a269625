/** Figures of renewals, through the renewer's own code, without a database. */
import { type Figures, inChild } from './in-child.js';

type Emit = (name: string, value: number, unit: string) => void;

const FEW = 10_000;
const MANY = 100_000;
const ROUNDS = 3;

/** Memory is the worse of two ratios: what is alive, collected every 1,000 renewals, and what the process took. */
export function run(emit: Emit): Promise<void> {
  const rounds = inChild('renewal-in-memory', (measure) =>
    Array.from({ length: ROUNDS }, () => ({
      few: measure(FEW, '--expose-gc'),
      many: measure(MANY, '--expose-gc'),
    })),
  );

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
