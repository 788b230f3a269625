/** Routes of the joint venture. */
import { toMicros, fromMicros } from '../../domain/operator/decimal.js';
import { earnOut, isOpen, monthsAfter, stakePrice, ventureValue } from '../../domain/venture/exit.js';
import { statementDocument } from '../../domain/venture/printed.js';
import { ventureBodies } from '../../domain/venture/schemas.js';
import { unpackFigures } from '../../domain/venture/settle.js';
import { byQuality, localeFor } from '../billing/brand.js';
import { answerList, answerOne, listQuery } from '../partners/kernel/list.js';
import type { Partner } from '../partners/kernel/partner.js';
import { invalid, notFound, RefusedError } from '../partners/kernel/refused.js';
import { created, type PartnerHandler, type PartnerRequest } from '../partners/kernel/serve.js';
import { json } from '../shared/problem.js';
import { operatorOnly } from '../statements/who.js';
import type { Settlement, VentureOffice } from './office.js';
import { paySettlement, reverseSettlement, settleMonth, termsOf } from './steps.js';
import { partnerView, settlementView } from './views.js';

/** An HTTP API gives up after 30 s; a month that is longer to count is gone on with. */
const COUNTING_MS = 15_000;
const OPERATOR: Partner = { id: 'operator', isOperator: true, requestsPerMinute: 0 };

export function ventureHandlers(office: VentureOffice): Readonly<Record<string, PartnerHandler>> {
  const own =
    (work: (request: PartnerRequest) => ReturnType<PartnerHandler>): PartnerHandler =>
    async (request) => {
      operatorOnly(request.partner);
      termsOf(office);
      return work(request);
    };
  const seen = async ({ path }: PartnerRequest): Promise<Settlement> =>
    office.settlements.mustGet(OPERATOR, path['settlementId'] ?? '');
  return {
    retrieveVenture: async (request) => {
      termsOf(office);
      const isPartner = office.venture?.partners.some(({ id }) => id === request.partner.id) === true;
      if (!isPartner) operatorOnly(request.partner);
      return json(200, office.venture);
    },
    createVentureSettlement: own(async ({ body, nowMs }) => {
      const { month } = ventureBodies.VentureSettlement_Create.parse(body);
      return created(
        settlementView(await settleMonth(office, month, nowMs, office.ledger.now() + COUNTING_MS)),
      );
    }),
    listVentureSettlements: own(async ({ query, partner }) =>
      answerList(
        listQuery(query, ['id', 'month', 'state']),
        office.settlements.list(partner),
        settlementView,
      ),
    ),
    retrieveVentureSettlement: own(async (request) =>
      answerOne(settlementView(await seen(request)), request.query),
    ),
    payVentureSettlement: own(async (request) => {
      const payment = ventureBodies.VenturePayment.parse(request.body);
      return json(
        200,
        settlementView(await paySettlement(office, await seen(request), payment, request.nowMs)),
      );
    }),
    reverseVentureSettlement: own(async (request) => {
      const { reason } = ventureBodies.VentureReversal.parse(request.body);
      return json(
        200,
        settlementView(await reverseSettlement(office, await seen(request), reason, request.nowMs)),
      );
    }),
    retrieveVentureStatement: async (request) => statement(office, request),
    quoteVentureExit: own(async ({ body }) => json(200, await quote(office, body))),
  };
}

/** A partner reads its own; the operator all. */
async function statement(office: VentureOffice, { path, partner, headers }: PartnerRequest) {
  termsOf(office);
  const { settlementId = '', partnerId: name = '' } = path;
  const isPdf = name.endsWith('.pdf') || byQuality(headers['accept'] ?? '*/*')[0] === 'application/pdf';
  const partnerId = name.replace(/\.pdf$/, '');
  if (partner.id !== partnerId) operatorOnly(partner);
  const record = await office.settlements.mustGet(OPERATOR, settlementId);
  const figures = unpackFigures(record.figures);
  const own = figures.partners.find((one) => one.partner === partnerId);
  const about = office.venture?.partners.find(({ id }) => id === partnerId);
  if (own === undefined || about === undefined) throw notFound('partner', partnerId);
  const { id, month, currency, state } = record;
  if (!isPdf) {
    const { lines, net } = partnerView(own);
    const paid = record.payments[partnerId];
    return json(200, {
      settlementId: id,
      month,
      currency,
      state,
      partner: { id: partnerId, name: about.name, sharePercent: about.sharePercent },
      lines,
      net,
      ...(paid === undefined ? {} : { paid: { reference: paid.reference, at: paid.at } }),
    });
  }
  const { brand, timeZone } = await office.market();
  const locales = brand.locales as [string, ...string[]];
  const locale = localeFor({ ...brand, locales }, headers['accept-language']);
  const printed = statementDocument(
    { ...figures, id, month, currency, timeZone, brandName: brand.name, madeAtMs: Date.parse(record.at) },
    about,
    own,
    locale,
  );
  // Loaded when the first one is drawn: most answers are JSON, and need none of it.
  const { drawPdf } = await import('../billing/pdf.js');
  return {
    statusCode: 200,
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': `inline; filename="${id}_${partnerId}.pdf"`,
      'content-language': locale,
      vary: 'accept, accept-language',
    },
    body: (await drawPdf(printed, brand.theme)).toString('base64'),
    isBase64Encoded: true,
  };
}

async function quote(office: VentureOffice, body: unknown) {
  const { partner, month, option, laterSale } = ventureBodies.VentureExit.parse(body);
  const { exit, shares } = termsOf(office);
  if (exit === undefined) throw new RefusedError(409, 'no-exit-terms', 'the joint venture has no exit terms');
  const share = shares.find(({ id }) => id === partner);
  const options = option === undefined ? [] : exit[`${option.kind}s`].filter(({ by }) => by === option.by);
  const open = options.find((one) => isOpen(one, month));
  const problems = [
    ...(share === undefined
      ? [{ param: 'partner', reason: `got "${partner}"; allowed: ${shares.map(({ id }) => id).join(', ')}` }]
      : []),
    ...(option !== undefined && open === undefined
      ? [
          {
            param: 'option',
            reason: `${option.by} has no ${option.kind} in ${month}; allowed: ${
              exit[`${option.kind}s`].map(({ by, from, until }) => `${by} ${from} to ${until}`).join(', ') ||
              'none'
            }`,
          },
        ]
      : []),
    ...(option?.kind === 'put' && option.by !== partner
      ? [{ param: 'option.by', reason: `got "${option.by}"; allowed: ${partner}, whose part is sold` }]
      : []),
    ...(option?.kind === 'call' && option.by === partner
      ? [{ param: 'option.by', reason: `got "${option.by}"; allowed: another partner, who buys` }]
      : []),
  ];
  if (problems.length > 0 || share === undefined) throw invalid('exit-invalid', problems);
  const last = { gross: 0n, result: 0n };
  let months = 0;
  for await (const { state, month: settled, figures } of office.settlements.list(OPERATOR).walk()) {
    // The twelve months before the exit.
    if (state === 'reversed' || settled >= month || monthsAfter(settled, 12) < month) continue;
    const { gross, result } = unpackFigures(figures);
    last.gross += gross;
    last.result += result;
    months++;
  }
  const value = ventureValue(exit.price, last);
  const used = option === undefined || open === undefined ? undefined : { kind: option.kind, option: open };
  return {
    partner,
    month,
    currency: (await office.market()).currency,
    months,
    value: fromMicros(value),
    price: fromMicros(stakePrice(value, share.weight, used)),
    ...(laterSale === undefined || exit.earnOut === undefined
      ? {}
      : {
          earnOut: fromMicros(
            earnOut(exit.earnOut, month, {
              month: laterSale.month,
              value: BigInt(toMicros(laterSale.value)),
            }),
          ),
        }),
    brandUntil: monthsAfter(month, exit.brandTailYears * 12),
  };
}
