/** Plans for the charging tests: small, and each with a trait that matters. */
import type { BucketTemplate, PlanService, PlanVersion, QuotaPolicy } from '../../domain/catalogue/plan.js';
import { type RateDefinition, compileTariff } from '../../domain/rating/index.js';

export const MB = 1_000_000;

export const dataQuota: QuotaPolicy = {
  min: 20 * MB,
  max: 1_000 * MB,
  growth: 4,
  balanceDivisor: 10,
  thresholdPercent: 10,
  validityS: 7_200,
  holdingS: 1_800,
  timersBelow: 1_000 * MB,
  longValidityS: 86_400,
};
export const voiceQuota: QuotaPolicy = { ...dataQuota, min: 60, max: 3_600, timersBelow: 3_600, holdingS: 0 };
export const smsQuota: QuotaPolicy = { ...dataQuota, min: 1, max: 10, timersBelow: 1, holdingS: 0 };

type Rate = Partial<RateDefinition> & { price: string; per: number; increment?: number };

export function service(
  id: string,
  kind: PlanService['kind'],
  ratingGroups: number[],
  rates: Rate[],
  quota: QuotaPolicy,
): PlanService {
  const unit = kind === 'data' ? 'bytes' : kind === 'voice' ? 'seconds' : 'messages';
  return {
    id,
    kind,
    unit,
    ratingGroups,
    quota,
    finalUnit: { action: 'REDIRECT', redirectUrl: 'https://example.test/top-up' },
    tariff: compileTariff({
      currency: 'EUR',
      unit,
      timeZone: 'Europe/Berlin',
      rates: rates.map(({ price, per, increment, ...rest }) => ({
        destination: 'any',
        prefixes: [''],
        slots: [{ fromUnit: 0, rate: price, unit: per, increment: increment ?? 1 }],
        ...rest,
      })),
    }),
  };
}

export function plan(
  services: PlanService[],
  buckets: (Omit<BucketTemplate, 'classes' | 'priority' | 'floor'> & {
    services: string[];
    priority?: number;
    floor?: number;
  })[],
  id = 'plan_00112233445566aa',
): PlanVersion {
  const classes = services.flatMap((s, i) =>
    s.tariff.profiles.map((_, profile) => ({ service: i, profile })),
  );
  return {
    id,
    offeringId: 'test',
    name: 'Test',
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    paymentMode: 'prepaid',
    taxInclusive: true,
    services,
    classes,
    buckets: buckets.map(({ services: names, ...bucket }) => ({
      priority: 10,
      floor: 0,
      ...bucket,
      classes: classes.flatMap((c, i) => (names.includes(services[c.service]?.id ?? '') ? [i] : [])),
    })),
  };
}

/** Data, video (free), voice and messages; bundles of each, then a wallet at flat prices. */
export const mixed = (
  amounts: { data?: number; seconds?: number; wallet?: number; bonus?: number } = {},
): PlanVersion =>
  plan(
    [
      service('internet', 'data', [1000, 1001], [{ price: '0.01', per: MB, increment: 1_000 }], dataQuota),
      service('video', 'data', [2001], [{ price: '0', per: 1 }], dataQuota),
      service(
        'voice',
        'voice',
        [100],
        [
          { destination: 'national', prefixes: ['49'], price: '0.09', per: 60 },
          {
            destination: 'premium',
            prefixes: ['49900'],
            price: '1.2',
            per: 60,
            slots: [
              { fromUnit: 0, rate: '1.2', unit: 60, increment: 60 },
              { fromUnit: 60, rate: '0.6', unit: 60, increment: 1 },
            ],
            connectFee: '0.5',
          },
        ],
        voiceQuota,
      ),
      service('messages', 'sms', [200], [{ price: '0.07', per: 1 }], smsQuota),
    ],
    [
      { id: 'data', unit: 'bytes', amount: amounts.data ?? 5_000 * MB, services: ['internet'] },
      {
        id: 'bonus',
        unit: 'bytes',
        amount: amounts.bonus ?? 0,
        services: ['internet'],
        priority: 5,
        validityS: 30 * 86_400,
      },
      { id: 'minutes', unit: 'seconds', amount: amounts.seconds ?? 6_000, services: ['voice'] },
      {
        id: 'wallet',
        unit: 'money',
        amount: amounts.wallet ?? 10_000_000,
        services: ['internet', 'voice', 'messages'],
        priority: 90,
      },
    ],
  );

/** Money only, at one flat price, as in the SigScale scenarios. */
export const payAsYouGo = (
  rates: Rate[],
  wallet: number,
  quota = dataQuota,
  kind: PlanService['kind'] = 'data',
): PlanVersion =>
  plan(
    [service('usage', kind, [32, 6400], rates, { ...quota, max: 1e12 })],
    [{ id: 'wallet', unit: 'money', amount: wallet, services: ['usage'] }],
  );
