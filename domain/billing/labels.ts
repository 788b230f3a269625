/** What stands on a bill beside data, by language. A brand's other languages get English. */
import type { MovementAction } from '../charging/movement.js';
import type { PricePart } from '../price-models/index.js';

export interface Labels {
  readonly bill: string;
  readonly receipt: string;
  readonly notBilledYet: string;
  readonly number: string;
  readonly issued: string;
  readonly period: string;
  readonly plan: string;
  readonly number1: string;
  readonly numbers: string;
  readonly amountDue: string;
  readonly paid: string;
  readonly dueBy: string;
  readonly carried: string;
  readonly roundedUp: string;
  readonly summary: string;
  readonly charges: string;
  readonly usage: string;
  readonly adjustments: string;
  readonly payments: string;
  readonly taxIn: string;
  readonly taxOn: string;
  readonly net: string;
  readonly tax: string;
  readonly total: string;
  readonly what: string;
  readonly date: string;
  readonly reference: string;
  readonly amount: string;
  readonly service: string;
  readonly destination: string;
  readonly other: string;
  readonly count: string;
  readonly units: string;
  readonly included: string;
  readonly balances: string;
  readonly balance: string;
  readonly opening: string;
  readonly closing: string;
  readonly allowances: string;
  readonly given: string;
  readonly used: string;
  readonly taken: string;
  readonly unlimited: string;
  readonly uncollected: string;
  readonly bySim: string;
  readonly byCostCentre: string;
  readonly shared: string;
  readonly itemised: string;
  readonly late: string;
  readonly sponsored: string;
  readonly paidIn: string;
  readonly noTaxOnTopUps: string;
  readonly messages: string;
  /** "{page}" and "{pages}" stand for numbers. */
  readonly page: string;
  readonly price: string;
  /** "{name}" stands for a usage price's. */
  readonly pricing: string;
  /** "{tier}" stands for its number. */
  readonly tier: string;
  readonly parts: Readonly<Record<PricePart['kind'], string>>;
  readonly actions: Readonly<Record<MovementAction, string>>;
}

const en: Labels = {
  bill: 'Bill',
  receipt: 'Receipt',
  notBilledYet: 'Not billed yet',
  number: 'Number',
  issued: 'Issued',
  period: 'Period',
  plan: 'Plan',
  number1: 'Phone number',
  numbers: 'Phone numbers',
  amountDue: 'Amount due',
  paid: 'Paid',
  dueBy: 'Due by',
  carried: 'Brought forward',
  roundedUp: 'Rounded up; stays in the balance',
  summary: 'Summary',
  charges: 'Charges',
  usage: 'Usage',
  adjustments: 'Adjustments',
  payments: 'Payments and credits',
  taxIn: 'contained',
  taxOn: 'added',
  net: 'Net',
  tax: 'Tax',
  total: 'Total',
  what: 'Description',
  date: 'Date',
  reference: 'Reference',
  amount: 'Amount',
  service: 'Service',
  destination: 'Destination',
  other: 'Other',
  count: 'Count',
  units: 'Quantity',
  included: 'Included',
  balances: 'Balances',
  balance: 'Balance',
  opening: 'Opening',
  closing: 'Closing',
  allowances: 'Allowances',
  given: 'Given',
  used: 'Used',
  taken: 'Expired or passed on',
  unlimited: 'unlimited',
  uncollected: 'Usage not charged',
  bySim: 'By phone number',
  byCostCentre: 'By cost centre',
  shared: 'Plan and other',
  itemised: 'Itemised usage',
  late: 'before this period',
  sponsored: 'paid by {sponsor}',
  paidIn: 'Topped up',
  noTaxOnTopUps: 'Money paid ahead bears no tax; what it buys does when it is used.',
  messages: '{count} messages',
  page: 'Page {page} of {pages}',
  price: 'Price',
  pricing: 'How “{name}” is priced',
  tier: 'Tier {tier}',
  parts: {
    flat: 'Flat',
    units: 'Usage',
    packages: 'Packages',
    percentage: 'Share',
    fees: 'Fees',
    blocks: 'Blocks',
    discount: 'Discount',
    maximum: 'Most that a period costs',
    minimum: 'Least that a period costs',
    earlier: 'Billed before',
  },
  actions: {
    opened: 'Starting credit',
    'topped-up': 'Top-up',
    renewed: 'Credit of the plan',
    bought: 'Credit of an add-on',
    credited: 'Credit',
    'transferred-in': 'Transfer received',
    advanced: 'Advance',
    leased: 'From the pool',
    recurring: 'Recurring charge',
    paid: 'Purchase',
    debited: 'Debit',
    'transferred-out': 'Transfer sent',
    repaid: 'Advance repaid',
    returned: 'Back to the pool',
    expired: 'Expired',
    'advance-fee': 'Advance fee',
    'usage-charge': 'Usage of the period',
    released: 'Released',
    'clawed-back': 'Payment taken back',
    held: 'Held: payment disputed',
    'carrier-billed': 'Paid to a third party',
    'carrier-returned': 'Given back by a third party',
    reserved: 'Reserved',
    unreserved: 'No longer reserved',
    rewarded: 'Reward',
    'reward-taken-back': 'Reward taken back',
  },
};

const de: Labels = {
  bill: 'Rechnung',
  receipt: 'Beleg',
  notBilledYet: 'Noch nicht abgerechnet',
  number: 'Nummer',
  issued: 'Ausgestellt',
  period: 'Zeitraum',
  plan: 'Tarif',
  number1: 'Rufnummer',
  numbers: 'Rufnummern',
  amountDue: 'Zu zahlen',
  paid: 'Bezahlt',
  dueBy: 'Fällig am',
  carried: 'Übertrag',
  roundedUp: 'Aufgerundet; bleibt im Guthaben',
  summary: 'Übersicht',
  charges: 'Entgelte',
  usage: 'Nutzung',
  adjustments: 'Korrekturen',
  payments: 'Zahlungen und Gutschriften',
  taxIn: 'enthalten',
  taxOn: 'zuzüglich',
  net: 'Netto',
  tax: 'Steuer',
  total: 'Summe',
  what: 'Bezeichnung',
  date: 'Datum',
  reference: 'Referenz',
  amount: 'Betrag',
  service: 'Dienst',
  destination: 'Ziel',
  other: 'Sonstige',
  count: 'Anzahl',
  units: 'Menge',
  included: 'Inklusive',
  balances: 'Guthaben',
  balance: 'Guthaben',
  opening: 'Anfang',
  closing: 'Ende',
  allowances: 'Inklusivleistungen',
  given: 'Erhalten',
  used: 'Genutzt',
  taken: 'Verfallen oder weitergegeben',
  unlimited: 'unbegrenzt',
  uncollected: 'Nicht berechnete Nutzung',
  bySim: 'Nach Rufnummer',
  byCostCentre: 'Nach Kostenstelle',
  shared: 'Tarif und Sonstiges',
  itemised: 'Einzelverbindungsnachweis',
  late: 'vor diesem Zeitraum',
  sponsored: 'bezahlt von {sponsor}',
  paidIn: 'Aufgeladen',
  noTaxOnTopUps: 'Vorausbezahltes Guthaben enthält keine Steuer; sie fällt bei der Nutzung an.',
  messages: '{count} Nachrichten',
  page: 'Seite {page} von {pages}',
  price: 'Preis',
  pricing: 'Berechnung „{name}“',
  tier: 'Stufe {tier}',
  parts: {
    flat: 'Pauschale',
    units: 'Nutzung',
    packages: 'Pakete',
    percentage: 'Anteil',
    fees: 'Gebühren',
    blocks: 'Blöcke',
    discount: 'Nachlass',
    maximum: 'Höchstbetrag des Zeitraums',
    minimum: 'Mindestbetrag des Zeitraums',
    earlier: 'Bereits berechnet',
  },
  actions: {
    opened: 'Startguthaben',
    'topped-up': 'Aufladung',
    renewed: 'Guthaben des Tarifs',
    bought: 'Guthaben einer Option',
    credited: 'Gutschrift',
    'transferred-in': 'Übertragung erhalten',
    advanced: 'Vorschuss',
    leased: 'Aus dem Pool',
    recurring: 'Grundentgelt',
    paid: 'Kauf',
    debited: 'Belastung',
    'transferred-out': 'Übertragung gesendet',
    repaid: 'Vorschuss getilgt',
    returned: 'Zurück in den Pool',
    expired: 'Verfallen',
    'advance-fee': 'Gebühr für Vorschuss',
    'usage-charge': 'Nutzung des Zeitraums',
    released: 'Freigegeben',
    'clawed-back': 'Zahlung zurückgebucht',
    held: 'Einbehalten: Zahlung strittig',
    'carrier-billed': 'An Dritte gezahlt',
    'carrier-returned': 'Von Dritten erstattet',
    reserved: 'Reserviert',
    unreserved: 'Nicht mehr reserviert',
    rewarded: 'Prämie',
    'reward-taken-back': 'Prämie zurückgebucht',
  },
};

const zh: Labels = {
  bill: '账单',
  receipt: '收据',
  notBilledYet: '未出账',
  number: '编号',
  issued: '开具日期',
  period: '账期',
  plan: '套餐',
  number1: '手机号码',
  numbers: '手机号码',
  amountDue: '应付金额',
  paid: '已付金额',
  dueBy: '付款截止日',
  carried: '上期结转',
  roundedUp: '进位取整，差额留存余额',
  summary: '费用汇总',
  charges: '套餐及增值费用',
  usage: '使用费用',
  adjustments: '调账',
  payments: '充值与赠送',
  taxIn: '含税',
  taxOn: '另加',
  net: '不含税金额',
  tax: '税额',
  total: '合计',
  what: '项目',
  date: '日期',
  reference: '参考号',
  amount: '金额',
  service: '业务',
  destination: '目的地',
  other: '其他',
  count: '次数',
  units: '用量',
  included: '套餐内',
  balances: '余额变动',
  balance: '账户',
  opening: '期初',
  closing: '期末',
  allowances: '套餐用量',
  given: '获得',
  used: '已用',
  taken: '过期或转出',
  unlimited: '不限量',
  uncollected: '未收费用量',
  bySim: '按号码小计',
  byCostCentre: '按成本中心小计',
  shared: '套餐及其他',
  itemised: '使用详单',
  late: '账期之前',
  sponsored: '由{sponsor}支付',
  paidIn: '充值金额',
  noTaxOnTopUps: '充值金额不含税，税款在使用时计收。',
  messages: '{count}条',
  page: '第{page}页，共{pages}页',
  price: '单价',
  pricing: '“{name}”计费明细',
  tier: '第{tier}档',
  parts: {
    flat: '固定费用',
    units: '用量',
    packages: '流量包',
    percentage: '按比例',
    fees: '手续费',
    blocks: '计费单元',
    discount: '折扣',
    maximum: '账期封顶',
    minimum: '账期保底',
    earlier: '已出账',
  },
  actions: {
    opened: '初始余额',
    'topped-up': '充值',
    renewed: '套餐赠款',
    bought: '增值包赠款',
    credited: '调增',
    'transferred-in': '转入',
    advanced: '预支',
    leased: '共享池分配',
    recurring: '月租费',
    paid: '购买',
    debited: '调减',
    'transferred-out': '转出',
    repaid: '归还预支',
    returned: '退回共享池',
    expired: '过期',
    'advance-fee': '预支手续费',
    'usage-charge': '本期用量费',
    released: '已解除冻结',
    'clawed-back': '付款已退回',
    held: '争议冻结',
    'carrier-billed': '支付给第三方',
    'carrier-returned': '第三方退款',
    reserved: '已预留',
    unreserved: '已取消预留',
    rewarded: '奖励',
    'reward-taken-back': '奖励收回',
  },
};

const LANGUAGES: Readonly<Record<string, Labels>> = { en, de, zh };

/** @param locale  BCP 47 */
export function labelsOf(locale: string): Labels {
  return LANGUAGES[new Intl.Locale(locale).language] ?? en;
}
