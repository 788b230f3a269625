/** TMF639 resources, and the stock as we keep it. */
import { luhnDigit } from '../../operator/luhn.js';
import { TMF_BASE } from '../routes.js';
import type { ResourceRecord, StockStatus } from './record.js';
import { numberResourceId, simResourceId, stockIndex } from './record.js';

type Resource = Readonly<Record<string, unknown>>;
type Problem = { readonly param: string; readonly reason: string };

/** What of the market's numbering plan a number and a SIM must be of. */
export interface Numbering {
  readonly countryCode: string;
  readonly mobilePrefixes: readonly string[];
  readonly nationalNumberLength: number;
  readonly mcc: string;
  readonly mnc: string;
}

/** `category` of what is stock; anything else is kept as it came. */
export const STOCK_CATEGORIES = ['msisdn', 'sim', 'esim'] as const;
export type StockCategory = (typeof STOCK_CATEGORIES)[number];

export const isStockCategory = (category: unknown): category is StockCategory =>
  (STOCK_CATEGORIES as readonly unknown[]).includes(category);

export type ReadResource =
  | { readonly resource: ResourceRecord; /** Absent: one of its own for each. */ readonly id?: string }
  | { readonly problems: readonly Problem[] };

/** What follows from where a resource is in stock: nobody sets it. */
const DERIVED = ['category', 'name', 'resourceStatus', 'usageState', 'resourceCharacteristic'] as const;
/** The characteristics that say what it is. */
const OURS = ['msisdn', 'iccid', 'imsi', 'eid', 'stockStatus'];

/**
 * The resource that a body brings in.
 *
 * Numbers: `category: msisdn`, the number in `name` or in a characteristic `msisdn`. SIMs: `category: sim` or `esim`
 * with characteristics `iccid`, `imsi` and, of an eSIM profile that is made for a card, `eid`.
 */
export function readResource(body: Resource, numbering: Numbering, seed: string): ReadResource {
  const { name, category, '@type': type, ...rest } = body;
  if (!isStockCategory(category)) {
    return {
      resource: {
        kind: 'other',
        name: name as string,
        status: 'in_use',
        type: typeof type === 'string' ? type : 'Resource',
        seed,
        also: { ...rest, ...(category === undefined ? {} : { category }) },
      },
    };
  }
  const { resourceCharacteristic, resourceStatus, usageState, administrativeState, ...also } = rest;
  const states = Object.entries({ resourceStatus, usageState, administrativeState }).flatMap(
    ([param, value]): Problem[] => {
      const allowed = STATES.available[param as keyof typeof STATES.available];
      return value === undefined || value === allowed
        ? []
        : [{ param, reason: `got ${JSON.stringify(value)}; allowed: ${allowed}, which new stock is` }];
    },
  );
  if (states.length > 0) return { problems: states };
  const given = (resourceCharacteristic ?? []) as readonly { name: string; value: unknown }[];
  const valueOf = (wanted: string): string | undefined => {
    const value = given.find((each) => each.name === wanted)?.value;
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  };
  const others = given.filter((each) => !OURS.includes(each.name));
  const kept = { ...also, ...(others.length === 0 ? {} : { resourceCharacteristic: others }) };
  return category === 'msisdn'
    ? readNumber(valueOf('msisdn') ?? String(name), type, kept, numbering, seed)
    : readSim(
        {
          form: category === 'sim' ? 'physical' : 'esim',
          iccid: valueOf('iccid') ?? String(name),
          imsi: valueOf('imsi'),
          eid: valueOf('eid'),
        },
        type,
        kept,
        numbering,
        seed,
      );
}

function readNumber(
  given: string,
  type: unknown,
  also: Resource,
  numbering: Numbering,
  seed: string,
): ReadResource {
  const { countryCode, mobilePrefixes, nationalNumberLength } = numbering;
  const digits = given.replace(/^(msisdn-|\+)/, '');
  const national = digits.startsWith(countryCode) ? digits.slice(countryCode.length) : '';
  const isOurs =
    /^\d+$/.test(digits) &&
    national.length === nationalNumberLength &&
    mobilePrefixes.some((prefix) => national.startsWith(prefix));
  if (!isOurs)
    return {
      problems: [
        {
          param: 'name',
          reason: `got "${given}"; allowed: a number of this operator, ${countryCode}, then ${mobilePrefixes.join(' or ')}, ${countryCode.length + nationalNumberLength} digits in all`,
        },
      ],
    };
  const value = `msisdn-${digits}`;
  const id = numberResourceId(value);
  return {
    id,
    resource: available(id, {
      kind: 'msisdn',
      name: digits,
      value,
      type: typeof type === 'string' ? type : 'LogicalResource',
      seed,
      also,
    }),
  };
}

interface GivenSim {
  readonly form: 'physical' | 'esim';
  readonly iccid: string;
  readonly imsi: string | undefined;
  readonly eid: string | undefined;
}

function readSim(
  { form, iccid, imsi, eid }: GivenSim,
  type: unknown,
  also: Resource,
  { mcc, mnc }: Numbering,
  seed: string,
): ReadResource {
  const home = `${mcc}${mnc}`;
  const digits = imsi?.replace(/^imsi-/, '');
  const problems: Problem[] = [
    ...(isIccid(iccid)
      ? []
      : [
          {
            param: 'resourceCharacteristic.iccid',
            reason: `got "${iccid}"; allowed: 19 or 20 digits that begin with 89 and end with their Luhn check digit (ITU-T E.118)`,
          },
        ]),
    ...(digits !== undefined && /^\d{15}$/.test(digits) && digits.startsWith(home)
      ? []
      : [
          {
            param: 'resourceCharacteristic.imsi',
            reason: `got ${JSON.stringify(imsi ?? null)}; allowed: 15 digits that begin with ${home}, this operator's network`,
          },
        ]),
    ...(eid === undefined || /^\d{32}$/.test(eid)
      ? []
      : [{ param: 'resourceCharacteristic.eid', reason: `got "${eid}"; allowed: 32 digits (SGP.29)` }]),
    ...(eid !== undefined && form === 'physical'
      ? [{ param: 'resourceCharacteristic.eid', reason: `got "${eid}" of a SIM card; allowed: of an eSIM` }]
      : []),
  ];
  if (problems.length > 0) return { problems };
  const id = simResourceId(iccid);
  return {
    id,
    resource: available(id, {
      kind: 'sim',
      name: iccid,
      value: iccid,
      iccid,
      supi: `imsi-${digits}`,
      form,
      ...(eid === undefined ? {} : { eid }),
      type: typeof type === 'string' ? type : form === 'physical' ? 'PhysicalResource' : 'LogicalResource',
      seed,
      also,
    }),
  };
}

export function isIccid(text: string): boolean {
  return /^89\d{17,18}$/.test(text) && luhnDigit(text.slice(0, -1)) === Number(text.at(-1));
}

function available(id: string, of: Omit<ResourceRecord, 'status'>): ResourceRecord {
  const record: ResourceRecord = { ...of, status: 'available' };
  return { ...record, ...stockIndex(id, record) };
}

export type Patched =
  | { readonly resource: ResourceRecord }
  | { readonly problems: readonly Problem[] }
  | { readonly inUse: StockStatus };

/**
 * A resource as a patch leaves it. Of stock only words change, and `administrativeState: shutdown` retires it for good.
 *
 * @param merged  the resource with the patch in it
 */
export function patchResource(
  before: ResourceRecord & { readonly id: string },
  viewBefore: Resource,
  merged: Resource,
): Patched {
  const { name, '@type': type, ...rest } = merged;
  const shared = { type: typeof type === 'string' ? type : before.type };
  if (before.kind === 'other') {
    if (isStockCategory(rest['category']))
      return {
        problems: [
          {
            param: 'category',
            reason: `got "${rest['category']}"; allowed: what is no stock; bring stock in with POST`,
          },
        ],
      };
    return { resource: { ...stockOf(before), ...shared, name: name as string, also: rest } };
  }
  const problems: Problem[] = DERIVED.filter(
    (each) => JSON.stringify(merged[each]) !== JSON.stringify(viewBefore[each]),
  ).map((param) => ({
    param,
    reason: `got ${JSON.stringify(merged[param] ?? null)}; of a resource in stock it can't be changed: it follows from what happens to it`,
  }));
  const { category: _c, resourceStatus: _s, usageState: _u, resourceCharacteristic: _r, ...also } = rest;
  const others = ((viewBefore['resourceCharacteristic'] ?? []) as readonly { name: string }[]).filter(
    (each) => !OURS.includes(each.name),
  );
  const { administrativeState, ...kept } = also;
  const wanted = administrativeState as string | undefined;
  if (wanted !== undefined && wanted !== 'unlocked' && wanted !== 'shutdown')
    problems.push({
      param: 'administrativeState',
      reason: `got "${wanted}"; allowed: unlocked, or shutdown, which retires it for good`,
    });
  if (wanted === 'unlocked' && before.status === 'retired')
    problems.push({
      param: 'administrativeState',
      reason: 'got "unlocked"; it is retired for good',
    });
  if (problems.length > 0) return { problems };
  const isRetired = wanted === 'shutdown';
  if (isRetired && (before.status === 'in_use' || before.status === 'reserved'))
    return { inUse: before.status };
  const { gsi1pk: _pk, gsi1sk: _sk, ...stock } = stockOf(before);
  const after: ResourceRecord = {
    ...stock,
    ...shared,
    ...(isRetired ? { status: 'retired' as const } : {}),
    also: { ...kept, ...(others.length === 0 ? {} : { resourceCharacteristic: others }) },
  };
  return { resource: { ...after, ...stockIndex(before.id, after) } };
}

/** A record without what every record of partners has. */
function stockOf(of: ResourceRecord): ResourceRecord {
  const { kind, name, value, iccid, supi, eid, form, status, reservedBy, subscriberId, partnerId } = of;
  const { availableFrom, seed, type, also, gsi1pk, gsi1sk } = of;
  return JSON.parse(
    JSON.stringify({
      kind,
      name,
      value,
      iccid,
      supi,
      eid,
      form,
      status,
      reservedBy,
      subscriberId,
      partnerId,
      availableFrom,
      seed,
      type,
      also,
      gsi1pk,
      gsi1sk,
    }),
  ) as ResourceRecord;
}

/** TMF639 has states of networks' equipment; what ours are is in the characteristic `stockStatus`. */
const STATES: Readonly<
  Record<StockStatus, { resourceStatus: string; usageState: string; administrativeState: string }>
> = {
  available: { resourceStatus: 'available', usageState: 'idle', administrativeState: 'unlocked' },
  reserved: { resourceStatus: 'reserved', usageState: 'idle', administrativeState: 'unlocked' },
  in_use: { resourceStatus: 'reserved', usageState: 'active', administrativeState: 'unlocked' },
  quarantined: { resourceStatus: 'standby', usageState: 'idle', administrativeState: 'unlocked' },
  retired: { resourceStatus: 'suspended', usageState: 'idle', administrativeState: 'shutdown' },
};

/** A resource as TMF639 has it. */
export function viewResource(id: string, resource: ResourceRecord, baseUrl: string): Resource {
  const { kind, name, form, status, type, also, availableFrom, subscriberId } = resource;
  const common = { id, href: `${baseUrl}${TMF_BASE.resources}/resource/${id}`, name };
  if (kind === 'other') return { ...also, ...common, '@type': type };
  const { resourceCharacteristic: others = [], ...rest } = also;
  const category: StockCategory = kind === 'msisdn' ? 'msisdn' : form === 'esim' ? 'esim' : 'sim';
  const about = {
    msisdn: kind === 'msisdn' ? name : undefined,
    iccid: resource.iccid,
    imsi: resource.supi?.replace(/^imsi-/, ''),
    eid: resource.eid,
    stockStatus: status,
  };
  return {
    ...rest,
    ...common,
    '@type': type,
    category,
    ...STATES[status],
    ...(availableFrom === undefined ? {} : { startOperatingDate: availableFrom }),
    resourceCharacteristic: [
      ...Object.entries(about)
        .filter(([, value]) => value !== undefined)
        .map(([called, value]) => ({ name: called, valueType: 'string', value })),
      ...(others as readonly Resource[]),
    ],
    ...(subscriberId === undefined
      ? {}
      : {
          resourceRelationship: [
            {
              relationshipType: 'realizes',
              resource: {
                id: subscriberId,
                href: `${baseUrl}${TMF_BASE.inventory}/product/${subscriberId}`,
                '@referredType': 'Product',
              },
            },
          ],
        }),
  };
}

/** The number or SIM of a subscriber that was never in stock. */
export function resourceInUse(
  what: { readonly msisdn: string } | { readonly iccid: string; readonly supi: string },
  subscriberId: string,
  partnerId: string | undefined,
): ResourceRecord {
  const common = {
    status: 'in_use' as const,
    subscriberId,
    ...(partnerId === undefined ? {} : { partnerId }),
    also: {},
  };
  return 'msisdn' in what
    ? {
        kind: 'msisdn',
        name: what.msisdn.replace(/^msisdn-/, ''),
        value: what.msisdn,
        type: 'LogicalResource',
        ...common,
      }
    : {
        kind: 'sim',
        name: what.iccid,
        value: what.iccid,
        iccid: what.iccid,
        supi: what.supi,
        form: 'physical',
        type: 'PhysicalResource',
        ...common,
      };
}
