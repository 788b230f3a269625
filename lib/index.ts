/** The public API: `import { VirtualOperator, SubscriberStore, Charging } from 'wildlily'`. */
export { AdDecisions, type AdDecisionsProps } from './ad-decisions.js';
export { ALLOW_DATA_DELETION } from './data-deletion.js';
export { AccountApi, type AccountApiProps } from './account-api.js';
export { AlbFrontDoor, OpenAlbFrontDoor, type AlbFrontDoorOptions } from './alb-front-door.js';
export { AutomaticTopUps, type AutomaticTopUpsProps } from './automatic-top-ups.js';
export { BulkFiles, type BulkFilesProps } from './bulk-files.js';
export { Billing, type BillingProps } from './billing.js';
export { Catalogue, type CatalogueProps } from './catalogue.js';
export { Charging, CHARGING_BASE_PATH, type ChargingDecision, type ChargingProps } from './charging.js';
export type { FrontDoorBinding, IFrontDoor, OpenFrontDoor } from './front-door-binding.js';
export { FrontDoor } from './front-door.js';
export { FUNCTION_DEFAULTS } from './function-defaults.js';
export {
  HttpFrontDoor,
  OpenHttpFrontDoor,
  type HttpDomain,
  type HttpFrontDoorOptions,
  type HttpMutualTls,
} from './http-front-door.js';
export { EventHub, type EventHubProps } from './event-hub.js';
export { Orders, type OrdersProps } from './orders.js';
export { Partners, type PartnersProps } from './partners.js';
export { Reservations, type ReservationsProps } from './reservations.js';
export { ApiDocs, type ApiDocsProps } from './api-docs.js';
export { HostAdapter, type HostAdapterProps, type HostEndpoint } from './host-adapter.js';
export { Identity, type IdentityProps } from './identity.js';
export { OperatorDashboard, type OperatorDashboardProps } from './operator-dashboard.js';
export { OperatorStage, type OperatorStageProps } from './operator-stage.js';
export { PaymentApi, type PaymentApiProps } from './payment-api.js';
export {
  Adyen,
  Alipay,
  MPesa,
  PayPal,
  Razorpay,
  Stripe,
  WeChatPay,
  type PaymentProvider,
  type PaymentProviderProps,
} from './payment-providers.js';
export { PartnerApi, type PartnerApiProps, type PartnerPowers } from './partner-api.js';
export type { PartnerUsagePlan } from './partner-function.js';
export { PartnerApiFirewall, type PartnerApiFirewallProps } from './partner-api-firewall.js';
export {
  PaymentWebhooks,
  type PaymentMetric,
  type PaymentPolicy,
  type PaymentWebhooksProps,
} from './payment-webhooks.js';
export { Promotions, type PromotionsProps } from './promotions.js';
export { PolicyCounters, POLICY_BASE_PATH, type PolicyCountersProps } from './policy-counters.js';
export { Renewals, type RenewalMetric, type RenewalsProps } from './renewals.js';
export { Pools, type PoolMetric, type PoolsProps } from './pools.js';
export {
  ScopedHttpApi,
  type IScopedHttpApi,
  type ScopedHttpApiProps,
  type ScopedRoutes,
} from './scoped-http-api.js';
export { SubscriberApi, type SubscriberApiProps } from './subscriber-api.js';
export {
  SubscriberStore,
  type ISubscriberStore,
  type SubscriberStoreProps,
  type SubscriberStoreTables,
} from './subscriber-store.js';
export { SANDBOX, TestClock, type TestClockProps } from './test-clock.js';
export { HttpWebhookDoor, RestWebhookDoor, type WebhookDomain, type WebhookDoor } from './webhook-door.js';
export { SCOPES, type ITokenIssuer, type Scope } from './token-issuer.js';
export { VirtualOperator, type OperatorOptions, type VirtualOperatorProps } from './virtual-operator.js';
export type { PlanVersion } from '../domain/catalogue/plan.js';
export { compileCatalogue } from '../domain/catalogue/compile.js';
export { operatorId, parseOperator, type Operator } from '../domain/operator/operator.js';
export { Growth, type GrowthProps } from './growth.js';
export { Loyalty, type LoyaltyProps } from './loyalty.js';
export { Experiments, type ExperimentsProps } from './experiments.js';
export { InsightLake, type InsightLakeProps, type LakeHost } from './insight-lake.js';
export { Finance, type FinanceProps } from './finance.js';
export { Ledger } from './ledger.js';
export type { LedgerProps } from './ledger-props.js';
export { type ILedgerStore, LedgerStore, type LedgerStoreProps } from './ledger-store.js';
export { Statements, type StatementsProps } from './statements.js';
export { JointVenture, type JointVentureProps } from './joint-venture.js';
