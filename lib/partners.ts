import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { type Operator, operatorId } from '../domain/operator/operator.js';
import { ApiDocs } from './api-docs.js';
import { EventHub } from './event-hub.js';
import { HostAdapter, type HostEndpoint } from './host-adapter.js';
import { Orders } from './orders.js';
import { PartnerApi } from './partner-api.js';
import type { PartnerUsagePlan } from './partner-function.js';
import { PartnerApiFirewall } from './partner-api-firewall.js';
import type { PaymentWebhooks } from './payment-webhooks.js';
import { Reservations } from './reservations.js';
import { ScopedHttpApi } from './scoped-http-api.js';
import type { ISubscriberStore } from './subscriber-store.js';
import type { ITokenIssuer } from './token-issuer.js';

export interface PartnersProps {
  /** The parsed operator file. */
  readonly operator: Operator;

  readonly store: ISubscriberStore;

  /** Who issues the tokens; its `partnerClients` say whose each client is. */
  readonly issuer: ITokenIssuer;

  readonly eventBus: IEventBus;

  /** Base URL of the operator's own API, where bills are PDF files; no slash at its end. */
  readonly operatorUrl: string;

  /**
   * The operator's payment providers.
   *
   * @default - none
   */
  readonly payments?: PaymentWebhooks;

  /**
   * The host. See {@link HostAdapter}.
   *
   * @default - simulated, in a sandbox. Without one any other operator has no product orders to the host: it is refused
   */
  readonly host?: HostEndpoint;

  /**
   * The ARN of a web ACL of AWS WAF, of scope CLOUDFRONT (us-east-1): a CloudFront distribution then stands before the
   * partner API, because HTTP APIs can't have one.
   *
   * @default - none
   */
  readonly webAclArn?: string;

  /** @default false */
  readonly sandbox?: boolean;

  /**
   * Who is told of alarms.
   *
   * @default - alarms change state, nobody is told
   */
  readonly alarmTopic?: ITopic;

  /** @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: RetentionDays;
}

/**
 * All that channel partners work with: the partner API and its documentation, product orders, the way to the host, and
 * events. Only a composition of the other constructs.
 */
export class Partners extends Construct {
  public readonly http: ScopedHttpApi;
  public readonly api: PartnerApi;
  public readonly events: EventHub;
  public readonly orders: Orders;
  public readonly host: HostAdapter;
  public readonly docs: ApiDocs;
  public readonly reservations: Reservations;
  /** The base URL of the partner API, without a slash at its end. */
  public readonly url: string;
  public readonly usagePlans: readonly PartnerUsagePlan[];
  public readonly firewall: PartnerApiFirewall | undefined;
  public readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: PartnersProps) {
    super(scope, id);
    const { operator, store, issuer, eventBus, payments, sandbox, logRetention, alarmTopic } = props;
    const house = { operatorId: operatorId(operator), store, alarmTopic, logRetention };
    const { topUps } = operator.payments;

    this.http = new ScopedHttpApi(this, 'Api', { apiName: 'partner', issuer, logRetention });
    this.usagePlans = operator.channelPartners.map(({ id: partner, requestsPerMinute }) => ({
      partner,
      requestsPerMinute,
    }));
    this.firewall =
      props.webAclArn === undefined
        ? undefined
        : new PartnerApiFirewall(this, 'Firewall', { api: this.http, webAclArn: props.webAclArn });
    this.url = this.firewall?.url ?? this.http.url;
    this.events = new EventHub(this, 'Events', { ...house, eventBus, sandbox });
    this.events.fanOut.addEnvironment('PARTNER_URL', this.url);
    this.orders = new Orders(this, 'Orders', {
      ...house,
      eventBus,
      partnerUrl: this.url,
      payments,
      topUps,
      sandbox,
    });
    this.host = new HostAdapter(this, 'Host', {
      ...house,
      api: this.http,
      apiUrl: this.http.url,
      orders: this.orders.queue,
      host: props.host,
      sandbox,
    });
    this.host.use(this.orders.worker);
    this.events.announce(this.orders.worker);
    this.reservations = new Reservations(this, 'Reservations', { ...house, partnerUrl: this.url });
    this.events.announce(this.reservations.sweep);

    this.api = new PartnerApi(this, 'Partner', {
      ...house,
      issuer,
      api: this.http,
      powers: {
        announce: (handler) => this.events.announce(handler),
        order: (handler) => this.orders.order(handler),
        settle: payments && ((handler) => payments.settle(handler, store, eventBus)),
      },
      eventBus,
      billsUrl: props.operatorUrl,
      usagePlans: this.usagePlans,
      policy: operator.market.policy,
      identityCheckers: operator.channelPartners
        .filter(({ mayVerifyIdentity }) => mayVerifyIdentity)
        .map(({ id: partner }) => partner),
      paymentProviders: operator.payments.providers,
      topUps,
      firewall: this.firewall,
      sandbox,
    });
    this.docs = new ApiDocs(this, 'Docs', {
      ...house,
      operator,
      api: this.http,
      url: this.url,
      tokenUrl: issuer.tokenUrl,
      sandbox,
    });

    this.alarms = [this.api, this.events, this.orders, this.host, this.reservations, this.docs].flatMap(
      ({ alarms }) => alarms,
    );
  }
}
