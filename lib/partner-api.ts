import type { Alarm, IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { isPartnerFunction, type PartnerFunction, type Route } from '../domain/partners/route.js';
import { partnerRoutes } from '../domain/partners/routes.js';
import { addAlarm, ALARM_PERIOD } from './alarm.js';
import { operatorIdProblems, type PropProblem, refuse } from './check-props.js';
import { generatedKey, readGeneratedKey } from './generated-key.js';
import type { PartnerApiFirewall } from './partner-api-firewall.js';
import { addPartnerFunction, pascal, type PartnerUsagePlan } from './partner-function.js';
import type { ScopedHttpApi } from './scoped-http-api.js';
import type { ISubscriberStore } from './subscriber-store.js';
import type { ITokenIssuer } from './token-issuer.js';

/** What other constructs give to the functions of the partner API. */
export interface PartnerPowers {
  /** Lets a function announce events to partners. */
  announce(handler: LambdaFunction): void;
  /** Lets a function put product orders to work. */
  order(handler: LambdaFunction): void;
  /** Lets a function settle payments; absent when the operator has no providers. */
  readonly settle?: ((handler: LambdaFunction) => void) | undefined;
}

/** Amounts are decimals of the market's currency. */
export interface PartnerPolicy {
  readonly carrierBilling?:
    | {
        readonly maxPayment?: string | undefined;
        readonly maxPerMonth?: string | undefined;
        readonly codeFrom?: string | undefined;
      }
    | undefined;
  readonly simSwap?: { readonly monitoredDays: number } | undefined;
}

export interface PartnerApiProps {
  /** Names the operator in descriptions, events and alarms: 1 to 64 letters, digits, ".", "_", "-". */
  readonly operatorId: string;

  readonly store: ISubscriberStore;

  /** Who issues the tokens; its `partnerClients` say whose each client is. */
  readonly issuer: ITokenIssuer;

  /** The API that answers the routes. */
  readonly api: ScopedHttpApi;

  /** What the functions may do beyond the tables. */
  readonly powers: PartnerPowers;

  /** Where it is told that vouchers were redeemed. */
  readonly eventBus: IEventBus;

  /** Base URL of the operator's own API, where bills are PDF files; no slash at its end. */
  readonly billsUrl: string;

  /**
   * How much each partner may ask for. Whoever is not named may ask 600 times a minute, the operator's own tools
   * 6,000 times.
   *
   * @default - nobody is named
   */
  readonly usagePlans?: readonly PartnerUsagePlan[];

  /**
   * Whether there is `/test/simulations`, and events may go to `http` addresses of this machine.
   *
   * @default false
   */
  readonly sandbox?: boolean;

  /**
   * What markets bound, as in `market.policy` of an operator file.
   *
   * @default - no bounds
   */
  readonly policy?: PartnerPolicy;

  /**
   * A text of 32 random characters or more, of which digests of documents' numbers are made. It must stay: with another
   * value the same document is another one.
   *
   * @default - generated, and kept when the construct goes; a sandbox's is its stack's own number
   */
  readonly identificationSecret?: ISecret;

  /**
   * Partners who may say that a person's documents were checked; the operator may always.
   *
   * @default - none
   */
  readonly identityCheckers?: readonly string[];

  /**
   * Ids of the operator's payment providers, which orders may name.
   *
   * @default - none
   */
  readonly paymentProviders?: readonly string[];

  /** What a subscriber may top up by: see `PaymentApiProps.topUps`. */
  readonly topUps?: { readonly smallest: string; readonly largest: string };

  /**
   * A distribution with a web ACL before the API, which then refuses what does not come through it.
   *
   * @default - none
   */
  readonly firewall?: PartnerApiFirewall;

  /**
   * Who is told of alarms.
   *
   * @default - alarms change state, nobody is told
   */
  readonly alarmTopic?: ITopic;

  /** @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: RetentionDays;
}

/** What each function answers, in descriptions. */
const ANSWERS: Readonly<Record<PartnerFunction, string>> = {
  catalog: 'product catalog',
  parties: 'parties, customers and party roles',
  orders: 'product orders, products and resources',
  balances: 'balances and usage',
  money: 'payments and bills',
  camara: 'CAMARA APIs',
  events: 'events and webhook endpoints',
  simulations: 'simulations',
};

/** Functions that change accounts or read them. */
const OF_ACCOUNTS: readonly PartnerFunction[] = ['orders', 'balances', 'money', 'camara'];
/** Functions that say what a payment may be. */
const OF_TOP_UPS: readonly PartnerFunction[] = ['orders', 'money'];

/**
 * The API that channel partners, shops and the retailer's own systems sell and serve through: TM Forum Open APIs,
 * events and CAMARA, each route under a scope of its own.
 *
 * A partner sees what it made and its own customers; the operator's own tools see everything.
 */
export class PartnerApi extends Construct {
  public readonly api: ScopedHttpApi;
  /** The base URL, without a slash at its end. */
  public readonly url: string;
  public readonly functions: Readonly<Partial<Record<PartnerFunction, LambdaFunction>>>;
  public readonly firewall: PartnerApiFirewall | undefined;
  /** Absent in a sandbox. */
  public readonly identificationSecret: ISecret | undefined;
  public readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: PartnerApiProps) {
    super(scope, id);
    refuse(this, [...operatorIdProblems(props.operatorId), ...usagePlanProblems(props)]);

    this.api = props.api;
    this.firewall = props.firewall;
    this.url = this.firewall?.url ?? this.api.url;

    this.identificationSecret =
      props.identificationSecret ??
      (props.sandbox === true
        ? undefined
        : generatedKey(this, 'IdentificationKey', {
            description: `Digests of documents' numbers of ${props.operatorId}. With another value known documents are new ones.`,
            staysFor:
              'Digests are compared for as long as people are known: with another value none would match.',
          }));

    const routes = partnerRoutes({ sandbox: props.sandbox ?? false });
    const names = [...new Set(routes.map(({ handler }) => handler))].filter((name) =>
      isPartnerFunction(name),
    );
    this.functions = Object.fromEntries(
      names.map((name) => [
        name,
        this.addFunction(
          name,
          routes.filter(({ handler }) => handler === name),
          props,
        ),
      ]),
    );

    this.alarms = names.map((name) =>
      addAlarm(
        this,
        `${pascal(name)}Errors`,
        {
          metric: this.functions[name]!.metricErrors({ period: ALARM_PERIOD }),
          threshold: 1,
          description: `The partner API of ${props.operatorId} (${ANSWERS[name]}) failed. Its log group says why; the same request may be sent again.`,
        },
        props.alarmTopic,
      ),
    );
  }

  /** All requests. @default - sum */
  public metricRequests(): IMetric {
    return this.api.api.metricCount();
  }

  private addFunction(
    name: PartnerFunction,
    routes: readonly Route[],
    props: PartnerApiProps,
  ): LambdaFunction {
    const {
      store,
      operatorId,
      powers,
      topUps,
      billsUrl,
      eventBus,
      identityCheckers = [],
      paymentProviders = [],
    } = props;
    const handler = addPartnerFunction(this, name, {
      ...props,
      url: this.url,
      routes,
      bundle: `partners-${name}`,
      description: `Partner API of ${operatorId}: ${ANSWERS[name]}`,
      environment: {
        ...(topUps && OF_TOP_UPS.includes(name) ? { PAYMENT_TOP_UPS: JSON.stringify(topUps) } : {}),
        // Orders are told who takes payments; the worker asks for them.
        ...(name === 'orders' ? { PAYMENT_PROVIDERS: paymentProviders.join(',') } : {}),
        ...(name === 'camara' ? boundsOf(props.policy) : {}),
        ...(name === 'parties' && identityCheckers.length > 0
          ? { IDENTITY_CHECKERS: identityCheckers.join(',') }
          : {}),
        ...(name === 'money' ? { BILLS_URL: billsUrl } : {}),
        ...(name === 'balances' ? { EVENT_BUS_NAME: eventBus.eventBusName } : {}),
      },
    });
    if (OF_ACCOUNTS.includes(name)) store.grantChangeAccounts(handler);
    if (name === 'balances') store.grantListAccounts(handler);
    if (name === 'parties') readGeneratedKey(handler, 'IDENTIFICATION', this.identificationSecret);
    // What is sold, and events of a resource, are found by the index.
    if (name === 'catalog') store.grantReadPlans(handler);
    if (name === 'events') store.grantFindEvents(handler);
    if (name !== 'simulations') powers.announce(handler);
    if (name === 'orders') powers.order(handler);
    if (name === 'balances') eventBus.grantPutEventsTo(handler);
    if (name === 'money') {
      powers.settle?.(handler);
      store.grantManagePayments(handler);
    }
    return handler;
  }
}

function boundsOf({ carrierBilling, simSwap }: PartnerPolicy = {}): Record<string, string> {
  const { maxPayment, maxPerMonth, codeFrom } = carrierBilling ?? {};
  return {
    ...(maxPayment && { CARRIER_BILLING_MAX: maxPayment }),
    ...(maxPerMonth && { CARRIER_BILLING_MONTHLY_MAX: maxPerMonth }),
    ...(codeFrom && { CARRIER_BILLING_CODE_FROM: codeFrom }),
    ...(simSwap && { SIM_SWAP_MONITORED_DAYS: String(simSwap.monitoredDays) }),
  };
}

function usagePlanProblems({ usagePlans = [], issuer }: PartnerApiProps): PropProblem[] {
  const partners = Object.keys(issuer.partnerClients ?? {});
  return usagePlans.flatMap(({ partner, requestsPerMinute }, index) => [
    ...(partners.includes(partner)
      ? []
      : [
          {
            prop: `usagePlans[${index}].partner`,
            value: partner,
            allowed: partners.join(', ') || 'none: the issuer has no partnerClients',
          },
        ]),
    ...(Number.isSafeInteger(requestsPerMinute) && requestsPerMinute > 0
      ? []
      : [
          {
            prop: `usagePlans[${index}].requestsPerMinute`,
            value: requestsPerMinute,
            allowed: 'a whole number above 0',
          },
        ]),
  ]);
}
