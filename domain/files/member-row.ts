/** The rules of a company's member files: one row, one member with a SIM. */
import { isDecimal, decimalPlaces, toMicros } from '../operator/decimal.js';
import { luhnDigit } from '../operator/luhn.js';
import { matching, msisdn, MSISDN_ALLOWED, RowReader, supi, type Fields, type RowError } from './fields.js';

export const MEMBER_COLUMNS = [
  'company',
  'cost_centre',
  'name',
  'msisdn',
  'iccid',
  'imsi',
  'plan',
  'cap',
] as const;

/** Of an inner list, one at least. */
export const REQUIRED_MEMBER_COLUMNS = ['company', 'name', 'msisdn', 'iccid', 'imsi', 'plan'] as const;

/** One row of a member file. */
export interface MemberRow {
  readonly row: number;
  /** Of the company, as its API knows it. */
  readonly company: string;
  /** Of the company's cost centres; absent = none. */
  readonly costCentre?: string;
  readonly name: string;
  /** `msisdn-…` */
  readonly msisdn: string;
  /** 19 or 20 digits, the last one a Luhn check digit (ITU-T E.118). */
  readonly iccid: string;
  /** `imsi-…`: the SIM's SUPI. */
  readonly supi: string;
  /** Id of the offering. */
  readonly plan: string;
  /** Most that the member may spend in a period, micros; absent = what the plan says. */
  readonly capMicros?: number;
}

const ID = /^[0-9A-Za-z][0-9A-Za-z_-]{0,44}$/;

/** A row as a `MemberRow`, or everything that is wrong with it. */
export function readMemberRow(row: number, fields: Fields): MemberRow | readonly RowError[] {
  const reader = new RowReader(row, fields);
  const company = reader.required('company', matching(ID), 'the id of a company');
  const costCentre = reader.optional(
    'cost_centre',
    matching(ID),
    "the id of one of the company's cost centres",
  );
  const name = reader.required('name', readName, 'text of 1 to 60 characters');
  const number = reader.required('msisdn', msisdn, MSISDN_ALLOWED);
  const iccid = reader.required(
    'iccid',
    readIccid,
    '19 or 20 digits, the last of which is the Luhn check digit (ITU-T E.118)',
  );
  const imsi = reader.required('imsi', readImsi, 'the SIM\'s IMSI of 15 digits such as "234150000000001"');
  const plan = reader.required('plan', matching(/^[a-z][a-z0-9-]{0,29}$/), 'the id of a plan that is sold');
  const capMicros = reader.optional('cap', readMoney, 'an amount of money such as "25.00", more than 0');
  if (
    reader.errors.length > 0 ||
    company === undefined ||
    name === undefined ||
    number === undefined ||
    iccid === undefined ||
    imsi === undefined ||
    plan === undefined
  ) {
    return reader.errors;
  }
  return {
    row,
    company,
    ...(costCentre === undefined ? {} : { costCentre }),
    name,
    msisdn: number,
    iccid,
    supi: imsi,
    plan,
    ...(capMicros === undefined ? {} : { capMicros }),
  };
}

const readName = (text: string): string | undefined =>
  text.length <= 60 && !/\p{Cc}/u.test(text) ? text : undefined;

function readIccid(text: string): string | undefined {
  const digits = text.replaceAll(' ', '');
  if (!/^89\d{17,18}$/.test(digits)) return undefined;
  return luhnDigit(digits.slice(0, -1)) === Number(digits.at(-1)) ? digits : undefined;
}

const readImsi = (text: string): string | undefined =>
  /^(?:imsi-)?\d{15}$/.test(text) ? supi(text) : undefined;

function readMoney(text: string): number | undefined {
  if (!isDecimal(text) || decimalPlaces(text) > 6 || text.length > 16) return undefined;
  const micros = toMicros(text);
  return micros > 0 ? micros : undefined;
}
