/** What the operator that loses a number wants to know, by the country of the number. */

export interface PortInField {
  /** Name in the characteristic `portIn`. */
  readonly name: string;
  readonly pattern: RegExp;
  /** What is allowed, for people. */
  readonly allowed: string;
  readonly required: boolean;
}

const MSISDN: PortInField = {
  name: 'msisdn',
  pattern: /^[1-9]\d{4,14}$/,
  allowed: 'the number in international form, 5 to 15 digits without "+"',
  required: true,
};

const text = (name: string, pattern: RegExp, allowed: string, required = true): PortInField => ({
  name,
  pattern,
  allowed,
  required,
});

const DATE = text('requestedDate', /^\d{4}-\d\d-\d\d$/, 'a date such as "2026-12-01"', false);
const HOLDER = text(
  'accountHolder',
  /^.{2,100}$/,
  'the name that the losing operator knows, 2 to 100 characters',
);
const OPERATOR = (required: boolean) =>
  text('currentProvider', /^.{2,60}$/, 'name of the losing operator, 2 to 60 characters', required);

/** Directive (EU) 2018/1972 Art. 106: the gaining operator leads, one working day. */
const EU: readonly PortInField[] = [MSISDN, HOLDER, OPERATOR(true), DATE];

const BY_COUNTRY: Readonly<Record<string, readonly PortInField[]>> = {
  // Ofcom General Condition C7: Porting Authorisation Code, three letters and six digits.
  GB: [
    MSISDN,
    text('pac', /^[A-Za-z]{3} ?\d{6}$/, 'the PAC, 3 letters and 6 digits, such as "ABC123456"'),
    DATE,
  ],
  // LSR/NPAC: account number and number transfer PIN of the losing operator, and the postcode it bills.
  US: [
    MSISDN,
    text(
      'accountNumber',
      /^[A-Za-z0-9-]{4,30}$/,
      'account number at the losing operator, 4 to 30 letters or digits',
    ),
    text(
      'pin',
      /^[A-Za-z0-9]{4,15}$/,
      'number transfer PIN of the losing operator, 4 to 15 letters or digits',
    ),
    text('zip', /^\d{5}(-?\d{4})?$/, 'ZIP code of the bill, such as "94105"'),
    HOLDER,
    DATE,
  ],
  // § 59 TKG: name and date of birth must be those that the losing operator has.
  DE: [
    MSISDN,
    HOLDER,
    text('dateOfBirth', /^\d{4}-\d\d-\d\d$/, 'date of birth of the holder, such as "1990-05-17"'),
    OPERATOR(true),
    DATE,
  ],
  // MIIT rules of 2019-11: the holder asks 10001/10086/10010 by SMS for an authorisation code of six digits.
  CN: [
    MSISDN,
    HOLDER,
    text('identityLastDigits', /^[0-9]{3}[0-9Xx]$/, 'last four characters of the identity card'),
    text('authorizationCode', /^\d{6}$/, 'authorisation code from the losing operator, 6 digits'),
    DATE,
  ],
};

const EU_COUNTRIES = new Set(
  'AT BE BG HR CY CZ DK EE FI FR GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO'.split(' '),
);

/** @param country  ISO 3166-1 alpha-2 of the market; of others the number, its holder and its operator are asked for */
export const portInFields = (country: string): readonly PortInField[] =>
  BY_COUNTRY[country] ?? (EU_COUNTRIES.has(country) ? EU : [MSISDN, HOLDER, OPERATOR(true), DATE]);

/** Countries with fields of their own, for the documentation. */
export const PORT_IN_COUNTRIES: readonly string[] = Object.keys(BY_COUNTRY);
