import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { compileCatalogue } from '../domain/catalogue/compile.js';
import { refuse } from './check-props.js';
import { operatorId, type Operator } from '../domain/operator/operator.js';
import { AutomaticTopUps } from './automatic-top-ups.js';
import { BulkFiles } from './bulk-files.js';
import { Billing } from './billing.js';
import { AccountApi } from './account-api.js';
import { Catalogue } from './catalogue.js';
import { Charging } from './charging.js';
import type { IFrontDoor } from './front-door-binding.js';
import type { HostEndpoint } from './host-adapter.js';
import { Finance } from './finance.js';
import { Growth } from './growth.js';
import { Identity } from './identity.js';
import type { ILedgerStore } from './ledger-store.js';
import { OperatorDashboard } from './operator-dashboard.js';
import { Partners } from './partners.js';
import { PaymentApi } from './payment-api.js';
import { PAYMENT_PROVIDER, type PaymentProvider } from './payment-providers.js';
import { PaymentWebhooks } from './payment-webhooks.js';
import { Pools } from './pools.js';
import { PolicyCounters } from './policy-counters.js';
import { Renewals } from './renewals.js';
import { ScopedHttpApi } from './scoped-http-api.js';
import { SubscriberApi } from './subscriber-api.js';
import { SubscriberStore, type ISubscriberStore } from './subscriber-store.js';
import { TestClock } from './test-clock.js';
import type { ITokenIssuer } from './token-issuer.js';
import type { WebhookDomain } from './webhook-door.js';

/** What can be chosen about an operator's infrastructure, wherever its tables are. */
export interface OperatorOptions {
  /**
   * How the network comes in.
   *
   * @default FrontDoor.httpApi(): no cost when idle, no network to build
   */
  readonly frontDoor?: IFrontDoor;

  /**
   * The hosts of the network that may be notified: of its policy control function, which policy counters are told to,
   * and of what charges sessions, which is told to ask again. See `PolicyCountersProps` and `ChargingProps`.
   *
   * @default - none: nobody can subscribe to policy counters, and the network asks again by itself only
   */
  readonly notifyHosts?: readonly string[];

  /**
   * How the network's policy control function comes in.
   *
   * @default FrontDoor.httpApi()
   */
  readonly policyFrontDoor?: IFrontDoor;

  /**
   * Payment providers with secrets or throttles of their own: `[Stripe({ secret })]`. The operator file says which
   * providers there are; each of these must be one of them.
   *
   * @default - each as it comes: its secret is `wildlily/<operatorId>/payments/<provider>`
   */
  readonly paymentProviders?: readonly PaymentProvider[];

  /**
   * A web ACL of AWS WAF for the webhooks of payment providers. See `PaymentWebhooksProps`.
   *
   * @default - none: an HTTP API
   */
  readonly webhooksWebAclArn?: string;

  /**
   * A host name of your own for the webhooks of payment providers. See `PaymentWebhooksProps`.
   *
   * @default - the name that API Gateway gives
   */
  readonly webhooksDomain?: WebhookDomain;

  /**
   * The host of the network, as product orders reach it. See {@link HostAdapter}.
   *
   * @default - simulated, in a sandbox; any other operator without one has no partner API
   */
  readonly host?: HostEndpoint;

  /**
   * A web ACL of AWS WAF (scope CLOUDFRONT) for the partner API. See `PartnerApiProps`.
   *
   * @default - none
   */
  readonly partnerWebAclArn?: string;

  /**
   * Public keys (PEM) of operators whose recipes may be taken over. See `ExperimentsProps`.
   *
   * @default - none
   */
  readonly trustedRecipeKeys?: readonly string[];

  /**
   * Charging instances that are always warm, about USD 9 a month each. See `ChargingProps`.
   *
   * @default - none
   */
  readonly provisionedConcurrency?: number;

  /**
   * Who is told of alarms.
   *
   * @default - alarms change state, nobody is told
   */
  readonly alarmTopic?: ITopic;

  /**
   * Whether to make a dashboard. The first three of an account are free, each further one is USD 3 a month.
   *
   * @default true
   */
  readonly dashboard?: boolean;

  /**
   * Whether the operator is a sandbox: its time is that of a test clock, which its API moves forward. See
   * {@link TestClock}. For trying plans out; never for an operator with customers.
   *
   * @default false: real time, and no way to change it
   */
  readonly sandbox?: boolean;

  /** @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: RetentionDays;
}

export interface VirtualOperatorProps extends OperatorOptions {
  /** The parsed operator file. */
  readonly operator: Operator;

  /**
   * The operator's tables.
   *
   * @default - a new `SubscriberStore` in this stack. `OperatorStage` puts it into a stack of its own
   */
  readonly store?: ISubscriberStore;

  /**
   * Who issues the access tokens.
   *
   * @default - a new `Identity` in this stack
   */
  readonly issuer?: ITokenIssuer;

  /**
   * Where the operator's events go.
   *
   * @default - a new bus
   */
  readonly eventBus?: IEventBus;

  /**
   * Where the partner API and what belongs to it are made: it is as large as all the rest, and a stack has at most 500
   * resources.
   *
   * @default - there is no partner API. `OperatorStage` has a stack of its own for it
   */
  readonly partnersScope?: Construct;

  /**
   * Where growth is made: promotions, advertising, loyalty, experiments. It answers on the partner API.
   *
   * @default - there is none. `OperatorStage` has a stack of its own for it
   */
  readonly growthScope?: Construct;

  /**
   * Where finance is made: the ledger, statements, the settlement API and the lake.
   *
   * @default - there is none. `OperatorStage` has a stack of its own for it
   */
  readonly financeScope?: Construct;

  /**
   * Where the books are kept; only with a `financeScope`.
   *
   * @default - a table in its stack. `OperatorStage` puts it into `Data`
   */
  readonly ledgerStore?: ILedgerStore;
}

/**
 * One brand in one market: tables, tokens, events, charging, catalogue, the operator's API and a dashboard.
 *
 * Only a composition of the other constructs; anyone could write it, and whoever needs another one should.
 */
export class VirtualOperator extends Construct {
  /** `<brand>-<country>`, for example `lily-gb`. */
  public readonly operatorId: string;
  public readonly store: ISubscriberStore;
  public readonly issuer: ITokenIssuer;
  public readonly eventBus: IEventBus;
  public readonly charging: Charging;
  public readonly catalogue: Catalogue;
  public readonly subscribers: SubscriberApi;
  public readonly accounts: AccountApi;
  public readonly renewals: Renewals;
  public readonly billing: Billing;
  /** Usage and members that come in files. */
  public readonly files: BulkFiles;
  /** Companies and the allowances that their members share. */
  public readonly pools: Pools;
  /** Tells the network where policy counters stand. */
  public readonly policy: PolicyCounters;
  /** Only when the operator file names payment providers. */
  public readonly payments: PaymentWebhooks | undefined;
  /** Only when the operator file names payment providers. */
  public readonly paymentApi: PaymentApi | undefined;
  /** Only when the operator file names payment providers. */
  public readonly automaticTopUps: AutomaticTopUps | undefined;
  /** What channel partners work with; only with a `partnersScope`, of a sandbox or with a `host`. */
  public readonly partners: Partners | undefined;
  /** Promotions, advertising, loyalty and experiments; only with a partner API and a `growthScope`. */
  public readonly growth: Growth | undefined;
  /** Ledger, statements and lake; only with a `financeScope`. */
  public readonly finance: Finance | undefined;
  /** Only of a sandbox. */
  public readonly testClock: TestClock | undefined;
  /** The API of the operator's own tools: plans and subscribers. */
  public readonly operatorApi: ScopedHttpApi;
  public readonly dashboard: OperatorDashboard | undefined;
  public readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: VirtualOperatorProps) {
    super(scope, id);
    const { operator } = props;
    this.operatorId = operatorId(operator);
    const house = {
      operatorId: this.operatorId,
      alarmTopic: props.alarmTopic,
      logRetention: props.logRetention,
    };

    this.store = props.store ?? new SubscriberStore(this, 'Store');
    this.issuer =
      props.issuer ??
      new Identity(this, 'Identity', { sandbox: props.sandbox, channelPartners: operator.channelPartners });
    this.eventBus =
      props.eventBus ??
      new EventBus(this, 'Events', {
        description: `Events of ${operator.brand.name} in ${operator.market.country}`,
      });

    this.charging = new Charging(this, 'Charging', {
      ...house,
      store: this.store,
      issuer: this.issuer,
      eventBus: this.eventBus,
      frontDoor: props.frontDoor,
      notifyHosts: props.notifyHosts,
      sandbox: props.sandbox,
      provisionedConcurrency: props.provisionedConcurrency,
    });

    this.operatorApi = new ScopedHttpApi(this, 'OperatorApi', {
      apiName: 'operator',
      issuer: this.issuer,
      logRetention: props.logRetention,
    });
    this.catalogue = new Catalogue(this, 'Catalogue', {
      ...house,
      store: this.store,
      plans: compileCatalogue(operator),
      operator,
      api: this.operatorApi,
    });
    this.subscribers = new SubscriberApi(this, 'Subscribers', {
      ...house,
      store: this.store,
      api: this.operatorApi,
    });

    this.accounts = new AccountApi(this, 'Accounts', {
      ...house,
      store: this.store,
      api: this.operatorApi,
      eventBus: this.eventBus,
    });

    this.renewals = new Renewals(this, 'Renewals', { ...house, store: this.store });
    this.billing = new Billing(this, 'Billing', {
      ...house,
      store: this.store,
      eventBus: this.eventBus,
      brand: operator.brand,
      api: this.operatorApi,
    });
    this.files = new BulkFiles(this, 'Files', {
      ...house,
      store: this.store,
      eventBus: this.eventBus,
      api: this.operatorApi,
      settlements: operator.payments.providers.length > 0,
    });
    this.pools = new Pools(this, 'Pools', { ...house, store: this.store, api: this.operatorApi });
    this.policy = new PolicyCounters(this, 'Policy', {
      ...house,
      store: this.store,
      issuer: this.issuer,
      eventBus: this.eventBus,
      notifyHosts: props.notifyHosts,
      frontDoor: props.policyFrontDoor,
      sandbox: props.sandbox,
    });
    const providers = this.paymentProviders(props);
    if (providers.length > 0) {
      this.payments = new PaymentWebhooks(this, 'Payments', {
        ...house,
        store: this.store,
        eventBus: this.eventBus,
        providers,
        policy: operator.market.policy.payments,
        webAclArn: props.webhooksWebAclArn,
        domain: props.webhooksDomain,
        sandbox: props.sandbox,
      });
      this.paymentApi = new PaymentApi(this, 'PaymentApi', {
        ...house,
        store: this.store,
        eventBus: this.eventBus,
        api: this.operatorApi,
        webhooks: this.payments,
        topUps: operator.payments.topUps,
      });
      this.automaticTopUps = new AutomaticTopUps(this, 'AutomaticTopUps', {
        ...house,
        store: this.store,
        eventBus: this.eventBus,
        webhooks: this.payments,
      });
    }
    this.testClock = props.sandbox
      ? new TestClock(this, 'TestClock', {
          ...house,
          store: this.store,
          api: this.operatorApi,
          eventBus: this.eventBus,
          renewals: this.renewals,
          ...(this.payments && { payments: this.payments }),
          timeZone: operator.market.timeZone,
        })
      : undefined;
    // Why not without a host: product orders would be taken that nobody can carry out.
    this.partners =
      props.partnersScope && (props.sandbox || props.host)
        ? new Partners(props.partnersScope, 'Partners', {
            operator,
            store: this.store,
            issuer: this.issuer,
            eventBus: this.eventBus,
            operatorUrl: this.operatorApi.url,
            payments: this.payments,
            host: props.host,
            webAclArn: props.partnerWebAclArn,
            sandbox: props.sandbox,
            alarmTopic: props.alarmTopic,
            logRetention: props.logRetention,
          })
        : undefined;
    if (this.partners)
      for (const maker of [
        this.payments?.apply,
        this.payments?.query,
        this.paymentApi?.handler,
        this.automaticTopUps?.handler,
      ])
        maker?.addEnvironment('PARTNER_LISTS', '1');
    this.growth =
      props.growthScope && this.partners
        ? new Growth(props.growthScope, 'Growth', {
            operator,
            store: this.store,
            issuer: this.issuer,
            partners: this.partners,
            eventBus: this.eventBus,
            trustedRecipeKeys: props.trustedRecipeKeys,
            sandbox: props.sandbox,
            alarmTopic: props.alarmTopic,
            logRetention: props.logRetention,
          })
        : undefined;
    this.finance =
      props.financeScope &&
      new Finance(props.financeScope, 'Finance', {
        operator,
        store: this.store,
        issuer: this.issuer,
        eventBus: this.eventBus,
        ledgerStore: props.ledgerStore,
        events: this.partners?.events,
        sandbox: props.sandbox,
        alarmTopic: props.alarmTopic,
        logRetention: props.logRetention,
      });
    for (const scope of [this, this.partners, this.growth, this.finance])
      if (scope) this.testClock?.drive(scope);

    this.alarms = [
      this.charging,
      this.catalogue,
      this.subscribers,
      this.accounts,
      this.renewals,
      this.billing,
      this.files,
      this.pools,
      this.policy,
      ...[this.payments, this.paymentApi, this.automaticTopUps, this.testClock].filter(
        (part) => part !== undefined,
      ),
    ].flatMap(({ alarms }) => alarms);
    this.dashboard =
      props.dashboard === false
        ? undefined
        : new OperatorDashboard(this, 'Dashboard', {
            operatorId: this.operatorId,
            charging: this.charging,
            store: this.store,
            payments: this.payments,
            alarms: this.alarms,
          });
  }

  /** Those of the operator file, in its order. */
  private paymentProviders({ operator, paymentProviders = [] }: VirtualOperatorProps): PaymentProvider[] {
    const named = operator.payments.providers;
    refuse(
      this,
      paymentProviders.flatMap(({ id }, index) =>
        named.includes(id)
          ? []
          : [
              {
                prop: `paymentProviders[${index}]`,
                value: id,
                allowed: named.join(', ') || 'none: payments.providers of the operator file is empty',
              },
            ],
      ),
    );
    return named.map((id) => paymentProviders.find((own) => own.id === id) ?? PAYMENT_PROVIDER[id]());
  }
}
