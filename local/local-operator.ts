import type { PlanVersion } from '../domain/catalogue/plan.js';
import { fromMicros } from '../domain/operator/decimal.js';
import type { Operator } from '../domain/operator/operator.js';
import type { SeedSubscriber } from '../domain/operator/seeds.js';
import type { HttpApi } from './http/http-api.js';
import type { TokenIssuer } from './identity/token-issuer.js';

/** One operator of `GET /local/operators`. */
export interface LocalOperator {
  readonly id: string;
  readonly brand: { readonly id: string; readonly name: string };
  readonly market: {
    readonly country: string;
    readonly currency: string;
    readonly timeZone: string;
    /** When the law wants to know who a subscriber is: then a partner's order names a verified customer. */
    readonly realName: Operator['market']['policy']['identity']['realName'];
  };
  /** Base URLs, as a deployed operator's outputs say them: `charging` includes `/nchf-convergedcharging/v3`, `webhooks` `/webhooks`. */
  readonly apis: Readonly<Record<string, string>>;
  readonly tokenUrl: string;
  /** The bucket for files, as curl and the SDK reach it; absent when the operator has none. */
  readonly filesUrl?: string;
  /** The bucket where hosts' files of their months are put; absent when it has none. */
  readonly financeFilesUrl?: string;
  /** The bucket of its lake, which `npm run report` reads; absent when it has none. */
  readonly lakeUrl?: string;
  /** Where its payment providers are simulated: their APIs, pages, and what controls them; absent when it has none. */
  readonly paymentSimulatorUrl?: string;
  /** Ids, as `POST /topups` takes them. */
  readonly paymentProviders: readonly string[];
  /** Decimals of the currency; absent = any amount that the provider takes. */
  readonly topUps?: { readonly smallest: string; readonly largest: string };
  readonly clients: readonly {
    /** `network`, `operations`, or the id of the channel partner whose client it is. */
    readonly name: string;
    /** The channel partner's name; absent for the operator's own clients. */
    readonly partner?: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly scopes: readonly string[];
  }[];
  readonly plans: readonly { readonly id: string; readonly name: string; readonly planId: string }[];
  readonly subscribers: readonly LocalSubscriber[];
}

export interface LocalSubscriber {
  readonly subscriberId: string;
  /** `imsi-…` */
  readonly supi: string;
  /** `msisdn-…` */
  readonly msisdn: string;
  /** Id of the offering. */
  readonly plan: string;
  /** As seeded. */
  readonly wallet: { readonly micros: number; readonly amount: string; readonly currency: string };
  /** Belongs to the live demonstration: leave it alone in tests. */
  readonly demoTraffic?: true;
}

/** The path that Nchf_ConvergedCharging has below its API root (TS 32.291 §6.1.1). */
const NCHF_PATH = '/nchf-convergedcharging/v3';
/** What is part of an API's base URL, if its routes begin with it. */
const BASE_PATHS = [NCHF_PATH, '/webhooks'];

export function describeOperator(
  id: string,
  operator: Operator,
  plans: readonly PlanVersion[],
  subscribers: readonly SeedSubscriber[],
  {
    baseUrl,
    apis,
    issuer,
    outputs,
    filesUrl,
    lakeUrl,
    financeFilesUrl,
    paymentSimulatorUrl,
  }: {
    baseUrl: string;
    apis: readonly HttpApi[];
    issuer: TokenIssuer | undefined;
    /** Of its stacks: they say whose each client is. */
    outputs: Readonly<Record<string, string>>;
    filesUrl?: string | undefined;
    lakeUrl?: string | undefined;
    financeFilesUrl?: string | undefined;
    paymentSimulatorUrl?: string | undefined;
  },
): LocalOperator {
  const { brand, market, payments } = operator;
  const { topUps } = payments;
  const owners = clientOwners(outputs);
  return {
    id,
    brand: { id: brand.id, name: brand.name },
    market: {
      country: market.country,
      currency: market.currency,
      timeZone: market.timeZone,
      realName: market.policy.identity.realName,
    },
    apis: Object.fromEntries(
      apis.map((api) => {
        const path = BASE_PATHS.find((each) =>
          api.routes.some(({ routeKey }) => routeKey.includes(` ${each}/`)),
        );
        return [api.options.name, `${baseUrl}${api.prefix}${path ?? ''}`];
      }),
    ),
    tokenUrl: issuer?.tokenUrl ?? '',
    ...(filesUrl === undefined ? {} : { filesUrl }),
    ...(lakeUrl === undefined ? {} : { lakeUrl }),
    ...(financeFilesUrl === undefined ? {} : { financeFilesUrl }),
    ...(paymentSimulatorUrl === undefined ? {} : { paymentSimulatorUrl }),
    paymentProviders: payments.providers,
    ...(topUps === undefined ? {} : { topUps }),
    clients: (issuer?.allClients() ?? []).map(({ clientId, clientSecret, scopes }) => {
      const name = owners.get(clientId) ?? clientId;
      const partner = operator.channelPartners.find((each) => each.id === name)?.name;
      return { name, ...(partner === undefined ? {} : { partner }), clientId, clientSecret, scopes };
    }),
    plans: plans.map((plan) => ({ id: plan.offeringId, name: plan.name, planId: plan.id })),
    subscribers: subscribers.map(({ subscriberId, supi, msisdn, offeringId, walletMicros, demoTraffic }) => ({
      subscriberId,
      supi,
      msisdn,
      plan: offeringId,
      wallet: { micros: walletMicros, amount: fromMicros(walletMicros), currency: market.currency },
      ...(demoTraffic === undefined ? {} : { demoTraffic }),
    })),
  };
}

/** Names of clients by their ids. */
function clientOwners(outputs: Readonly<Record<string, string>>): Map<string, string> {
  const { NetworkClientId, OperationsClientId, MarketingClientId, FinanceClientId, PartnerClientIds } =
    outputs;
  const partners = (PartnerClientIds ?? '').split(',').filter(Boolean);
  return new Map([
    ...(NetworkClientId === undefined ? [] : ([[NetworkClientId, 'network']] as const)),
    ...(OperationsClientId === undefined ? [] : ([[OperationsClientId, 'operations']] as const)),
    ...(MarketingClientId === undefined ? [] : ([[MarketingClientId, 'marketing']] as const)),
    ...(FinanceClientId === undefined ? [] : ([[FinanceClientId, 'finance']] as const)),
    ...partners.map((each) => {
      const [partner = '', clientId = ''] = each.split('=');
      return [clientId, partner] as const;
    }),
  ]);
}
