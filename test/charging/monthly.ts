/** Plans with a period, for the tests of renewals, counters, zones and commands. */
import type { BucketTemplate, CounterTemplate, PlanVersion } from '../../domain/catalogue/plan.js';
import type { RecurringCharge } from '../../domain/cycles/index.js';
import { MB, dataQuota, plan, service, smsQuota, voiceQuota } from './plans.js';

export const BERLIN = 'Europe/Berlin';
export const EUR = 1_000_000;

type Bucket = Omit<BucketTemplate, 'classes' | 'priority' | 'floor'> & {
  services: string[];
  priority?: number;
  floor?: number;
};

export interface MonthlyOptions {
  readonly charge?: Partial<RecurringCharge>;
  readonly graceDays?: number;
  readonly wallet?: number;
  readonly more?: Partial<PlanVersion>;
  readonly buckets?: readonly Bucket[];
  readonly counters?: readonly (Omit<CounterTemplate, 'classes'> & { services: string[] })[];
  readonly id?: string;
}

export const DATA: Bucket = {
  id: 'data',
  unit: 'bytes',
  amount: 1_000 * MB,
  services: ['internet'],
  renews: { periods: 0 },
};

/** 10 € a month from the day of activation for 1 GB; then 1 ct a MB from the wallet. */
export function monthly(options: MonthlyOptions = {}): PlanVersion {
  const { charge, graceDays = 0, wallet = 50 * EUR, more = {}, buckets = [DATA], counters, id } = options;
  const version = plan(
    [
      service('internet', 'data', [1000], [{ price: '0.01', per: MB, increment: 1_000 }], dataQuota),
      service('voice', 'voice', [100], [{ price: '0.09', per: 60 }], voiceQuota),
      service('messages', 'sms', [200], [{ price: '0.07', per: 1 }], smsQuota),
    ],
    [
      ...buckets,
      {
        id: 'wallet',
        unit: 'money',
        amount: wallet,
        services: ['internet', 'voice', 'messages'],
        priority: 90,
      },
    ],
    id,
  );
  const classesOf = (names: readonly string[]) =>
    version.classes.flatMap((c, i) => (names.includes(version.services[c.service]?.id ?? '') ? [i] : []));
  return {
    ...version,
    recurring: {
      charge: {
        cycle: { every: 1, unit: 'month', anchor: 'activation', timeZone: BERLIN },
        priceMicros: 10 * EUR,
        ...charge,
      },
      graceDays,
    },
    ...(counters === undefined
      ? {}
      : { counters: counters.map(({ services, ...c }) => ({ ...c, classes: classesOf(services) })) }),
    ...more,
  };
}
