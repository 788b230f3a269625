import { Duration } from 'aws-cdk-lib';
import { type Alarm, type IMetric, Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { type IEventBus, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget, SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.js';
import { addAlarm, ALARM_PERIOD } from './alarm.js';
import { operatorIdProblems, refuse } from './check-props.js';
import { HouseFunction } from './function-defaults.js';
import type { PaymentWebhooks } from './payment-webhooks.js';
import type { ISubscriberStore } from './subscriber-store.js';

export interface OrdersProps {
  /** Names the operator in descriptions and alarms: 1 to 64 letters, digits, ".", "_", "-". */
  readonly operatorId: string;

  readonly store: ISubscriberStore;

  /** Where it is told what became of payments. */
  readonly eventBus: IEventBus;

  /** Base URL of the partner API, for `href` in events; no slash at its end. */
  readonly partnerUrl: string;

  /**
   * The operator's providers: first payments are taken, and credit refunded, with their secrets.
   *
   * @default - orders with a payment are refused, and credit is not refunded
   */
  readonly payments?: PaymentWebhooks;

  /**
   * What a first payment may be: see `PaymentApiProps.topUps`.
   *
   * @default - any amount that the provider takes
   */
  readonly topUps?: { readonly smallest: string; readonly largest: string };

  /**
   * Whether a test clock says when orders are due.
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

/** What a payment that an order waits for may become. */
const EVENTS = ['payment.captured', 'payment.failed', 'payment.canceled'];
/** A step asks the host, a payment provider and the tables; several of them are done in one run. */
const TIMEOUT = Duration.minutes(2);
/** From 5 s to 15 minutes apart: an outage of an hour is outlasted. */
const ATTEMPTS = 12;
const LAG_ALARM = Duration.minutes(15);

/**
 * Puts product orders to work: a queue, the worker that takes each order on step by step, and a sweep that finds those
 * whose message was lost. The host is given to the worker by `HostAdapter.use(orders.worker)`, events by
 * `EventHub.announce(orders.worker)`.
 */
export class Orders extends Construct {
  public readonly worker: LambdaFunction;
  public readonly sweep: LambdaFunction;
  /** Orders that are to be taken on: `{"orderId": "ord_…"}`. */
  public readonly queue: Queue;
  /** What was given up, kept for 14 days; the sweep brings its orders again. */
  public readonly deadLetters: Queue;
  public readonly alarms: readonly Alarm[];

  private readonly operatorId: string;

  constructor(scope: Construct, id: string, props: OrdersProps) {
    super(scope, id);
    const { operatorId, store, eventBus, partnerUrl, payments, topUps, logRetention } = props;
    refuse(this, operatorIdProblems(operatorId));
    this.operatorId = operatorId;

    const kept = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    };
    this.deadLetters = new Queue(this, 'DeadLetters', kept);
    acknowledge(this.deadLetters, {
      'Serverless-SQSRedrivePolicy': 'It is the dead-letter queue of the orders. Its depth has an alarm.',
    });
    this.queue = new Queue(this, 'Queue', {
      ...kept,
      // Why six times: what Lambda's own retries of a throttled function may take.
      visibilityTimeout: Duration.seconds(6 * TIMEOUT.toSeconds()),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: ATTEMPTS },
    });

    this.worker = new HouseFunction(this, 'Worker', {
      bundle: 'orders-work',
      description: `Product orders of ${operatorId}`,
      environment: {
        OPERATOR_ID: operatorId,
        ACCOUNTS_TABLE: store.accounts.tableName,
        RECORDS_TABLE: store.records.tableName,
        PARTNER_URL: partnerUrl,
        ORDERS_QUEUE_URL: this.queue.queueUrl,
        ...(topUps && { PAYMENT_TOP_UPS: JSON.stringify(topUps) }),
      },
      timeout: TIMEOUT,
      failuresGo: 'To the dead-letter queue of the queue that it consumes.',
      logRetention,
    });
    store.grantPartnerRecords(this.worker);
    store.grantChangeAccounts(this.worker);
    this.order(this.worker);
    Grant.addToPrincipal({
      grantee: this.worker,
      actions: ['sqs:ChangeMessageVisibility'],
      resourceArns: [this.queue.queueArn],
    });
    this.worker.addEventSource(
      new SqsEventSource(this.queue, { batchSize: 5, reportBatchItemFailures: true, maxConcurrency: 20 }),
    );
    acknowledge(this.worker, {
      'Serverless-LambdaEventSourceMappingDestination':
        'A queue has no on-failure destination: its own redrive policy moves what failed to the dead-letter queue.',
    });
    if (payments !== undefined) {
      payments.settle(this.worker, store, eventBus);
      store.grantManagePayments(this.worker);
      new Rule(this, 'Payments', {
        description: `Payments that orders of ${operatorId} wait for`,
        eventBus,
        eventPattern: { source: [`wildlily.${operatorId}`], detailType: EVENTS },
        targets: [new SqsQueue(this.queue, { deadLetterQueue: this.deadLetters })],
      });
    }

    this.sweep = new HouseFunction(this, 'Sweep', {
      bundle: 'orders-sweep',
      description: `Finds product orders of ${operatorId} that are due`,
      environment: { OPERATOR_ID: operatorId, RECORDS_TABLE: store.records.tableName },
      timeout: Duration.seconds(50),
      failuresGo: 'Nowhere: the next run, a minute later, finds the same.',
      logRetention,
    });
    store.grantFindOrders(this.sweep);
    if (props.sandbox) store.grantReadClock(this.sweep);
    this.order(this.sweep);
    const everyMinute = new Rule(this, 'EveryMinute', {
      description: `Looks for product orders of ${operatorId} that are due`,
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [
        new LambdaTarget(this.sweep, {
          retryAttempts: 0,
          maxEventAge: Duration.minutes(1),
          event: RuleTargetInput.fromObject({}),
        }),
      ],
    });
    acknowledge(everyMinute, {
      'Serverless-EventBusDLQ':
        'A run that was lost is made up for by the next, a minute later, which finds the same.',
    });

    this.alarms = this.addAlarms(props);
  }

  /** Lets a function put orders to work. */
  public order(handler: LambdaFunction): void {
    handler.addEnvironment('ORDERS_QUEUE_URL', this.queue.queueUrl);
    Grant.addToPrincipal({
      grantee: handler,
      actions: ['sqs:SendMessage'],
      resourceArns: [this.queue.queueArn],
    });
  }

  /** What was given up. @default - maximum */
  public metricDeadLetters(options?: MetricOptions): IMetric {
    return this.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'max', ...options });
  }

  /** By how much the oldest order that is due is late, seconds. @default - maximum over a minute */
  public metricLag(options?: MetricOptions): IMetric {
    return this.metric('Lag', options);
  }

  /** Orders that a person should look at: something that must be done is declined, or does not work. @default - sum */
  public metricHeld(options?: MetricOptions): IMetric {
    return this.metric('Held', { statistic: 'sum', ...options });
  }

  private metric(metricName: string, options?: MetricOptions): IMetric {
    return new Metric({
      namespace: 'Wildlily/Orders',
      metricName,
      dimensionsMap: { Operator: this.operatorId },
      statistic: 'max',
      period: ALARM_PERIOD,
      ...options,
    });
  }

  private addAlarms({ operatorId, alarmTopic }: OrdersProps): Alarm[] {
    const period = { period: ALARM_PERIOD };
    const alarm = (id: string, metric: IMetric, description: string, threshold = 1): Alarm =>
      addAlarm(this, id, { metric, threshold, description }, alarmTopic);
    return [
      alarm(
        'WorkerErrors',
        this.worker.metricErrors(period),
        `Product orders of ${operatorId} failed. The log group says why; they are taken on again.`,
      ),
      alarm(
        'SweepErrors',
        this.sweep.metricErrors(period),
        `Product orders of ${operatorId} that are due were not looked for. The log group says why.`,
      ),
      alarm(
        'DeadLetterDepth',
        this.metricDeadLetters(period),
        `Product orders of ${operatorId} failed twelve times. The worker's log group says why; the sweep brings them again.`,
      ),
      alarm(
        'Lag',
        this.metricLag(period),
        `A product order of ${operatorId} is due for ${LAG_ALARM.toMinutes()} minutes. Look at the worker's log group and at its queue.`,
        LAG_ALARM.toSeconds(),
      ),
      alarm(
        'Held',
        this.metricHeld(period),
        `A product order of ${operatorId} is held: what must be done or undone is declined. GET …/productOrder?state=held shows what; it is tried again every 15 minutes.`,
      ),
    ];
  }
}
