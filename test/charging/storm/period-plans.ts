/** The offerings of the storm's second world: everything an account may have, small enough to run out of. */
import type { BucketTemplate, CounterTemplate, PlanVersion } from '../../../domain/catalogue/plan.js';
import type { Cycle } from '../../../domain/cycles/index.js';
import { BERLIN, EUR } from '../monthly.js';
import { MB, dataQuota, plan, service, smsQuota, voiceQuota } from '../plans.js';

type Counter = Omit<CounterTemplate, 'classes'> & { readonly services: readonly string[] };
type Bucket = Omit<BucketTemplate, 'classes' | 'priority' | 'floor' | 'givenBy'> & {
  services: string[];
  priority?: number;
  readonly by?: string;
};

interface Offer {
  readonly id: string;
  readonly cycle?: Omit<Cycle, 'timeZone'>;
  readonly priceMicros: number;
  readonly graceDays: number;
  readonly data: number;
  /** Leaves these buckets and add-ons out. */
  readonly without?: readonly string[];
  /** Turns every list around, so that whoever confuses two versions' numbering is found. */
  readonly backwards?: true;
}

const HOME = ['internet', 'voice', 'messages'];

const BUCKETS: readonly Bucket[] = [
  { id: 'data', unit: 'bytes', amount: 0, services: ['internet'], renews: { periods: 1, max: 500 * MB } },
  {
    id: 'night',
    unit: 'bytes',
    amount: 400 * MB,
    services: ['internet'],
    priority: 5,
    renews: { periods: 0 },
    windows: [{ weekDays: [0, 1, 2, 3, 4, 5, 6], fromS: 0, toS: 6 * 3_600 }],
  },
  { id: 'minutes', unit: 'seconds', amount: 600, services: ['voice'], renews: { periods: 0 } },
  {
    id: 'eu-pack',
    unit: 'bytes',
    amount: 200 * MB,
    services: ['internet-eu'],
    priority: 5,
    by: 'eu-day',
  },
  {
    id: 'weekend-data',
    unit: 'bytes',
    amount: 300 * MB,
    services: ['internet', 'internet-eu'],
    priority: 6,
    by: 'weekend',
  },
  {
    id: 'music-data',
    unit: 'bytes',
    amount: 40 * MB,
    services: ['internet'],
    priority: 4,
    by: 'music',
    renews: { periods: 0 },
  },
  {
    id: 'wallet',
    unit: 'money',
    amount: 20 * EUR,
    services: [...HOME, 'internet-eu'],
    priority: 90,
  },
];

const COUNTERS: readonly Counter[] = [
  {
    id: 'member-data',
    purpose: 'volume-cap',
    unit: 'bytes',
    services: ['internet'],
    period: 'cycle',
    perMember: true,
    limit: 1_000 * MB,
    notices: [50, 80, 100],
    atLimit: 'stop',
  },
  {
    id: 'spend',
    purpose: 'spending-cap',
    unit: 'money',
    services: [...HOME, 'internet-eu'],
    period: 'month',
    limit: 12 * EUR,
    notices: [80],
    atLimit: 'stop',
    liftable: true,
  },
  {
    id: 'eu-day',
    purpose: 'day-pack',
    unit: 'money',
    services: ['internet-eu'],
    period: 'day',
    limit: EUR,
    notices: [],
    atLimit: 'grant',
  },
];

const ADD_ONS = [
  { id: 'weekend', name: 'Weekend', priceMicros: 2 * EUR, validityS: 3 * 86_400, most: 2 },
  {
    id: 'music',
    name: 'Music',
    priceMicros: 0,
    recurring: {
      graceDays: 1,
      charge: {
        cycle: { every: 1, unit: 'week', anchor: 'activation', timeZone: BERLIN },
        priceMicros: EUR,
      },
    },
  },
] as const;

function versionOf({ id, cycle, priceMicros, graceDays, data, without = [], backwards }: Offer): PlanVersion {
  const ordered = <T>(list: readonly T[]): readonly T[] => (backwards === true ? list.toReversed() : list);
  const counters = ordered(COUNTERS);
  const addOns = ordered(ADD_ONS).filter((addOn) => !without.includes(addOn.id));
  const buckets = ordered(BUCKETS).filter((b) => !without.includes(b.id));
  const version = plan(
    [
      service('internet', 'data', [1000, 1001], [{ price: '0.01', per: MB, increment: 1_000 }], dataQuota),
      service('video', 'data', [2001], [{ price: '0', per: 1 }], dataQuota),
      service('voice', 'voice', [100], [{ price: '0.09', per: 60 }], voiceQuota),
      service('messages', 'sms', [200], [{ price: '0.07', per: 1 }], smsQuota),
      {
        ...service('internet-eu', 'data', [1000], [{ price: '0.03', per: MB, increment: 1_000 }], dataQuota),
        zone: 0,
      },
    ],
    buckets.map(({ by, ...bucket }) => {
      const addOn = addOns.findIndex((a) => a.id === by);
      return {
        ...bucket,
        ...(bucket.id === 'data' ? { amount: data } : {}),
        ...(by === undefined
          ? {}
          : { givenBy: addOn >= 0 ? { addOn } : { counter: counters.findIndex((c) => c.id === by) } }),
      };
    }),
    id,
  );
  return {
    ...version,
    offeringId: id === SUCCESSOR_ID ? 'flex' : id,
    ...(cycle === undefined
      ? {}
      : { recurring: { charge: { cycle: { ...cycle, timeZone: BERLIN }, priceMicros }, graceDays } }),
    addOns,
    counters: counters.map(({ services, ...counter }) => ({
      ...counter,
      classes: version.classes.flatMap((c, i) =>
        services.includes(version.services[c.service]?.id ?? '') ? [i] : [],
      ),
    })),
    zones: [{ id: 'eu', networks: ['208', '222'] }],
    homeNetworks: ['26201'],
    sims: 3,
    transferable: true,
    advance: { amountMicros: 3 * EUR, feeMicros: EUR / 2 },
  };
}

const SUCCESSOR_ID = 'plan_00000000000000a2';
const MONTHLY = { every: 1, unit: 'month', anchor: 'activation' } as const;

export const FLEX = versionOf({
  id: 'plan_00000000000000a1',
  cycle: MONTHLY,
  priceMicros: 6 * EUR,
  graceDays: 3,
  data: 1_200 * MB,
});
/** What subscribers of `FLEX` go on with from the first period after its day. */
export const FLEX_2 = versionOf({
  id: SUCCESSOR_ID,
  cycle: MONTHLY,
  priceMicros: 7 * EUR,
  graceDays: 3,
  data: 1_500 * MB,
  backwards: true,
});
export const WEEKLY = versionOf({
  id: 'plan_00000000000000b1',
  cycle: { every: 1, unit: 'week', anchor: 'activation' },
  priceMicros: 2 * EUR,
  graceDays: 0,
  data: 600 * MB,
  without: ['night', 'music', 'music-data'],
});
/** No period: nothing recurs but what is bought. */
export const PAY_AS_YOU_GO = versionOf({
  id: 'plan_00000000000000c1',
  priceMicros: 0,
  graceDays: 0,
  data: 0,
  without: ['data', 'night', 'minutes'],
  backwards: true,
});

export const PLANS: readonly PlanVersion[] = [FLEX, FLEX_2, WEEKLY, PAY_AS_YOU_GO];
