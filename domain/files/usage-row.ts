/** The rules of the host's usage files: one row, one rated fact. */
import { calledDigits, EMERGENCY_SERVICE } from '../charging/called-party.js';
import {
  instant,
  matching,
  msisdn,
  MSISDN_ALLOWED,
  RowReader,
  supi,
  SUPI_ALLOWED,
  wholeNumber,
  type Fields,
  type RowError,
} from './fields.js';

export const USAGE_COLUMNS = [
  'record_id',
  'supi',
  'msisdn',
  'rating_group',
  'start_time',
  'bytes',
  'seconds',
  'messages',
  'called_number',
  'visited_network',
] as const;

/** Of an inner list, one at least. */
export const REQUIRED_USAGE_COLUMNS = [
  'record_id',
  ['supi', 'msisdn'],
  'rating_group',
  'start_time',
  ['bytes', 'seconds', 'messages'],
] as const;

/** One row of a usage file that may be rated. */
export interface UsageRow {
  readonly row: number;
  /** The host's name for it; told back in errors. */
  readonly recordId: string;
  /** Whose usage it is: `imsi-…`, or `msisdn-…` when the file gives no SUPI. */
  readonly subscriber: string;
  readonly ratingGroup: number;
  /** Exactly one of them. */
  readonly units: { readonly bytes?: number; readonly seconds?: number; readonly messages?: number };
  /** When it began, epoch milliseconds: decides its price. */
  readonly atMs: number;
  /** The called party's digits, or `sos`; '' when there is none. */
  readonly destination: string;
  /** MCC and MNC of the visited network, without a dash; absent = not said. */
  readonly visited?: string;
}

/** A later start is a clock that is wrong; an earlier one belongs to a period that was billed long ago. */
const AHEAD_MS = 3_600_000;
const BEHIND_MS = 400 * 86_400_000;

/** What one row may count, per unit: a petabyte, a week of seconds, a million messages. */
const MOST = { bytes: 2 ** 50, seconds: 7 * 86_400, messages: 1_000_000 } as const;
const UNITS = ['bytes', 'seconds', 'messages'] as const;

/** A row as a `UsageRow`, or everything that is wrong with it. */
export function readUsageRow(row: number, fields: Fields, nowMs: number): UsageRow | readonly RowError[] {
  const reader = new RowReader(row, fields);
  const recordId = reader.required(
    'record_id',
    matching(/^[\x21-\x7E]{1,64}$/),
    '1 to 64 visible ASCII characters without spaces',
  );
  const subscriber = readSubscriber(reader);
  const ratingGroup = reader.required(
    'rating_group',
    wholeNumber(0, 2 ** 32 - 1),
    'a whole number from 0 to 4294967295 (TS 29.571 RatingGroup)',
  );
  const atMs = readStart(reader, nowMs);
  const units = readUnits(reader);
  const destination = reader.optional('called_number', readCalled, CALLED_ALLOWED) ?? '';
  const visited = reader.optional(
    'visited_network',
    (text) => /^(\d{3})-?(\d{2,3})$/.exec(text)?.slice(1).join(''),
    'MCC-MNC such as "208-01"',
  );
  if (
    reader.errors.length > 0 ||
    recordId === undefined ||
    subscriber === undefined ||
    ratingGroup === undefined ||
    atMs === undefined ||
    units === undefined
  ) {
    return reader.errors;
  }
  return {
    row,
    recordId,
    subscriber,
    ratingGroup,
    units,
    atMs,
    destination,
    ...(visited === undefined ? {} : { visited }),
  };
}

/** The SUPI where there is one; the number says the same, and is checked all the same. */
function readSubscriber(reader: RowReader): string | undefined {
  const number = reader.optional('msisdn', msisdn, MSISDN_ALLOWED);
  if (reader.text('supi') !== '') return reader.optional('supi', supi, SUPI_ALLOWED);
  if (reader.text('msisdn') === '') reader.wrong('supi', `missing, as is msisdn; allowed: ${SUPI_ALLOWED}`);
  return number;
}

function readStart(reader: RowReader, nowMs: number): number | undefined {
  const atMs = reader.required(
    'start_time',
    instant,
    'an ISO 8601 date and time with its offset such as "2026-11-22T09:30:00+01:00"',
  );
  if (atMs === undefined) return undefined;
  if (atMs <= nowMs + AHEAD_MS && atMs >= nowMs - BEHIND_MS) return atMs;
  const iso = (ms: number): string => new Date(ms).toISOString();
  reader.wrong(
    'start_time',
    `allowed: from ${iso(nowMs - BEHIND_MS)} (400 days ago) to ${iso(nowMs + AHEAD_MS)} (an hour ahead)`,
  );
  return undefined;
}

function readUnits(reader: RowReader): UsageRow['units'] | undefined {
  const given = UNITS.filter((unit) => reader.text(unit) !== '');
  if (given.length === 0) {
    reader.wrong(
      'bytes',
      'missing, as are seconds and messages; allowed: a number in one of the three columns',
    );
    return undefined;
  }
  if (given.length > 1) {
    for (const unit of given) reader.wrong(unit, `allowed: a number in one of ${given.join(', ')}`);
  }
  const values = given.map((unit) =>
    reader.optional(unit, wholeNumber(0, MOST[unit]), `a whole number from 0 to ${MOST[unit]}`),
  );
  const [unit, value] = [given[0], values[0]];
  return unit === undefined || value === undefined ? undefined : { [unit]: value };
}

const CALLED_ALLOWED = `digits as dialled or with "+", such as "+447700900001" or "101", or "${EMERGENCY_SERVICE}" for an emergency call`;

function readCalled(text: string): string | undefined {
  if (text.toLowerCase() === EMERGENCY_SERVICE) return EMERGENCY_SERVICE;
  return /^\+?[\d().\- ]{2,30}$/.test(text) && /\d{2}/.test(text.replaceAll(/\D/g, ''))
    ? calledDigits(text)
    : undefined;
}
