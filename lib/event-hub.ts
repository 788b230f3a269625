import { Duration } from 'aws-cdk-lib';
import { Metric, type Alarm, type IMetric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Match, Rule, type IEventBus } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Schedule, ScheduleExpression, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EVENT_ID, UNTOLD_TYPES } from '../domain/events/bus-event.js';
import { acknowledge } from './acknowledge.js';
import { addAlarm, ALARM_PERIOD } from './alarm.js';
import { operatorIdProblems, refuse } from './check-props.js';
import { HouseFunction } from './function-defaults.js';
import { schedulerRole } from './scheduler-role.js';
import type { ISubscriberStore } from './subscriber-store.js';

export interface EventHubProps {
  /** Names the operator in descriptions, events, metrics and alarms: 1 to 64 letters, digits, ".", "_", "-". */
  readonly operatorId: string;

  readonly store: ISubscriberStore;

  /** Where the operator's functions announce what happens; what partners are told is announced there, too. */
  readonly eventBus: IEventBus;

  /**
   * Whether webhooks may also go to `http://localhost`, and events' times are a test clock's.
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

/** Counted by `lambdas/events/hub-metrics.ts`. */
export type EventHubMetric = 'Delivered' | 'Failed' | 'Dead' | 'EndpointsDisabled' | 'OldestUndelivered';

/** How often what nobody is at is looked for. A retry that is due later than 15 minutes waits for it. */
const INTERVAL = Duration.minutes(1);
/** A replay goes through pages of events; deliveries wait 10 s for an answer. */
const TIMEOUT = Duration.minutes(1);
/** What fails for so long fails for a reason of its own; the sweep sends it again. */
const ATTEMPTS = 5;
/** A run lasts as long as the slowest of who is sent to: so many that one partner's seats, 24 of them, hold few. */
const DELIVERING = 100;
/** A lane is looked at the minute after it is due; so late, nobody gets to it. */
const LATE_ALARM = Duration.minutes(15);

/**
 * Tells partners what happened: CloudEvents with Standard Webhooks signatures to webhook endpoints and TM Forum
 * listeners, retried for two days, in order for each resource.
 *
 * - **fan-out** makes deliveries of events that functions wrote or the bus carried, and announces the former on the bus
 * - **deliver** sends them, one after the other for each resource and listener
 * - **sweep** finds, every minute, what is due and what nobody is at
 */
export class EventHub extends Construct {
  public readonly fanOut: LambdaFunction;
  public readonly deliver: LambdaFunction;
  public readonly sweep: LambdaFunction;
  public readonly schedule: Schedule;
  /** Names of events that were written, and events of the bus. */
  public readonly queue: Queue;
  /** Names of lanes in which something is to be sent. */
  public readonly deliveries: Queue;
  /** Messages of both queues that failed, and of the bus, kept for 14 days. What they name stays in the table. */
  public readonly deadLetters: Queue;
  /** Runs of the sweep that could not be started or ended in an error, kept for 14 days. */
  public readonly sweepDeadLetters: Queue;
  public readonly alarms: readonly Alarm[];

  private readonly operatorId: string;

  constructor(scope: Construct, id: string, props: EventHubProps) {
    super(scope, id);

    const { operatorId, store, eventBus, logRetention } = props;
    refuse(this, operatorIdProblems(operatorId));
    this.operatorId = operatorId;

    const kept = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    };
    this.deadLetters = new Queue(this, 'DeadLetters', kept);
    acknowledge(this.deadLetters, {
      'Serverless-SQSRedrivePolicy': 'It is the dead-letter queue of the hub. Its depth has an alarm.',
    });
    const worked = {
      ...kept,
      // Why six times: what Lambda's own retries of a throttled function may take.
      visibilityTimeout: Duration.seconds(6 * TIMEOUT.toSeconds()),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: ATTEMPTS },
    };
    this.queue = new Queue(this, 'Queue', worked);
    this.deliveries = new Queue(this, 'Deliveries', worked);

    const environment = {
      RECORDS_TABLE: store.records.tableName,
      OPERATOR_ID: operatorId,
      EVENTS_QUEUE_URL: this.queue.queueUrl,
      DELIVERIES_QUEUE_URL: this.deliveries.queueUrl,
    };
    const failuresGo = 'To the dead-letter queue of the queue that it consumes.';

    this.fanOut = new HouseFunction(this, 'FanOut', {
      bundle: 'events-fan-out',
      description: `Makes deliveries of events of ${operatorId}`,
      environment: {
        ...environment,
        EVENT_BUS_NAME: eventBus.eventBusName,
        ...(props.sandbox ? { SANDBOX: '1' } : {}),
      },
      timeout: TIMEOUT,
      failuresGo,
      logRetention,
    });
    store.grantTellEvents(this.fanOut);
    eventBus.grantPutEventsTo(this.fanOut);

    this.deliver = new HouseFunction(this, 'Deliver', {
      bundle: 'events-deliver',
      description: `Sends events of ${operatorId}`,
      environment: { ...environment, ...(props.sandbox ? { NOTIFY_LOCAL_HTTP: '1' } : {}) },
      timeout: TIMEOUT,
      failuresGo,
      logRetention,
    });
    store.grantTellEvents(this.deliver);

    for (const [handler, queue, maxConcurrency] of [
      [this.fanOut, this.queue, 20],
      [this.deliver, this.deliveries, DELIVERING],
    ] as const) {
      this.send(handler);
      handler.addEventSource(
        new SqsEventSource(queue, { batchSize: 10, reportBatchItemFailures: true, maxConcurrency }),
      );
      acknowledge(handler, {
        'Serverless-LambdaEventSourceMappingDestination':
          'A queue has no on-failure destination: its own redrive policy moves what failed to the dead-letter queue.',
      });
    }

    new Rule(this, 'Announced', {
      description: `What partners of ${operatorId} are told of what its functions announce`,
      eventBus,
      eventPattern: {
        source: [`wildlily.${operatorId}`],
        detailType: Match.anythingBut(...UNTOLD_TYPES),
        // What the hub itself announces does not come back.
        detail: { id: Match.anythingButPrefix(EVENT_ID) },
      },
      targets: [new SqsQueue(this.queue, { deadLetterQueue: this.deadLetters })],
    });

    this.sweepDeadLetters = new Queue(this, 'SweepDeadLetters', kept);
    const isDeadLetterQueue =
      'It is the dead-letter queue of the schedule and of the runs that it starts. Its depth has an alarm.';
    acknowledge(this.sweepDeadLetters, {
      'AwsSolutions-SQS3': isDeadLetterQueue,
      'Serverless-SQSRedrivePolicy': isDeadLetterQueue,
    });
    this.sweep = new HouseFunction(this, 'Sweep', {
      bundle: 'events-sweep',
      description: `Finds events of ${operatorId} that are due`,
      environment,
      timeout: INTERVAL,
      failuresGo: 'To the on-failure destination, a dead-letter queue that also gets the reason.',
      logRetention,
    });
    store.grantFindEvents(this.sweep);
    this.send(this.sweep);
    this.sweep.configureAsyncInvoke({
      onFailure: new SqsDestination(this.sweepDeadLetters),
      // Why none: the next run does what this one did not.
      retryAttempts: 0,
      maxEventAge: INTERVAL,
    });
    this.schedule = new Schedule(this, 'Schedule', {
      description: `Finds events of ${operatorId} that are due`,
      schedule: ScheduleExpression.rate(INTERVAL),
      timeWindow: TimeWindow.off(),
      target: new LambdaInvoke(this.sweep, {
        deadLetterQueue: this.sweepDeadLetters,
        retryAttempts: 2,
        maxEventAge: INTERVAL,
        role: schedulerRole(this, this.sweep, this.sweepDeadLetters).withoutPolicyUpdates(),
      }),
    });

    this.alarms = this.addAlarms(props);
  }

  /** Lets a function that writes events say so (`EVENTS_QUEUE_URL`). Without it they wait for the sweep. */
  public announce(handler: LambdaFunction): void {
    handler.addEnvironment('EVENTS_QUEUE_URL', this.queue.queueUrl);
    Grant.addToPrincipal({
      grantee: handler,
      actions: ['sqs:SendMessage'],
      resourceArns: [this.queue.queueArn],
    });
  }

  private send(handler: LambdaFunction): void {
    Grant.addToPrincipal({
      grantee: handler,
      actions: ['sqs:SendMessage'],
      resourceArns: [this.queue.queueArn, this.deliveries.queueArn],
    });
  }

  /** What the hub did for this operator. @default - sum over 5 minutes; of `OldestUndelivered` the maximum, seconds */
  public metric(metric: EventHubMetric, options?: MetricOptions): IMetric {
    return new Metric({
      namespace: 'Wildlily/Events',
      metricName: metric,
      dimensionsMap: { Operator: this.operatorId },
      statistic: metric === 'OldestUndelivered' ? 'max' : 'sum',
      ...options,
    });
  }

  /** Messages that failed. @default - maximum */
  public metricDeadLetters(options?: MetricOptions): IMetric {
    return this.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'max', ...options });
  }

  private addAlarms({ operatorId, alarmTopic }: EventHubProps): Alarm[] {
    const period = { period: ALARM_PERIOD };
    const alarm = (id: string, metric: IMetric, description: string, threshold = 1) =>
      addAlarm(this, id, { metric, threshold, description }, alarmTopic);
    return [
      alarm(
        'DeadLetterDepth',
        this.metricDeadLetters(period),
        `Events of ${operatorId} could not be told. The logs of FanOut and Deliver say why; the sweep sends what was written again, redrive what came from the bus.`,
      ),
      alarm(
        'SweepDeadLetterDepth',
        this.sweepDeadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'max', ...period }),
        `A run of the sweep of events of ${operatorId} was given up. The next one does what it did not.`,
      ),
      alarm(
        'Late',
        this.metric('OldestUndelivered', period),
        `A delivery of ${operatorId} is 15 minutes overdue. Deliver fails, or there is more to send than it gets done.`,
        LATE_ALARM.toSeconds(),
      ),
      alarm(
        'FanOutLag',
        this.queue.metricApproximateAgeOfOldestMessage({ statistic: 'max', ...period }),
        `An event of ${operatorId} waits for 15 minutes to be told. FanOut's log group says why.`,
        LATE_ALARM.toSeconds(),
      ),
      alarm(
        'EndpointsDisabled',
        this.metric('EndpointsDisabled', period),
        `A webhook endpoint at ${operatorId} was disabled: it answered 410, or failed for five days. Deliver's log names it; its owner was told by webhook_endpoint.disabled.`,
      ),
    ];
  }
}
