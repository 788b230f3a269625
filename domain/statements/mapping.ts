/** How the other side's file says what was used: a mapping of its columns, as data, and rows read by it. */
import { z } from 'zod';
import type { ServiceKind } from '../catalogue/plan.js';
import { fileTime } from '../files/file-time.js';
import { isTimeZone } from '../rating/zone-offset.js';
import type { ReconRow } from './row.js';

const column = z.string().trim().min(1).max(100);
const columns = z
  .union([column, z.array(column).min(1).max(10)])
  .transform((names) => [names].flat())
  .describe(
    'A column; of several, their values are added up (volumes up and down), or joined (date and time).',
  );

/** What one unit of a file's quantity is, in bytes, seconds or messages. */
export const QUANTITY_UNITS = {
  B: 1,
  '128B': 128,
  kB: 1_000,
  KiB: 1_024,
  MB: 1_000_000,
  MiB: 1_048_576,
  GB: 1_000_000_000,
  GiB: 1_073_741_824,
  s: 1,
  min: 60,
  h: 3_600,
  message: 1,
} as const;

const quantityUnit = z.enum(Object.keys(QUANTITY_UNITS) as (keyof typeof QUANTITY_UNITS)[]);

export const mappingSchema = z.strictObject({
  delimiter: z.enum([',', ';', '\t', '|']).default(','),
  decimalMark: z.enum(['.', ',']).default('.'),
  id: column.optional().describe("The record's own id. Without it rows are named by their number."),
  who: column.describe('The IMSI; other characters than digits are left out.'),
  at: columns.describe('When it began.'),
  utcOffset: column
    .optional()
    .describe('Where the offset stands in a column of its own: `+0100` (TAP3 UtcTimeOffset).'),
  timeZone: z
    .string()
    .refine(isTimeZone, { error: 'a zone of IANA, such as "Europe/London"' })
    .default('UTC')
    .describe('Of times without an offset.'),
  service: column.describe('What kind of usage a row is.'),
  services: z
    .record(z.string(), z.enum(['data', 'voice', 'sms']))
    .describe('Values of that column; rows with others are no usage, and are counted as such.'),
  units: z.strictObject({ data: columns, voice: columns, sms: columns.optional() }).partial(),
  unit: z
    .strictObject({ data: quantityUnit.default('B'), voice: quantityUnit.default('s') })
    .prefault({})
    .describe('What quantities are in. An SMS is one message where it has no column.'),
  zone: column.optional(),
  zones: z
    .record(z.string(), z.string())
    .default({})
    .describe('Their names of roaming zones, and ours; others are home.'),
  cost: column.describe('Price before tax, in the currency; empty = not rated.'),
  costPlaces: z
    .int()
    .min(0)
    .max(9)
    .default(0)
    .describe('Decimal places of whole numbers: TAP3 writes 1.25 as 125000 with TapDecimalPlaces 5.'),
});

export type Mapping = z.output<typeof mappingSchema>;

/** Names of TAP3 fields (GSMA TD.57) as converters to CSV write them; volumes in bytes, charges with five places. */
export const TAP3_MAPPING: z.input<typeof mappingSchema> = {
  id: 'recordSequence',
  who: 'imsi',
  at: 'callEventStartTimeStamp',
  utcOffset: 'utcTimeOffset',
  service: 'callType',
  services: {
    GprsCall: 'data',
    MobileOriginatedCall: 'voice',
    MobileTerminatedCall: 'voice',
    MobileOriginatedSms: 'sms',
  },
  units: { data: ['dataVolumeIncoming', 'dataVolumeOutgoing'], voice: 'totalCallEventDuration' },
  cost: 'charge',
  costPlaces: 5,
};

/** For whoever has no format of its own yet. */
export const OWN_MAPPING: z.input<typeof mappingSchema> = {
  id: 'record_id',
  who: 'imsi',
  at: 'started_at',
  service: 'service',
  services: { data: 'data', voice: 'voice', sms: 'sms' },
  units: { data: 'units', voice: 'units', sms: 'units' },
  zone: 'zone',
  cost: 'cost',
};

export interface Unreadable {
  readonly column: string;
  readonly value: string;
  readonly allowed: string;
}

export type ReadRow =
  | { readonly row: ReconRow }
  /** No usage: a total, a fee. */
  | { readonly other: true }
  /** Everything that is wrong with it. */
  | { readonly problems: readonly Unreadable[] };

type Columns = ReadonlyMap<string, number>;

/** @returns what is missing, all of it; undefined = a header that the mapping can be read by */
export function headerProblems(mapping: Mapping, header: readonly string[]): string[] {
  const wanted = [
    mapping.who,
    ...mapping.at,
    mapping.service,
    mapping.cost,
    ...Object.values(mapping.units).flatMap((names) => names ?? []),
    ...[mapping.id, mapping.utcOffset, mapping.zone].filter((name) => name !== undefined),
  ];
  return [...new Set(wanted)]
    .filter((name) => !header.includes(name))
    .map((name) => `there is no column "${name}"; there are: ${header.join(', ').slice(0, 400)}`);
}

/** A reader of rows under a header. */
export function rowReader(mapping: Mapping, header: readonly string[]) {
  const places: Columns = new Map(header.map((name, index) => [name, index]));
  return (values: readonly string[], number: number): ReadRow => readRow(mapping, places, values, number);
}

function readRow(mapping: Mapping, places: Columns, values: readonly string[], number: number): ReadRow {
  const text = (name: string): string => (values[places.get(name) ?? -1] ?? '').trim();
  const kind = mapping.services[text(mapping.service)];
  if (kind === undefined) return { other: true };
  const problems: Unreadable[] = [];
  const wrong = (name: string, allowed: string): undefined => {
    problems.push({ column: name, value: text(name).slice(0, 100), allowed });
    return undefined;
  };
  const who = text(mapping.who).replaceAll(/\D/g, '');
  if (who.length < 5 || who.length > 15) wrong(mapping.who, 'an IMSI of 5 to 15 digits');
  const offset = mapping.utcOffset === undefined ? '' : text(mapping.utcOffset);
  const atMs =
    fileTime(`${mapping.at.map(text).join(' ')}${offset}`, mapping.timeZone) ??
    wrong(mapping.at[0]!, 'a date and time such as 2026-10-31T23:59:59+01:00 or 20261031235959');
  const units = quantityOf(mapping, kind, text, wrong);
  const costText = text(mapping.cost);
  const micros =
    costText === ''
      ? undefined
      : (microsOf(costText, mapping) ?? wrong(mapping.cost, 'a decimal number from 0, at most 9 decimals'));
  if (problems.length > 0) return { problems };
  const zone = mapping.zone === undefined ? '' : text(mapping.zone);
  const id = mapping.id === undefined ? '' : text(mapping.id).replaceAll(/\s+/g, ' ').slice(0, 100);
  return {
    row: {
      id: id === '' ? `row ${number}` : id,
      who,
      kind,
      zone: mapping.zones[zone] ?? (Object.keys(mapping.zones).length === 0 ? zone : ''),
      atMs: atMs!,
      units: units!,
      micros,
    },
  };
}

function quantityOf(
  { units, unit, decimalMark }: Mapping,
  kind: ServiceKind,
  text: (name: string) => string,
  wrong: (name: string, allowed: string) => undefined,
): number | undefined {
  const names = units[kind];
  if (names === undefined) return kind === 'sms' ? 1 : wrong(kind, `a column for quantities of ${kind}`);
  const factor = kind === 'sms' ? 1 : QUANTITY_UNITS[unit[kind]];
  let sum = 0;
  for (const name of names) {
    const written = text(name).replace(decimalMark, '.');
    const value = written === '' ? 0 : /^\d{1,15}(\.\d{1,9})?$/.test(written) ? Number(written) : undefined;
    if (value === undefined) return wrong(name, 'a number from 0');
    sum += value;
  }
  return Math.round(sum * factor);
}

/** Rounded half up: a wholesale price may have more decimals than micros. */
function microsOf(written: string, { decimalMark, costPlaces }: Mapping): number | undefined {
  const [, whole = '', fraction = ''] =
    /^(\d{1,12})(?:\.(\d{1,9}))?$/.exec(written.replace(decimalMark, '.')) ?? [];
  if (whole === '') return undefined;
  const nanos = BigInt(whole + fraction.padEnd(9, '0'));
  const divisor = 1_000n * 10n ** BigInt(costPlaces);
  return Number((2n * nanos + divisor) / (2n * divisor));
}
