/** Routes of the settlement API that are about the joint venture. */
import { type Route, scopeOf } from '../partners/route.js';

const venture = (verb: 'read' | 'write') =>
  ({ api: 'venture', handler: 'venture', scope: scopeOf('venture', verb) }) as const;

const SETTLEMENTS = '/venture/settlements';
const ONE = `${SETTLEMENTS}/{settlementId}`;

export const VENTURE_ROUTES: readonly Route[] = [
  {
    ...venture('read'),
    operationId: 'retrieveVenture',
    method: 'GET',
    path: '/venture',
    summary: 'Partners, shares and terms of the joint venture',
    answer: 'Venture',
    status: 200,
  },
  {
    ...venture('write'),
    operationId: 'createVentureSettlement',
    method: 'POST',
    path: SETTLEMENTS,
    summary: 'Settle a closed month, once',
    body: 'VentureSettlement_Create',
    answer: 'VentureSettlement',
    status: 201,
  },
  {
    ...venture('read'),
    operationId: 'listVentureSettlements',
    method: 'GET',
    path: SETTLEMENTS,
    summary: 'Settlements, oldest first',
    answer: 'VentureSettlement',
    isList: true,
    status: 200,
  },
  {
    ...venture('read'),
    operationId: 'retrieveVentureSettlement',
    method: 'GET',
    path: ONE,
    summary: 'A settlement',
    answer: 'VentureSettlement',
    status: 200,
  },
  {
    ...venture('write'),
    operationId: 'payVentureSettlement',
    method: 'POST',
    path: `${ONE}/pay`,
    summary: 'Note that a partner was paid, or paid',
    body: 'VenturePayment',
    answer: 'VentureSettlement',
    status: 200,
  },
  {
    ...venture('write'),
    operationId: 'reverseVentureSettlement',
    method: 'POST',
    path: `${ONE}/reverse`,
    summary: 'Take the last settlement back, before anybody was paid',
    body: 'VentureReversal',
    answer: 'VentureSettlement',
    status: 200,
  },
  {
    ...venture('read'),
    operationId: 'retrieveVentureStatement',
    method: 'GET',
    path: `${ONE}/statements/{partnerId}`,
    summary: "A partner's statement, as JSON or PDF",
    answer: 'VentureStatement',
    status: 200,
  },
  {
    ...venture('read'),
    operationId: 'quoteVentureExit',
    method: 'POST',
    path: '/venture/exit/quote',
    summary: "What a partner's part would cost; nothing is kept",
    body: 'VentureExit',
    answer: 'VentureExitQuote',
    status: 200,
  },
];
