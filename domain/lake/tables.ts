/** Tables of the lake, as data: what Glue, Athena and DuckDB know them by, and what rows are made to fit. */

/** Of Hive, as Glue names them. */
export type ColumnType = 'string' | 'bigint' | 'int' | 'boolean';

export interface LakeColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** Shown in Glue. */
  readonly comment: string;
}

export interface LakeTable {
  readonly name: string;
  readonly comment: string;
  readonly columns: readonly LakeColumn[];
  /** Columns that name a row: what is delivered at least once is counted once by them. */
  readonly key: readonly string[];
}

const text = (name: string, comment: string): LakeColumn => ({ name, type: 'string', comment });
const number = (name: string, comment: string): LakeColumn => ({ name, type: 'bigint', comment });
const flag = (name: string, comment: string): LakeColumn => ({ name, type: 'boolean', comment });

const RECORD = [
  text('account', 'Whose: imsi-… of the first SIM, or a company'),
  number('version', 'Of the account: a record is told apart by account and version'),
  number('line', 'Place in the record'),
  text('at_utc', 'ISO 8601'),
  text('day', 'YYYY-MM-DD on the clocks of the market'),
  text('month', 'YYYY-MM on the clocks of the market'),
  text('subscriber_id', 'sub_…; empty where nobody has the SIM'),
  text('plan_id', 'Version of the plan'),
  text('currency', 'ISO 4217'),
];

const RECORD_KEY = ['account', 'version', 'line'];

export const LAKE_TABLES = {
  usage: {
    name: 'usage',
    comment: 'What was used: a row a line of a usage record',
    key: RECORD_KEY,
    columns: [
      ...RECORD,
      text('supi', 'imsi-…'),
      text('service', 'Of the plan'),
      text('unit', 'bytes, seconds or messages'),
      number('units', 'In that unit'),
      text('destination', 'national, …'),
      text('zone', 'Roaming zone; empty at home'),
      number('rating_group', '3GPP'),
      number('price_micros', 'What money buckets paid, micros of the currency'),
      flag('tax_inclusive', 'Whether the price includes tax'),
      text('sponsor', 'Who paid instead of the subscriber'),
      number('wholesale_micros', 'What the host charges us, before tax; null = not rated'),
      text('host', 'Whose radio it was'),
      number('host_terms', 'Version of the terms'),
      flag('uncollected', 'Beyond what the account held'),
    ],
  },
  movements: {
    name: 'movements',
    comment: 'What changed a bucket other than usage: a row a movement',
    key: RECORD_KEY,
    columns: [
      ...RECORD,
      text('action', 'topped-up, recurring, refunded, …'),
      text('bucket', 'Of the plan'),
      text('unit', 'money, bytes, seconds, messages or points'),
      number('amount', 'In that unit, micros of money; positive = put in'),
      text('add_on', 'That was bought, renewed or charged; empty = the plan'),
      text('reference', 'Of the command'),
    ],
  },
  ledger: {
    name: 'ledger',
    comment: 'Double entry: a row a leg',
    key: ['entry_id', 'line'],
    columns: [
      text('entry_id', 'Of the entry'),
      number('line', 'Place of the leg in the entry'),
      text('at_utc', 'ISO 8601'),
      text('day', 'Book day, YYYY-MM-DD'),
      text('month', 'YYYY-MM'),
      text('currency', 'ISO 4217'),
      text('source', 'What it was made of: usage, statement, …'),
      text('ledger_account', 'wallets, revenue/usage, host-payable, …'),
      text('party', 'Host, sponsor, provider or partner; empty = none'),
      number('micros', 'Debit > 0, credit < 0; of an entry they add up to nothing'),
    ],
  },
} as const satisfies Readonly<Record<string, LakeTable>>;

export type LakeTableName = keyof typeof LAKE_TABLES;

/** The day on which a row arrived, UTC: what files are put into folders by. */
export const PARTITION = {
  name: 'arrived',
  type: 'string',
  comment: 'YYYY-MM-DD, UTC, of the arrival',
} as const;
