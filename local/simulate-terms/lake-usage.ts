/** Usage and fees of a month from the lake: what the operator's subscribers really did, each record once. */
import type { ServiceKind } from '../../domain/catalogue/plan.js';
import { UsageTally } from '../../domain/agreements/simulate.js';
import { LAKE_TABLES, type LakeTableName } from '../../domain/lake/tables.js';
import type { Lake } from '../report/lake.js';

const KINDS: Readonly<Record<string, ServiceKind>> = { bytes: 'data', seconds: 'voice', messages: 'sms' };
/** Charges that are a plan's fees, whatever was used. */
const FEES = `('recurring', 'paid', 'advance-fee')`;

function once(table: LakeTableName): string {
  return `(SELECT * FROM ${table} QUALIFY row_number() OVER (PARTITION BY ${LAKE_TABLES[table].key.join(', ')} ORDER BY at_utc) = 1)`;
}

/**
 * @param taxPercent  of the market; @param taxInclusive  whether its prices include it
 * @returns the tally, and how many records had units that can't be priced by the host's terms
 */
export async function lakeUsage(
  lake: Lake,
  month: string,
  { taxPercent, taxInclusive }: { readonly taxPercent: string; readonly taxInclusive: boolean },
  tell: (records: number) => void = () => undefined,
): Promise<UsageTally> {
  const tally = new UsageTally(taxPercent);
  const usage = `SELECT supi, plan_id, unit, zone, units, price_micros, tax_inclusive FROM ${once('usage')} WHERE month = ?`;
  for await (const rows of lake.stream(usage, [month])) {
    for (const [supi, planId, unit, zone, units, priceMicros, inclusive] of rows)
      tally.add({
        supi: String(supi),
        planId: String(planId),
        kind: KINDS[String(unit)] ?? 'data',
        units: Number(units),
        priceMicros: Number(priceMicros),
        taxInclusive: inclusive === true,
        ...(typeof zone !== 'string' || zone === '' ? {} : { zone }),
      });
    tell(tally.records);
  }
  const fees = new UsageTally(taxPercent);
  const charges = `SELECT plan_id, account, -amount FROM ${once('movements')} WHERE month = ? AND unit = 'money' AND action IN ${FEES}`;
  for await (const rows of lake.stream(charges, [month]))
    for (const [planId, account, micros] of rows)
      fees.add({
        supi: String(account),
        planId: String(planId),
        kind: 'data',
        units: 0,
        priceMicros: Number(micros),
        taxInclusive,
      });
  for (const { planId, sums } of fees.plans())
    tally.addFees(planId, Number(sums.reduce((all, { retailMicros }) => all + retailMicros, 0n)));
  return tally;
}
