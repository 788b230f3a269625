import { Duration, Stack, Token } from 'aws-cdk-lib';
import {
  MathExpression,
  Metric,
  type Alarm,
  type IMetric,
  type MetricOptions,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { ViaServicePrincipal } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Schedule, ScheduleExpression, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Secret, type ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ProviderId } from '../domain/payments/provider.js';
import { acknowledge } from './acknowledge.js';
import { addAlarm, ALARM_PERIOD, type AlarmSpec } from './alarm.js';
import { operatorIdProblems, rangeProblems, refuse, type PropProblem } from './check-props.js';
import { FUNCTION_DEFAULTS, HouseFunction } from './function-defaults.js';
import { secretName, type PaymentProvider } from './payment-providers.js';
import { schedulerRole } from './scheduler-role.js';
import type { ISubscriberStore } from './subscriber-store.js';
import { HttpWebhookDoor, RestWebhookDoor, type WebhookDomain, type WebhookDoor } from './webhook-door.js';

/** What disputes and refunds of payments do to an account: `market.policy.payments` of an operator file. */
export interface PaymentPolicy {
  /** @default 'hold': as much as the wallet still has, until the dispute ends */
  readonly disputeOpened?: 'hold' | 'none';
  /** @default 'suspend' */
  readonly disputeLost?: 'suspend' | 'none';
  /** When a refund takes the wallet below zero. @default 'none' */
  readonly belowZero?: 'suspend' | 'none';
}

export interface PaymentWebhooksProps {
  /** Names the operator in descriptions, secrets, events and alarms: 1 to 64 letters, digits, ".", "_", "-". */
  readonly operatorId: string;

  /** The operator's tables. Accounts are credited, payments and messages kept. */
  readonly store: ISubscriberStore;

  /** Where it is told what became of payments. */
  readonly eventBus: IEventBus;

  /** Who may send webhooks: at least one, each once. `[Stripe(), WeChatPay({ secret })]`. */
  readonly providers: readonly PaymentProvider[];

  /** @default - what is disputed is held, who loses a dispute is suspended */
  readonly policy?: PaymentPolicy;

  /**
   * A web ACL of AWS WAF, regional, in the stack's region.
   *
   * AWS WAF can't protect HTTP APIs, so the same routes are then a REST API: USD 3.50 instead of 1.00 a million
   * requests, and what WAF costs. Its URL is another one: providers have to be told. Rules must let bodies pass as they are;
   * WAF looks at their first 16 KiB.
   *
   * @default - none: an HTTP API, with a throttle a route
   */
  readonly webAclArn?: string;

  /**
   * A host name of your own, which providers can keep whatever is deployed behind it.
   *
   * @default - the name that API Gateway gives; it changes when the API is made anew
   */
  readonly domain?: WebhookDomain;

  /**
   * Whether the operator's time is that of a test clock: the intake then has to read it.
   *
   * @default false
   */
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

/** Counted by the functions of `lambdas/payments`, for the operator and for each of its providers. */
export type PaymentMetric =
  | 'Received'
  | 'Stored'
  | 'Duplicates'
  | 'SignatureFailures'
  | 'Refused'
  | 'Failures'
  | 'Applied'
  | 'Waiting'
  | 'Quarantined'
  | 'Credited'
  | 'FoundByQuery'
  | 'Mismatched';

const HOUR = Duration.hours(1);
/** Providers give up after 5 to 30 seconds; what took longer is sent again. */
const INTAKE_TIMEOUT = Duration.seconds(10);
const APPLY_TIMEOUT = Duration.minutes(1);
/** Over an hour: an outage of the table or of a provider that is asked first is outlasted. */
const DELIVERIES = 12;
const QUERY_INTERVAL = Duration.minutes(5);
const OLDEST_UNAPPLIED = Duration.minutes(15);

/**
 * Money in: webhooks of payment providers, verified, kept once, and applied to payments and accounts exactly once.
 *
 * - the **intake** verifies a delivery, keeps it in the inbox (one write) and acknowledges it
 * - **apply** reads the queue of kept messages and settles payments with their accounts, in one transaction each
 * - **query** asks providers, every five minutes, for payments whose end nobody told
 */
export class PaymentWebhooks extends Construct {
  /** Where webhooks go: `…/webhooks`; each provider's own is in `urls`. */
  public readonly url: string;
  /** What to tell each provider; M-Pesa's ends in `{token}`, one of the `callbackTokens` of its secret. */
  public readonly urls: Readonly<Partial<Record<ProviderId, string>>>;
  public readonly providers: readonly PaymentProvider[];
  public readonly door: WebhookDoor;
  public readonly intake: LambdaFunction;
  public readonly apply: LambdaFunction;
  public readonly query: LambdaFunction;
  public readonly schedule: Schedule;
  /** Names of kept messages. */
  public readonly queue: Queue;
  /** Names of messages that could not be applied, kept for 14 days; the messages stay in the table. Redrive them. */
  public readonly deadLetters: Queue;
  /** Runs of `query` that could not be started or ended in an error, kept for 14 days. */
  public readonly queryDeadLetters: Queue;
  public readonly alarms: readonly Alarm[];

  private readonly operatorId: string;
  private readonly policy: Required<PaymentPolicy>;
  private readonly secrets: readonly ISecret[];

  constructor(scope: Construct, id: string, props: PaymentWebhooksProps) {
    super(scope, id);

    const { operatorId, store, eventBus, providers } = props;
    refuse(this, [
      ...operatorIdProblems(operatorId),
      ...providerProblems(providers),
      ...doorProblems(props.webAclArn, props.domain),
    ]);
    const logRetention = props.logRetention ?? FUNCTION_DEFAULTS.logRetention;
    this.operatorId = operatorId;
    this.providers = providers;
    const { disputeOpened = 'hold', disputeLost = 'suspend', belowZero = 'none' } = props.policy ?? {};
    this.policy = { disputeOpened, disputeLost, belowZero };
    this.secrets = providers.map(
      ({ id: provider, secret }) =>
        secret ?? Secret.fromSecretNameV2(this, `Secret-${provider}`, secretName(operatorId, provider)),
    );

    const queue = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    };
    this.deadLetters = new Queue(this, 'DeadLetters', queue);
    acknowledge(this.deadLetters, {
      'Serverless-SQSRedrivePolicy': 'It is the dead-letter queue of kept messages. Its depth has an alarm.',
    });
    this.queue = new Queue(this, 'Queue', {
      ...queue,
      // Why six times: what Lambda's own retries of a throttled function may take.
      visibilityTimeout: Duration.seconds(6 * APPLY_TIMEOUT.toSeconds()),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: DELIVERIES },
    });

    this.intake = new HouseFunction(this, 'Intake', {
      bundle: 'payments-intake',
      description: `Payment webhooks of ${operatorId}`,
      environment: { RECORDS_TABLE: store.records.tableName },
      timeout: INTAKE_TIMEOUT,
      failuresGo: 'To the provider: it answers requests, and what is not acknowledged is sent again.',
      logRetention,
    });
    store.grantPaymentInbox(this.intake);
    if (props.sandbox) store.grantReadClock(this.intake);
    this.door =
      props.webAclArn === undefined
        ? new HttpWebhookDoor(this, 'Door', {
            providers,
            handler: this.intake,
            domain: props.domain,
            logRetention,
          })
        : new RestWebhookDoor(this, 'RestDoor', {
            providers,
            handler: this.intake,
            domain: props.domain,
            logRetention,
            webAclArn: props.webAclArn,
          });
    this.url = `${this.door.url}/webhooks`;
    this.urls = Object.fromEntries(
      providers.map(({ id: provider, path }) => [provider, `${this.door.url}${path}`]),
    );
    this.readSecrets(this.intake);
    this.send(this.intake);

    this.apply = new HouseFunction(this, 'Apply', {
      bundle: 'payments-apply',
      description: `Applies payments of ${operatorId}`,
      environment: tables(store),
      timeout: APPLY_TIMEOUT,
      failuresGo: 'To the dead-letter queue of the queue that it consumes.',
      logRetention,
    });
    this.settle(this.apply, store, eventBus);
    this.apply.addEventSource(
      new SqsEventSource(this.queue, { batchSize: 10, reportBatchItemFailures: true, maxConcurrency: 10 }),
    );
    acknowledge(this.apply, {
      'Serverless-LambdaEventSourceMappingDestination':
        'A queue has no on-failure destination: its own redrive policy moves what failed to the dead-letter queue.',
    });

    this.queryDeadLetters = new Queue(this, 'QueryDeadLetters', queue);
    const isDeadLetterQueue =
      'It is the dead-letter queue of the schedule and of the runs that it starts. Its depth has an alarm.';
    acknowledge(this.queryDeadLetters, {
      'AwsSolutions-SQS3': isDeadLetterQueue,
      'Serverless-SQSRedrivePolicy': isDeadLetterQueue,
    });
    this.query = new HouseFunction(this, 'Query', {
      bundle: 'payments-query',
      description: `Asks for payments of ${operatorId}`,
      environment: tables(store),
      timeout: QUERY_INTERVAL,
      failuresGo: 'To the on-failure destination, a dead-letter queue that also gets the reason.',
      logRetention,
    });
    this.settle(this.query, store, eventBus);
    this.query.configureAsyncInvoke({
      onFailure: new SqsDestination(this.queryDeadLetters),
      // Why none: the next run does what this one did not.
      retryAttempts: 0,
      maxEventAge: QUERY_INTERVAL,
    });
    this.schedule = new Schedule(this, 'Schedule', {
      description: `Asks for payments of ${operatorId}`,
      schedule: ScheduleExpression.rate(QUERY_INTERVAL),
      timeWindow: TimeWindow.off(),
      target: new LambdaInvoke(this.query, {
        deadLetterQueue: this.queryDeadLetters,
        retryAttempts: 2,
        maxEventAge: QUERY_INTERVAL,
        role: schedulerRole(this, this.query, this.queryDeadLetters).withoutPolicyUpdates(),
      }),
    });

    this.alarms = this.addAlarms(props);
  }

  /** Lets a function read the providers' secrets, and tells it which providers there are. */
  public readSecrets(handler: LambdaFunction): void {
    const brought = this.providers.flatMap(({ id, secret }) => (secret ? [[id, secret.secretArn]] : []));
    handler.addEnvironment('OPERATOR_ID', this.operatorId);
    handler.addEnvironment('PAYMENT_PROVIDERS', this.providers.map(({ id }) => id).join(','));
    if (brought.length > 0)
      handler.addEnvironment('PAYMENT_SECRETS', this.stackJson(Object.fromEntries(brought)));
    for (const secret of this.secrets) grantReadSecret(secret, handler);
  }

  /** Lets a function send kept messages through `apply`. */
  public send(handler: LambdaFunction): void {
    handler.addEnvironment('PAYMENT_QUEUE_URL', this.queue.queueUrl);
    Grant.addToPrincipal({
      grantee: handler,
      actions: ['sqs:SendMessage'],
      resourceArns: [this.queue.queueArn],
    });
  }

  /**
   * Gives a function all that it takes to make payments at providers and to settle them with accounts: tables (their
   * names are for it to bring), secrets, policy, the queue, the bus, and where providers send their webhooks.
   */
  public settle(handler: LambdaFunction, store: ISubscriberStore, eventBus: IEventBus): void {
    this.readSecrets(handler);
    this.send(handler);
    handler.addEnvironment('PAYMENT_POLICY', JSON.stringify(this.policy));
    handler.addEnvironment('WEBHOOKS_URL', this.url);
    handler.addEnvironment('EVENT_BUS_NAME', eventBus.eventBusName);
    eventBus.grantPutEventsTo(handler);
    store.grantApplyPayments(handler);
  }

  /**
   * What was counted for this operator, or for one of its providers.
   *
   * @default - sum over 5 minutes
   */
  public metric(
    metric: PaymentMetric,
    options?: MetricOptions & { readonly provider?: ProviderId },
  ): IMetric {
    const { provider, ...rest } = options ?? {};
    return new Metric({
      namespace: 'Wildlily/Payments',
      metricName: metric,
      dimensionsMap: { Operator: this.operatorId, ...(provider && { Provider: provider }) },
      statistic: 'sum',
      ...rest,
    });
  }

  /** Messages that could not be applied. @default - maximum */
  public metricDeadLetters(options?: MetricOptions): IMetric {
    return this.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'max', ...options });
  }

  /** Age of the oldest kept message that is not applied yet, seconds. @default - maximum */
  public metricOldestUnapplied(options?: MetricOptions): IMetric {
    return this.queue.metricApproximateAgeOfOldestMessage({ statistic: 'max', ...options });
  }

  /**
   * Messages that were stored and neither applied nor quarantined in the same period, less one in a thousand of them: those
   * that are on their way when a period ends. @default - over an hour
   */
  public metricInboxAgainstLedger(options?: MetricOptions): IMetric {
    const period = options?.period ?? HOUR;
    const counted = (metric: PaymentMetric): IMetric => this.metric(metric, { period });
    return new MathExpression({
      expression: 'FILL(stored, 0) * 0.999 - FILL(applied, 0) - FILL(quarantined, 0)',
      usingMetrics: {
        stored: counted('Stored'),
        applied: counted('Applied'),
        quarantined: counted('Quarantined'),
      },
      label: 'stored, not applied',
      ...options,
      period,
    });
  }

  /** Why not `JSON.stringify`: ARNs are known at deployment only. */
  private stackJson(value: object): string {
    return Stack.of(this).toJsonString(value);
  }

  private addAlarms({ operatorId, alarmTopic }: PaymentWebhooksProps): Alarm[] {
    const period = { period: ALARM_PERIOD };
    const hourly = { period: HOUR };
    const alarm = (id: string, spec: Omit<AlarmSpec, 'threshold'> & { readonly threshold?: number }): Alarm =>
      addAlarm(this, id, { threshold: 1, ...spec }, alarmTopic);
    const errors = Object.entries({ Intake: this.intake, Apply: this.apply, Query: this.query }).map(
      ([name, handler]) =>
        alarm(`${name}Errors`, {
          metric: handler.metricErrors(period),
          description: `${name} of the payments of ${operatorId} failed. Its log group says why; the same comes again.`,
        }),
    );
    return [
      ...errors,
      alarm('ServerErrors', {
        metric: this.door.metricServerErrors(period),
        description:
          `Payment providers got 5xx from ${operatorId} and try again. Often a secret that is missing or malformed: ` +
          "the intake's log names the member.",
      }),
      alarm('SignatureFailures', {
        metric: this.metric('SignatureFailures', hourly),
        threshold: SUSPICIOUS,
        description:
          `${SUSPICIOUS} webhooks of ${operatorId} within an hour had no right signature: the secret here is not the ` +
          "provider's, or somebody tries. Metrics of the same name have the provider.",
      }),
      alarm('Refused', {
        metric: this.metric('Refused', hourly),
        threshold: SUSPICIOUS,
        description:
          `${SUSPICIOUS} webhooks of ${operatorId} within an hour were refused: stale, malformed, from a wrong address or ` +
          "path. The intake's log has the codes.",
      }),
      alarm('Quarantined', {
        metric: this.metric('Quarantined', period),
        description: `A message to ${operatorId} contradicts its payment and grants nothing. GET /payments?status=quarantined has its reason.`,
      }),
      alarm('DeadLetterDepth', {
        metric: this.metricDeadLetters(period),
        description: `Messages to ${operatorId} were not applied after ${DELIVERIES} deliveries. The log of apply says why; redrive the queue then.`,
      }),
      alarm('QueryDeadLetterDepth', {
        metric: this.queryDeadLetters.metricApproximateNumberOfMessagesVisible({
          statistic: 'max',
          ...period,
        }),
        description: `A run that asks for payments of ${operatorId} was given up. Nothing is lost: later runs do what it did not.`,
      }),
      alarm('OldestUnapplied', {
        metric: this.metricOldestUnapplied(period),
        threshold: OLDEST_UNAPPLIED.toSeconds(),
        description: `A message to ${operatorId} waits for ${OLDEST_UNAPPLIED.toMinutes()} minutes to be applied.`,
      }),
      alarm('InboxAgainstLedger', {
        metric: this.metricInboxAgainstLedger(),
        periods: 2,
        description:
          `For two hours more messages to ${operatorId} were stored than applied or quarantined: money and messages ` +
          'disagree. The log of apply names what failed; POST /inbox/replay tries a message again.',
      }),
      alarm('FoundByQuery', {
        metric: this.metric('FoundByQuery', { period: Duration.hours(6) }),
        threshold: SUSPICIOUS,
        description:
          `${SUSPICIOUS} payments of ${operatorId} within six hours were learned of by asking: webhooks don't arrive. ` +
          "The provider's console says whether the endpoint is disabled.",
      }),
    ];
  }
}

/** One is noise: a scanner, a repeat that came late. */
const SUSPICIOUS = 3;

const tables = (store: ISubscriberStore): Record<string, string> => ({
  ACCOUNTS_TABLE: store.accounts.tableName,
  RECORDS_TABLE: store.records.tableName,
});

function providerProblems(providers: readonly PaymentProvider[]): PropProblem[] {
  const ids = providers.map(({ id }) => id);
  return [
    ...(ids.length > 0
      ? []
      : [{ prop: 'providers', value: ids, allowed: 'at least one, such as [Stripe()]' }]),
    ...ids.flatMap((id, index): PropProblem[] =>
      ids.indexOf(id) === index ? [] : [{ prop: `providers[${index}]`, value: id, allowed: 'each once' }],
    ),
    ...providers.flatMap(({ throttle }, index) =>
      rangeProblems([
        { prop: `providers[${index}].throttle.rateLimit`, value: throttle.rateLimit, min: 1, max: 10_000 },
        { prop: `providers[${index}].throttle.burstLimit`, value: throttle.burstLimit, min: 1, max: 5_000 },
      ]),
    ),
  ];
}

const WEB_ACL = /^arn:[a-z-]+:wafv2:[a-z0-9-]+:\d{12}:regional\/webacl\/[^/]+\/[^/]+$/;
const HOST = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;

/** What CloudFormation would only refuse while it deploys, or providers never reach. */
function doorProblems(webAclArn: string | undefined, domain: WebhookDomain | undefined): PropProblem[] {
  const isFine = (value: string | undefined, shape: RegExp) =>
    value === undefined || Token.isUnresolved(value) || shape.test(value);
  const name = domain?.domainName;
  return [
    ...(isFine(webAclArn, WEB_ACL)
      ? []
      : [
          {
            prop: 'webAclArn',
            value: webAclArn,
            allowed:
              'the ARN of a regional web ACL, such as "arn:aws:wafv2:eu-west-2:111122223333:regional/webacl/payments/0123abcd"',
          },
        ]),
    ...(isFine(name, HOST)
      ? []
      : [
          {
            prop: 'domain.domainName',
            value: name,
            allowed: 'a host name in lower case and nothing else, such as "payments.lily.example"',
          },
        ]),
  ];
}

/** Its value, and nothing about it. `grantRead` would add `DescribeSecret`. */
/** One secret and no other, by its key too. */
export function grantReadSecret(secret: ISecret, handler: LambdaFunction): void {
  Grant.addToPrincipal({
    grantee: handler,
    actions: ['secretsmanager:GetSecretValue'],
    // A secret known by its name only has six characters behind it that nobody knows.
    resourceArns: [secret.secretFullArn ?? `${secret.secretArn}-??????`],
  });
  secret.encryptionKey?.grantDecrypt(
    new ViaServicePrincipal(`secretsmanager.${secret.stack.region}.amazonaws.com`, handler.grantPrincipal),
  );
}
