/** TMF635 usages, views of the lines of usage records: what was used, when, and what it cost. */
import type { UsageLine, UsageRecord } from '../../charging/usage-record.js';
import { fromMicros } from '../../operator/decimal.js';
import { productRef } from '../balances/bucket.js';
import { TMF_BASE } from '../routes.js';

type Resource = Readonly<Record<string, unknown>>;

/** The product that used it. */
export interface UsedBy {
  readonly subscriberId: string;
  /** `imsi-…` */
  readonly supi: string;
  /** `msisdn-…` */
  readonly msisdn: string;
  readonly customerId?: string | undefined;
}

export type UsageKind = 'data' | 'voice' | 'sms' | 'other';

const KINDS: Readonly<Record<UsageLine['unit'], UsageKind>> = {
  bytes: 'data',
  seconds: 'voice',
  messages: 'sms',
};

/** A usage's id: the product, the version of its account's record, and the line in it. */
export const usageId = (subscriberId: string, version: number, line: number) =>
  `usg_${subscriberId}.${version}.${line}`;

export interface UsageName {
  readonly subscriberId: string;
  readonly version: number;
  readonly line: number;
}

/** What an id names; undefined when it is none of ours. */
export function readUsageId(id: string): UsageName | undefined {
  const found = /^usg_(?<subscriberId>sub_[0-9A-Za-z]{1,40})\.(?<version>\d{1,12})\.(?<line>\d{1,6})$/.exec(
    id,
  );
  const { subscriberId = '', version, line } = found?.groups ?? {};
  return found === null ? undefined : { subscriberId, version: Number(version), line: Number(line) };
}

/**
 * The usages of a record that one product made. Helplines are in none (European Electronic Communications Code,
 * Annex VI A): neither their number nor that they were called.
 */
export function viewUsages(record: UsageRecord, by: UsedBy, baseUrl: string): Resource[] {
  return record.lines.flatMap((line, index) =>
    line.itemised === false || (line.supi ?? record.supi) !== by.supi
      ? []
      : [viewLine(record, line, index, by, baseUrl)],
  );
}

function viewLine(
  record: UsageRecord,
  line: UsageLine,
  index: number,
  by: UsedBy,
  baseUrl: string,
): Resource {
  const { subscriberId, msisdn, customerId } = by;
  const id = usageId(subscriberId, record.version, index);
  const kind = KINDS[line.unit];
  const usageDate = line.at ?? record.at;
  const isRated = line.service !== 'unrated';
  const money = { unit: record.currency, value: Number(fromMicros(line.priceMicros)) };
  return {
    '@type': 'Usage',
    id,
    href: `${baseUrl}${TMF_BASE.usage}/usage/${id}`,
    usageDate,
    usageType: kind,
    description: [line.service, line.destination, line.zone].filter(Boolean).join(', '),
    status: isRated ? 'rated' : 'guided',
    usageCharacteristic: [
      ['quantity', line.units],
      ['unit', line.unit],
      ['service', line.service],
      ['destination', line.destination],
      ['ratingGroup', line.ratingGroup],
      ['zone', line.zone],
      ['bucket', line.bucket],
      ['bucketAmount', line.bucket === undefined ? undefined : line.amount],
      ['sponsor', line.sponsor],
      ['uncollected', line.uncollected ? true : undefined],
      ['msisdn', msisdn.replace('msisdn-', '')],
      ['marketTime', line.marketTime ?? record.marketTime],
    ].flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [{ name, value, valueType: typeof value }],
    ),
    usageSpecification: usageSpecificationRef(kind, baseUrl),
    ...(customerId === undefined
      ? {}
      : {
          relatedParty: [
            {
              id: customerId,
              href: `${baseUrl}${TMF_BASE.customers}/customer/${customerId}`,
              role: 'customer',
              '@referredType': 'Customer',
            },
          ],
        }),
    ...(isRated
      ? {
          ratedProductUsage: [
            {
              '@type': 'RatedProductUsage',
              ratingDate: record.at,
              ratingAmountType: 'Total',
              usageRatingTag: 'Usage',
              offerTariffType: line.zone === undefined ? 'Normal' : 'Roaming',
              [record.taxInclusive ? 'taxIncludedRatingAmount' : 'taxExcludedRatingAmount']: money,
              productRef: productRef(subscriberId, baseUrl),
            },
          ],
        }
      : {}),
  };
}

const SPECIFICATIONS: Readonly<
  Record<UsageKind, { readonly name: string; readonly unit: string; readonly description: string }>
> = {
  data: { name: 'Data', unit: 'bytes', description: 'Bytes of internet access' },
  voice: { name: 'Voice', unit: 'seconds', description: 'Seconds of calls' },
  sms: { name: 'SMS', unit: 'messages', description: 'Messages sent' },
  other: { name: 'Other', unit: '', description: 'What partners report of other kinds' },
};

export const USAGE_KINDS = Object.keys(SPECIFICATIONS) as readonly UsageKind[];

export const isUsageKind = (text: string | undefined): text is UsageKind =>
  text !== undefined && Object.hasOwn(SPECIFICATIONS, text);

export const usageSpecificationRef = (kind: UsageKind, baseUrl: string): Resource => ({
  id: kind,
  href: `${baseUrl}${TMF_BASE.usage}/usageSpecification/${kind}`,
  name: SPECIFICATIONS[kind].name,
  '@referredType': 'UsageSpecification',
});

const CHARACTERISTICS: readonly (readonly [string, string, string])[] = [
  ['quantity', 'number', 'How much was used, in the unit'],
  ['unit', 'string', 'bytes, seconds or messages'],
  ['service', 'string', 'What the plan calls it'],
  ['destination', 'string', "The tariff's destination"],
  ['ratingGroup', 'number', 'Of the network'],
  ['zone', 'string', 'Where, when roaming'],
  ['bucket', 'string', 'What paid for it'],
  ['bucketAmount', 'number', "In the bucket's unit, micros of money"],
  ['sponsor', 'string', 'Who paid instead'],
  ['uncollected', 'boolean', 'Used beyond what the account held'],
  ['msisdn', 'string', 'The number that used it'],
  ['marketTime', 'string', "When, in the market's time"],
];

/** Since when specifications are as they are. */
const SINCE = '2026-11-23T00:00:00.000Z';

/** What usages of our own are like. */
export function viewUsageSpecification(kind: UsageKind, baseUrl: string): Resource {
  const { name, description } = SPECIFICATIONS[kind];
  return {
    '@type': 'UsageSpecification',
    id: kind,
    href: `${baseUrl}${TMF_BASE.usage}/usageSpecification/${kind}`,
    name,
    description,
    lifecycleStatus: 'Active',
    isBundle: false,
    version: '1',
    lastUpdate: SINCE,
    ...(kind === 'other'
      ? {}
      : {
          specCharacteristic: CHARACTERISTICS.map(([of, valueType, words]) => ({
            name: of,
            valueType,
            description: words,
            configurable: false,
          })),
        }),
  };
}
