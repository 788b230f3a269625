/** Every route of the partner API. What is not here is not served; what is here is deployed, documented and tested. */
import { ADS_ROUTES } from '../ads/routes.js';
import { EXPERIMENTS_ROUTES } from '../experiments/routes.js';
import { LOYALTY_ROUTES } from '../loyalty/routes.js';
import { PROMOTIONS_ROUTES } from '../promotions/routes.js';
import { SPONSORS_ROUTES } from '../sponsors/routes.js';
import { type Route, scopeOf, tmfRoutes } from './route.js';

export const TMF_BASE = {
  catalog: '/tmf-api/productCatalogManagement/v4',
  ordering: '/tmf-api/productOrderingManagement/v4',
  inventory: '/tmf-api/productInventory/v4',
  parties: '/tmf-api/party/v4',
  customers: '/tmf-api/customerManagement/v4',
  'party-roles': '/tmf-api/partyRoleManagement/v4',
  balances: '/tmf-api/prepayBalanceManagement/v4',
  usage: '/tmf-api/usageManagement/v4',
  consumption: '/tmf-api/usageConsumption/v4',
  resources: '/tmf-api/resourceInventoryManagement/v4',
  payments: '/tmf-api/paymentManagement/v4',
  bills: '/tmf-api/customerBillManagement/v4',
  promotions: '/tmf-api/promotionManagement/v4',
  loyalty: '/tmf-api/loyalty/v4',
} as const;

export type TmfApiName = keyof typeof TMF_BASE;

const TMF: readonly Route[] = [
  ...tmfRoutes('catalog', 'catalog', TMF_BASE.catalog, [
    { name: 'catalog', operations: 'LCRPD', words: 'a catalog' },
    { name: 'category', operations: 'LCRPD', words: 'a category' },
    { name: 'productOffering', operations: 'LCRPD', words: 'a product offering', query: ['dryRun'] },
    { name: 'productOfferingPrice', operations: 'LCRPD', words: 'a product offering price' },
    { name: 'productSpecification', operations: 'LCRPD', words: 'a product specification' },
  ]),
  ...tmfRoutes('ordering', 'orders', TMF_BASE.ordering, [
    { name: 'productOrder', operations: 'LCRPD', words: 'a product order', query: ['dryRun'] },
    { name: 'cancelProductOrder', operations: 'LCR', words: 'a cancellation of a product order' },
  ]),
  ...tmfRoutes('inventory', 'orders', TMF_BASE.inventory, [
    // What makes, changes and ends products are orders; its conformance profile demands GET alone.
    { name: 'product', operations: 'LRP', words: 'a product' },
  ]),
  ...tmfRoutes('parties', 'parties', TMF_BASE.parties, [
    { name: 'individual', operations: 'LCRPD', words: 'an individual' },
    { name: 'organization', operations: 'LCRPD', words: 'an organization' },
  ]),
  ...tmfRoutes('customers', 'parties', TMF_BASE.customers, [
    { name: 'customer', operations: 'LCRPD', words: 'a customer' },
  ]),
  ...tmfRoutes('party-roles', 'parties', TMF_BASE['party-roles'], [
    { name: 'partyRole', operations: 'LCRPD', words: 'a party role' },
  ]),
  ...tmfRoutes('balances', 'balances', TMF_BASE.balances, [
    { name: 'bucket', operations: 'LCR', words: 'a bucket' },
    { name: 'topupBalance', operations: 'LCRPD', words: 'a top-up' },
    { name: 'adjustBalance', operations: 'LCRPD', words: 'an adjustment' },
    { name: 'transferBalance', operations: 'LCRPD', words: 'a transfer' },
    { name: 'reserveBalance', operations: 'LCRPD', words: 'a reservation' },
    { name: 'accumulatedBalance', operations: 'LR', words: 'an accumulated balance' },
    { name: 'balanceAction', operations: 'LR', words: 'a balance action' },
  ]),
  ...tmfRoutes('usage', 'balances', TMF_BASE.usage, [
    { name: 'usage', operations: 'LCRPD', words: 'a usage' },
    { name: 'usageSpecification', operations: 'LCRPD', words: 'a usage specification' },
  ]),
  ...tmfRoutes('consumption', 'balances', TMF_BASE.consumption, [
    { name: 'queryUsageConsumption', operations: 'LCRD', words: 'a query of usage consumption' },
  ]),
  ...tmfRoutes('resources', 'orders', TMF_BASE.resources, [
    { name: 'resource', operations: 'LCRPD', words: 'a resource' },
  ]),
  ...tmfRoutes('payments', 'money', TMF_BASE.payments, [
    { name: 'payment', operations: 'LCR', words: 'a payment' },
    { name: 'authorizePayment', operations: 'LCR', words: 'an authorization' },
    { name: 'initiatePayment', operations: 'LCR', words: 'an initiation' },
    { name: 'refund', operations: 'LCR', words: 'a refund' },
  ]),
  ...tmfRoutes('bills', 'money', TMF_BASE.bills, [
    { name: 'customerBill', operations: 'LRP', words: 'a customer bill' },
    { name: 'customerBillOnDemand', operations: 'LCR', words: 'a customer bill on demand' },
    { name: 'appliedCustomerBillingRate', operations: 'LR', words: 'an applied customer billing rate' },
    { name: 'billCycle', operations: 'LR', words: 'a bill cycle' },
    { name: 'billCycleSpecification', operations: 'LR', words: 'a bill cycle specification' },
  ]),
];

/** TMF676 4.0.0 alone has no `/tmf-api` in its base path: both are served. */
const SHORT_PAYMENTS = TMF.filter(({ api }) => api === 'payments').map((route): Route => ({
  ...route,
  operationId: `${route.operationId}_short`,
  path: route.path.replace('/tmf-api', ''),
}));

const SIM_SWAP = '/sim-swap/v2';
const SIM_SWAP_SUBSCRIPTIONS = '/sim-swap-subscriptions/v0.3';
const CARRIER_BILLING = '/carrier-billing/v0.5';
const CARRIER_BILLING_REFUND = '/carrier-billing-refund/v0.3';

const simSwap = (verb: 'read' | 'write') =>
  ({ api: 'sim-swap', handler: 'camara', scope: scopeOf('sim-swap', verb) }) as const;
const billing = (verb: 'read' | 'write') =>
  ({ api: 'carrier-billing', handler: 'camara', scope: scopeOf('carrier-billing', verb) }) as const;

const CAMARA: readonly Route[] = [
  {
    ...simSwap('read'),
    operationId: 'retrieveSimSwapDate',
    method: 'POST',
    path: `${SIM_SWAP}/retrieve-date`,
    summary: 'When the SIM of a number was last swapped',
    body: 'CreateSimSwapDate',
    answer: 'SimSwapInfo',
    status: 200,
  },
  {
    ...simSwap('read'),
    operationId: 'checkSimSwap',
    method: 'POST',
    path: `${SIM_SWAP}/check`,
    summary: 'Whether the SIM of a number was swapped in the last hours',
    body: 'CreateCheckSimSwap',
    answer: 'CheckSimSwapInfo',
    status: 200,
  },
  {
    ...simSwap('write'),
    operationId: 'createSimSwapSubscription',
    method: 'POST',
    path: `${SIM_SWAP_SUBSCRIPTIONS}/subscriptions`,
    summary: 'Be told when the SIM of a number is swapped',
    body: 'SubscriptionRequest',
    answer: 'Subscription',
    status: 201,
  },
  {
    ...simSwap('read'),
    operationId: 'retrieveSimSwapSubscriptionList',
    method: 'GET',
    path: `${SIM_SWAP_SUBSCRIPTIONS}/subscriptions`,
    summary: 'Your subscriptions to SIM swaps',
    answer: 'Subscription',
    isList: true,
    status: 200,
    query: ['page', 'perPage'],
  },
  {
    ...simSwap('read'),
    operationId: 'retrieveSimSwapSubscription',
    method: 'GET',
    path: `${SIM_SWAP_SUBSCRIPTIONS}/subscriptions/{subscriptionId}`,
    summary: 'One subscription to SIM swaps',
    answer: 'Subscription',
    status: 200,
  },
  {
    ...simSwap('write'),
    operationId: 'deleteSimSwapSubscription',
    method: 'DELETE',
    path: `${SIM_SWAP_SUBSCRIPTIONS}/subscriptions/{subscriptionId}`,
    summary: 'End a subscription to SIM swaps',
    status: 204,
  },
  {
    ...billing('write'),
    operationId: 'createCarrierBillingPayment',
    method: 'POST',
    path: `${CARRIER_BILLING}/payments`,
    summary: "Take a payment from a number's prepaid credit, in one step",
    body: 'CreatePayment',
    answer: 'PaymentCreated',
    status: 201,
  },
  {
    ...billing('read'),
    operationId: 'retrieveCarrierBillingPayments',
    method: 'GET',
    path: `${CARRIER_BILLING}/payments`,
    summary: 'Your carrier billing payments',
    answer: 'Payment',
    isList: true,
    status: 200,
    query: [
      'page',
      'perPage',
      'paymentCreationDate.gte',
      'paymentCreationDate.lte',
      'order',
      'paymentStatus',
      'merchantIdentifier',
    ],
  },
  {
    ...billing('read'),
    operationId: 'retrieveCarrierBillingPayment',
    method: 'GET',
    path: `${CARRIER_BILLING}/payments/{paymentId}`,
    summary: 'One carrier billing payment',
    answer: 'Payment',
    status: 200,
  },
  {
    ...billing('write'),
    operationId: 'prepareCarrierBillingPayment',
    method: 'POST',
    path: `${CARRIER_BILLING}/payments/prepare`,
    summary: "Reserve a payment on a number's prepaid credit",
    body: 'BodyAmountReservationTransactionForReserveInput',
    answer: 'BodyAmountReservationTransactionForReserve',
    status: 201,
  },
  {
    ...billing('write'),
    operationId: 'validateCarrierBillingPayment',
    method: 'POST',
    path: `${CARRIER_BILLING}/payments/{paymentId}/validate`,
    summary: 'Validate a reserved payment with the code that its payer was sent',
    body: 'ValidatePayment',
    status: 204,
  },
  {
    ...billing('write'),
    operationId: 'confirmCarrierBillingPayment',
    method: 'POST',
    path: `${CARRIER_BILLING}/payments/{paymentId}/confirm`,
    summary: 'Take a reserved payment',
    body: 'PhoneNumber',
    status: 202,
  },
  {
    ...billing('write'),
    operationId: 'cancelCarrierBillingPayment',
    method: 'POST',
    path: `${CARRIER_BILLING}/payments/{paymentId}/cancel`,
    summary: 'Give a reserved payment back',
    body: 'PhoneNumber',
    status: 202,
  },
  {
    ...billing('write'),
    operationId: 'createCarrierBillingRefund',
    method: 'POST',
    path: `${CARRIER_BILLING_REFUND}/payments/{paymentId}/refunds`,
    summary: 'Give back a payment or a part of it',
    body: 'CreateRefund',
    answer: 'Refund',
    status: 201,
  },
  {
    ...billing('read'),
    operationId: 'retrieveCarrierBillingRefunds',
    method: 'GET',
    path: `${CARRIER_BILLING_REFUND}/payments/{paymentId}/refunds`,
    summary: 'Refunds of a payment',
    answer: 'Refund',
    isList: true,
    status: 200,
    query: [
      'page',
      'perPage',
      'refundCreationDate.gte',
      'refundCreationDate.lte',
      'order',
      'refundStatus',
      'merchantIdentifier',
    ],
  },
  {
    ...billing('read'),
    operationId: 'retrieveCarrierBillingRefund',
    method: 'GET',
    path: `${CARRIER_BILLING_REFUND}/payments/{paymentId}/refunds/{refundId}`,
    summary: 'One refund of a payment',
    answer: 'Refund',
    status: 200,
  },
  {
    ...billing('read'),
    operationId: 'retrieveCarrierBillingRemainingAmount',
    method: 'GET',
    path: `${CARRIER_BILLING_REFUND}/payments/{paymentId}/refunds/remaining-amount`,
    summary: 'How much of a payment can still be given back',
    answer: 'PaymentRemainingAmount',
    status: 200,
  },
];

const events = (verb: 'read' | 'write') =>
  ({ api: 'events', handler: 'events', scope: scopeOf('events', verb) }) as const;

const EVENTS: readonly Route[] = [
  {
    ...events('read'),
    operationId: 'listEvents',
    method: 'GET',
    path: '/events',
    summary: 'What happened, oldest first, 30 days back',
    answer: 'Event',
    isList: true,
    status: 200,
    query: ['after', 'limit', 'type', 'subject'],
  },
  {
    ...events('read'),
    operationId: 'retrieveEvent',
    method: 'GET',
    path: '/events/{eventId}',
    summary: 'One event, with its deliveries',
    answer: 'Event',
    status: 200,
  },
  {
    ...events('write'),
    operationId: 'createWebhookEndpoint',
    method: 'POST',
    path: '/webhook-endpoints',
    summary: 'Be told of events at a URL of yours',
    body: 'WebhookEndpoint_Create',
    answer: 'WebhookEndpoint',
    status: 201,
  },
  {
    ...events('read'),
    operationId: 'listWebhookEndpoints',
    method: 'GET',
    path: '/webhook-endpoints',
    summary: 'Your webhook endpoints',
    answer: 'WebhookEndpoint',
    isList: true,
    status: 200,
  },
  {
    ...events('read'),
    operationId: 'retrieveWebhookEndpoint',
    method: 'GET',
    path: '/webhook-endpoints/{endpointId}',
    summary: 'One webhook endpoint, and how its deliveries go',
    answer: 'WebhookEndpoint',
    status: 200,
  },
  {
    ...events('write'),
    operationId: 'patchWebhookEndpoint',
    method: 'PATCH',
    path: '/webhook-endpoints/{endpointId}',
    summary: 'Change a webhook endpoint, enable it again, or rotate its secret',
    body: 'WebhookEndpoint_Update',
    answer: 'WebhookEndpoint',
    status: 200,
  },
  {
    ...events('write'),
    operationId: 'deleteWebhookEndpoint',
    method: 'DELETE',
    path: '/webhook-endpoints/{endpointId}',
    summary: 'Be told no more',
    status: 204,
  },
  {
    ...events('write'),
    operationId: 'replayWebhookEndpoint',
    method: 'POST',
    path: '/webhook-endpoints/{endpointId}/replay',
    summary: 'Send events of a time again',
    body: 'Replay',
    answer: 'ReplayResult',
    status: 202,
  },
];

/** Only sandboxes have it. */
const SIMULATIONS: readonly Route[] = [
  {
    operationId: 'createSimulation',
    api: 'simulations',
    handler: 'simulations',
    scope: scopeOf('simulations', 'write'),
    method: 'POST',
    path: '/test/simulations',
    summary: 'What the simulated host does next: a SIM fails, a port is declined, the host is down',
    body: 'Simulation_Create',
    answer: 'Simulation',
    status: 201,
  },
  {
    operationId: 'listSimulations',
    api: 'simulations',
    handler: 'simulations',
    scope: scopeOf('simulations', 'read'),
    method: 'GET',
    path: '/test/simulations',
    summary: 'What the simulated host is told to do',
    answer: 'Simulation',
    isList: true,
    status: 200,
  },
  {
    operationId: 'deleteSimulation',
    api: 'simulations',
    handler: 'simulations',
    scope: scopeOf('simulations', 'write'),
    method: 'DELETE',
    path: '/test/simulations/{simulationId}',
    summary: 'End a simulation',
    status: 204,
  },
];

export interface RouteOptions {
  /** Whether the operator is a sandbox. */
  readonly sandbox?: boolean;
  /** Whether the operator file has `loyalty`. @default true */
  readonly loyalty?: boolean;
}

export function partnerRoutes({ sandbox = false, loyalty = true }: RouteOptions = {}): Route[] {
  return [
    ...TMF,
    ...SHORT_PAYMENTS,
    ...CAMARA,
    ...EVENTS,
    ...(sandbox ? SIMULATIONS : []),
    ...PROMOTIONS_ROUTES,
    ...(loyalty ? LOYALTY_ROUTES : []),
    ...SPONSORS_ROUTES,
    ...ADS_ROUTES,
    ...EXPERIMENTS_ROUTES,
  ];
}
