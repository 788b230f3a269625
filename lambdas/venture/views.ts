/** Settlements as the API shows them: amounts are decimal strings. */
import { fromMicros } from '../../domain/operator/decimal.js';
import { type PartnerFigures, unpackFigures } from '../../domain/venture/settle.js';
import type { SettlementRecord } from './office.js';

export const partnerView = ({ partner, lines, net }: PartnerFigures) => ({
  partner,
  lines: lines.map(({ what, id, micros }) => ({
    what,
    ...(id === undefined ? {} : { id }),
    amount: fromMicros(micros),
  })),
  net: fromMicros(net),
});

export function settlementView(record: SettlementRecord & { readonly id: string }) {
  const { id, month, currency, state, at, payments, reversed } = record;
  const figures = unpackFigures(record.figures);
  const { gross, net, earned, royalty, perSubscriber, result, lossBefore, lossCarried, pot } = figures;
  return {
    id,
    month,
    currency,
    state,
    at,
    activeLines: Number(figures.activeLines),
    gross: fromMicros(gross),
    net: fromMicros(net),
    earned: fromMicros(earned),
    royalty: fromMicros(royalty),
    perSubscriber: fromMicros(perSubscriber),
    result: fromMicros(result),
    lossBefore: fromMicros(lossBefore),
    lossCarried: fromMicros(lossCarried),
    distributed: fromMicros(pot),
    steps: figures.steps.map(({ id: step, to, due, paid }) => ({
      id: step,
      to,
      due: fromMicros(due),
      paid: fromMicros(paid),
    })),
    partners: figures.partners.map(partnerView),
    payments: Object.entries(payments).map(([partner, { reference, at: paidAt }]) => ({
      partner,
      reference,
      at: paidAt,
    })),
    ...(reversed === undefined ? {} : { reversed: { at: reversed.at, reason: reversed.reason } }),
  };
}
