/** A partner's statement as people read it. */
import type { PrintedDocument } from '../billing/document.js';
import { formatsOf } from '../billing/formats.js';
import { labelsOf } from '../billing/labels.js';
import { fromMicros } from '../operator/decimal.js';
import type { PartnerFigures, PartnerLine } from './settle.js';

interface Words {
  readonly title: string;
  readonly partner: string;
  readonly share: string;
  readonly lines: string;
  readonly what: string;
  readonly amount: string;
  readonly net: string;
  readonly owed: string;
  readonly owes: string;
  readonly month: string;
  readonly inKind: string;
  readonly of: Readonly<Record<PartnerLine['what'], string>>;
  readonly basis: string;
  readonly figures: readonly [gross: string, net: string, result: string, lines: string, distributed: string];
}

const EN: Words = {
  title: 'Partner statement',
  partner: 'Partner',
  share: 'Share',
  lines: 'What you receive and pay',
  what: 'For',
  amount: 'Amount',
  net: 'Balance',
  owed: 'Paid to you',
  owes: 'To be paid by you',
  month: 'Month',
  inKind: 'Contributions in kind are named for the record; they are no part of the balance.',
  of: {
    royalty: 'Brand royalty',
    'per-subscriber': 'Active subscribers',
    step: 'Waterfall',
    share: 'Share of what is left',
    'cash-due': 'Cash contribution due',
    'in-kind': 'Contribution in kind',
  },
  basis: "The venture's month",
  figures: ['Gross revenue', 'Net revenue', 'Result', 'Active lines', 'Distributed'],
};

const ZH: Words = {
  title: '合作方结算单',
  partner: '合作方',
  share: '持股比例',
  lines: '应收与应付',
  what: '项目',
  amount: '金额',
  net: '余额',
  owed: '应付给您',
  owes: '应由您支付',
  month: '月份',
  inKind: '实物出资仅作记录，不计入余额。',
  of: {
    royalty: '品牌使用费',
    'per-subscriber': '活跃用户',
    step: '分配顺序',
    share: '剩余按股分配',
    'cash-due': '应缴现金出资',
    'in-kind': '实物出资',
  },
  basis: '合资企业当月情况',
  figures: ['总收入', '净收入', '结果', '活跃线路', '已分配'],
};

export interface PrintedSettlement {
  readonly id: string;
  readonly month: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly brandName: string;
  readonly madeAtMs: number;
  readonly gross: bigint;
  readonly net: bigint;
  readonly result: bigint;
  readonly pot: bigint;
  readonly activeLines: bigint;
}

/** @param locale  BCP 47; Chinese and English have words, others get English */
export function statementDocument(
  settlement: PrintedSettlement,
  partner: { readonly name: string; readonly sharePercent: string },
  { lines, net }: PartnerFigures,
  locale: string,
): PrintedDocument {
  const words = locale.startsWith('zh') ? ZH : EN;
  const labels = labelsOf(locale);
  const { money, percent, number } = formatsOf(locale, settlement.currency, settlement.timeZone, labels);
  const amountOf = (micros: bigint): string => money({ micros: Number(micros), amount: fromMicros(micros) });
  const columns = [
    { label: words.what, align: 'left', share: 4 },
    { label: words.amount, align: 'right', share: 1 },
  ] as const;
  const { gross, net: netRevenue, result, activeLines, pot } = settlement;
  const [grossName, netName, resultName, linesName, potName] = words.figures;
  return {
    locale,
    title: words.title,
    brandName: settlement.brandName,
    facts: [
      [labels.number, settlement.id],
      [words.month, settlement.month],
      [words.partner, partner.name],
      [words.share, percent(partner.sharePercent)],
    ],
    headline: { label: net < 0n ? words.owes : words.owed, value: amountOf(net < 0n ? -net : net) },
    tables: [
      {
        title: words.lines,
        columns,
        rows: lines.map(({ what, id, micros }) => [
          id === undefined ? words.of[what] : `${words.of[what]} · ${id}`,
          amountOf(micros),
        ]),
        total: [words.net, amountOf(net)],
      },
      {
        title: words.basis,
        columns,
        rows: [
          [grossName, amountOf(gross)],
          [netName, amountOf(netRevenue)],
          [linesName, number(Number(activeLines))],
          [resultName, amountOf(result)],
          [potName, amountOf(pot)],
        ],
      },
    ],
    notes: lines.some(({ what }) => what === 'in-kind') ? [words.inKind] : [],
    pageLabel: labels.page,
    madeAtMs: settlement.madeAtMs,
  };
}
