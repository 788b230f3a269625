/**
 * Ready queries over the lake, in the SQL that Athena (Trino) and DuckDB share. Each takes the month (`YYYY-MM`) as its
 * parameters, as often as it has question marks.
 */
import { LAKE_TABLES, type LakeTableName } from './tables.js';

export interface LakeQuery {
  /** Kebab-case. */
  readonly name: string;
  readonly title: string;
  readonly sql: string;
  /** How many question marks: the month for each. */
  readonly months: number;
}

/** What came twice counts once: rows are delivered at least once. */
function once(table: LakeTableName): string {
  const { key, columns } = LAKE_TABLES[table];
  return `(SELECT ${columns.map(({ name }) => name).join(', ')} FROM (
    SELECT *, row_number() OVER (PARTITION BY ${key.join(', ')} ORDER BY at_utc) AS copy FROM ${table}
  ) AS numbered WHERE copy = 1)`;
}

const MONTH_BEFORE = `substr(CAST(CAST(? || '-01' AS DATE) - INTERVAL '1' MONTH AS VARCHAR), 1, 7)`;
/** What subscribers pay beside usage, and get back. Micros; a charge is taken out of a bucket, so it is negative there. */
const CHARGES = `('recurring', 'usage-charge', 'advance-fee', 'paid')`;

const queries: readonly Omit<LakeQuery, 'months'>[] = [
  {
    name: 'margin-by-plan-and-day',
    title:
      'Margin by plan and day: what was charged, with tax where prices have it, less what the host charges',
    sql: `WITH u AS ${once('usage')}, m AS ${once('movements')},
sold AS (
  SELECT day, plan_id, currency, sum(price_micros) AS usage_micros, 0 AS charges_micros,
    sum(coalesce(wholesale_micros, 0)) AS wholesale_micros
  FROM u WHERE month = ? GROUP BY day, plan_id, currency
  UNION ALL
  SELECT day, plan_id, currency, 0, -sum(amount), 0
  FROM m WHERE month = ? AND unit = 'money' AND action IN ${CHARGES} GROUP BY day, plan_id, currency
)
SELECT day, plan_id, currency, sum(usage_micros) AS usage_micros, sum(charges_micros) AS charges_micros,
  sum(wholesale_micros) AS wholesale_micros,
  sum(usage_micros) + sum(charges_micros) - sum(wholesale_micros) AS margin_micros
FROM sold GROUP BY day, plan_id, currency ORDER BY day, plan_id`,
  },
  {
    name: 'arpu',
    title: 'What an active subscriber paid on average',
    sql: `WITH u AS ${once('usage')}, m AS ${once('movements')},
paid AS (
  SELECT subscriber_id, currency, price_micros AS micros FROM u WHERE month = ? AND subscriber_id <> ''
  UNION ALL
  SELECT subscriber_id, currency, -amount FROM m
  WHERE month = ? AND subscriber_id <> '' AND unit = 'money' AND action IN ${CHARGES}
)
SELECT currency, count(DISTINCT subscriber_id) AS subscribers, sum(micros) AS paid_micros,
  CAST(sum(micros) AS DOUBLE) / count(DISTINCT subscriber_id) AS arpu_micros
FROM paid GROUP BY currency ORDER BY currency`,
  },
  {
    name: 'active-base',
    title: 'Subscribers that used something, by day',
    sql: `WITH u AS ${once('usage')}
SELECT day, count(DISTINCT subscriber_id) AS subscribers, count(*) AS records
FROM u WHERE month = ? AND subscriber_id <> '' GROUP BY day ORDER BY day`,
  },
  {
    name: 'churn',
    title: 'Of those who were active in the month before, who is not any more',
    sql: `WITH u AS ${once('usage')},
before AS (SELECT DISTINCT subscriber_id FROM u WHERE month = ${MONTH_BEFORE} AND subscriber_id <> ''),
now AS (SELECT DISTINCT subscriber_id FROM u WHERE month = ? AND subscriber_id <> '')
SELECT count(*) AS active_before, sum(CASE WHEN now.subscriber_id IS NULL THEN 1 ELSE 0 END) AS gone,
  CASE WHEN count(*) = 0 THEN NULL
    ELSE CAST(sum(CASE WHEN now.subscriber_id IS NULL THEN 1 ELSE 0 END) AS DOUBLE) / count(*) END AS churn
FROM before LEFT JOIN now ON now.subscriber_id = before.subscriber_id`,
  },
  {
    name: 'host-cost',
    title: 'What hosts charge, by service and zone; events without a price are told apart',
    sql: `WITH u AS ${once('usage')}
SELECT host, unit, zone, host_terms, currency, count(*) AS events, sum(units) AS units,
  sum(coalesce(wholesale_micros, 0)) AS wholesale_micros,
  sum(CASE WHEN wholesale_micros IS NULL THEN 1 ELSE 0 END) AS unrated
FROM u WHERE month = ? GROUP BY host, unit, zone, host_terms, currency ORDER BY host, unit, zone, host_terms`,
  },
  {
    name: 'sponsor-income',
    title: 'Sponsored traffic: who pays, for how much, and what it costs us',
    sql: `WITH u AS ${once('usage')}
SELECT sponsor, service, currency, count(DISTINCT subscriber_id) AS subscribers, sum(units) AS units,
  sum(coalesce(wholesale_micros, 0)) AS wholesale_micros
FROM u WHERE month = ? AND sponsor <> '' GROUP BY sponsor, service, currency ORDER BY sponsor, service`,
  },
  {
    name: 'trial-balance',
    title: 'Every account of the ledger: debits, credits, and what is left',
    sql: `WITH l AS ${once('ledger')}
SELECT ledger_account, party, currency, sum(CASE WHEN micros > 0 THEN micros ELSE 0 END) AS debit_micros,
  -sum(CASE WHEN micros < 0 THEN micros ELSE 0 END) AS credit_micros, sum(micros) AS balance_micros
FROM l WHERE month = ? GROUP BY ledger_account, party, currency ORDER BY ledger_account, party, currency`,
  },
];

export const LAKE_QUERIES: readonly LakeQuery[] = queries.map((query) => ({
  ...query,
  months: query.sql.split('?').length - 1,
}));
