import { Duration } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Metric, type Alarm, type IMetric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule, type IEventBus } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaRuleTarget } from 'aws-cdk-lib/aws-events-targets';
import { Alias, StartingPosition, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.js';
import { addAlarm, ALARM_PERIOD } from './alarm.js';
import { CHANGE_TIMEOUT, changeQueue, tellChanges } from './change-queue.js';
import { issuerProblems, operatorIdProblems, rangeProblems, refuse } from './check-props.js';
import type { IFrontDoor, OpenFrontDoor } from './front-door-binding.js';
import { FrontDoor } from './front-door.js';
import { FUNCTION_DEFAULTS, HouseFunction } from './function-defaults.js';
import { notifyEnvironment, notifyHostProblems } from './notify-hosts.js';
import type { ISubscriberStore } from './subscriber-store.js';
import { SCOPES, type ITokenIssuer } from './token-issuer.js';

/** Memory of the charging function unless a prop says otherwise, MB. */
export const CHARGING_MEMORY_MB = 1_024;

/** The base path of Nchf_ConvergedCharging (TS 32.291 §6.1.1). */
export const CHARGING_BASE_PATH = '/nchf-convergedcharging/v3';

/** The specification writes the first; network functions in the field also send the second. */
const COLLECTIONS = ['chargingdata', 'chargingData'];

const CHARGING_ROUTES = COLLECTIONS.flatMap((collection) =>
  ['', '/{ref}/update', '/{ref}/release'].map((rest) => ({
    method: HttpMethod.POST,
    path: `${CHARGING_BASE_PATH}/${collection}${rest}`,
  })),
);

/** What may give an account value again, or take it away: the network is told to ask. */
const REAUTHORISING_EVENTS = [
  'balance.topped_up',
  'plan.changed',
  'period.ended',
  'counter.started-again',
  'counter.lifted',
  'account.state-changed',
];

const STREAM_BATCH_SIZE = 100;
const STREAM_RETRIES = 10;
/** A stream keeps records for 24 h; far before that somebody has to look. */
const ITERATOR_AGE_ALARM = Duration.minutes(15);
/** Somebody has paid and waits. */
const REAUTHORISATION_LAG_ALARM = Duration.minutes(15);

/** Counted by `lambdas/charging/charging-metrics.ts`. */
export type ChargingDecision =
  'Requests' | 'Sessions' | 'Grants' | 'Denials' | 'Refusals' | 'Releases' | 'Events' | 'NotNotifiable';

export interface ChargingProps {
  /** Names the operator in metrics, events and alarms: 1 to 64 letters, digits, ".", "_", "-". */
  readonly operatorId: string;

  /**
   * The operator's tables. `accounts` needs its stream.
   *
   * `records` must hold the plans and the keys that sign charging references before the network calls; `Charging`
   * reads both and writes neither. `Catalogue` on the same store publishes them when it is deployed.
   */
  readonly store: ISubscriberStore;

  /** Where usage records and lost sessions are announced. */
  readonly eventBus: IEventBus;

  /** Who issues the network's tokens; at least one audience. */
  readonly issuer: ITokenIssuer;

  /**
   * How the network comes in.
   *
   * @default FrontDoor.httpApi(): no cost when idle, no network to build. `FrontDoor.alb` for private networks
   */
  readonly frontDoor?: IFrontDoor;

  /**
   * Memory of the charging function. CPU grows with it: 1,769 MB is one core.
   *
   * @default 1024: below, the SDK's half millisecond of CPU stretches to several
   */
  readonly memorySizeMb?: number;

  /**
   * Instances that are always warm, so that no request meets a cold start.
   *
   * Each costs about USD 9 a month at 1 GB, used or not; one serves some 100 requests a second. Its price a
   * GB-second while running is lower than on demand, so it pays for itself when it is busy 60 % of the time.
   *
   * @default - none: a cold start of about 0.3 s for one request in thousands
   */
  readonly provisionedConcurrency?: number;

  /**
   * The hosts of the network that may be told to ask again for a session that was limited, lower case:
   * `smf.host.example`, `*.host.example` (any name below it), an IP address, each with `:port` where it is not 443.
   * Always over TLS.
   *
   * A host that is written down as it is may have a private address; names that a wildcard allows may not.
   *
   * @default - none: the network asks again by itself only
   */
  readonly notifyHosts?: readonly string[];

  /**
   * Whether notifications may also go to `http://localhost`, as a session management function on a developer's
   * machine needs it.
   *
   * @default false
   */
  readonly sandbox?: boolean;

  /**
   * When the daily report of sessions that never released is made.
   *
   * @default - 03:00 UTC
   */
  readonly sweepSchedule?: Schedule;

  /**
   * Who is told of alarms.
   *
   * @default - alarms change state, nobody is told
   */
  readonly alarmTopic?: ITopic;

  /**
   * The latency that 99 % of requests must stay below, over 5 minutes.
   *
   * @default Duration.millis(300)
   */
  readonly latencyObjective?: Duration;

  /** @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: RetentionDays;
}

/**
 * Online charging of network sessions: the Nchf_ConvergedCharging API, the consumer that makes usage records
 * of the account stream, what tells the network to ask again, and the daily report of lost sessions.
 *
 * It needs a {@link Catalogue} on the same store: that one's publisher writes the plans, and the keys that sign
 * charging references. Without them every session is refused.
 */
export class Charging extends Construct {
  /** Base URL of the API, `…/nchf-convergedcharging/v3`. */
  public readonly url: string;

  /** Answers the network. */
  public readonly nchf: LambdaFunction;

  /** Turns account changes into usage records and events. */
  public readonly recorder: LambdaFunction;

  /** Reports lost sessions once a day. */
  public readonly sweeper: LambdaFunction;

  /** Tells the network to ask again for sessions that were limited. */
  public readonly reauthoriser: LambdaFunction;

  /** What the re-authoriser is to look at; messages that failed come back later each time. */
  public readonly reauthorisationQueue: Queue;

  /** Re-authorisations that were given up, kept for 14 days. */
  public readonly reauthorisationDeadLetters: Queue;

  /** The version that serves; only with provisioned concurrency. */
  public readonly live: Alias | undefined;

  public readonly frontDoor: OpenFrontDoor;

  /** What the recorder and the sweeper could not do, kept for 14 days. */
  public readonly deadLetters: Queue;

  public readonly alarms: readonly Alarm[];

  private readonly operatorId: string;

  constructor(scope: Construct, id: string, props: ChargingProps) {
    super(scope, id);

    refuse(this, [
      ...operatorIdProblems(props.operatorId),
      ...issuerProblems(props.issuer),
      ...notifyHostProblems(props.notifyHosts),
      ...rangeProblems([
        { prop: 'memorySizeMb', value: props.memorySizeMb, min: 128, max: 10_240 },
        { prop: 'provisionedConcurrency', value: props.provisionedConcurrency, min: 1, max: 10_000 },
        {
          prop: 'latencyObjective (ms)',
          value: props.latencyObjective?.toMilliseconds(),
          min: 1,
          max: 5_000,
        },
      ]),
    ]);
    this.operatorId = props.operatorId;
    const logRetention = props.logRetention ?? FUNCTION_DEFAULTS.logRetention;
    const tables = {
      ACCOUNTS_TABLE: props.store.accounts.tableName,
      RECORDS_TABLE: props.store.records.tableName,
    };
    const announcing = { OPERATOR_ID: props.operatorId, EVENT_BUS_NAME: props.eventBus.eventBusName };

    this.nchf = new HouseFunction(this, 'Nchf', {
      bundle: 'charging-nchf',
      description: `Nchf_ConvergedCharging of ${props.operatorId}`,
      environment: {
        ...tables,
        OPERATOR_ID: props.operatorId,
        ...notifyEnvironment(props),
      },
      memorySizeMb: props.memorySizeMb ?? CHARGING_MEMORY_MB,
      // Why: a network function gives up after a few seconds; a later answer only costs.
      timeout: Duration.seconds(5),
      tracing: false,
      failuresGo: 'To the caller: it answers requests, and the network sees the failure.',
      logRetention,
    });
    props.store.grantCharge(this.nchf);

    this.live =
      props.provisionedConcurrency === undefined
        ? undefined
        : new Alias(this, 'Live', {
            aliasName: 'live',
            version: this.nchf.currentVersion,
            provisionedConcurrentExecutions: props.provisionedConcurrency,
          });

    this.frontDoor = (props.frontDoor ?? FrontDoor.httpApi()).bind(new Construct(this, 'FrontDoor'), {
      apiName: 'charging',
      handler: this.live ?? this.nchf,
      routes: CHARGING_ROUTES,
      scope: SCOPES.chargingSession,
      issuer: props.issuer,
      logRetention,
    });
    this.url = `${this.frontDoor.url}${CHARGING_BASE_PATH}`;

    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    const isDeadLetterQueue =
      'It is the dead-letter queue: of the stream, the schedule and the sweeper. Its depth has an alarm.';
    acknowledge(this.deadLetters, {
      'AwsSolutions-SQS3': isDeadLetterQueue,
      'Serverless-SQSRedrivePolicy': isDeadLetterQueue,
    });

    this.recorder = new HouseFunction(this, 'Recorder', {
      bundle: 'charging-records',
      description: `Usage records of ${props.operatorId}`,
      environment: { RECORDS_TABLE: tables.RECORDS_TABLE, ...announcing },
      timeout: Duration.minutes(1),
      failuresGo: 'To the dead-letter queue of the event source mapping: it reads a stream.',
      logRetention,
    });
    props.store.grantRecordUsage(this.recorder);
    props.eventBus.grantPutEventsTo(this.recorder);
    this.recorder.addEventSource(
      new DynamoEventSource(props.store.accounts, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: STREAM_BATCH_SIZE,
        bisectBatchOnError: true,
        retryAttempts: STREAM_RETRIES,
        reportBatchItemFailures: true,
        onFailure: new SqsDlq(this.deadLetters),
      }),
    );

    this.sweeper = new HouseFunction(this, 'Sweeper', {
      bundle: 'charging-sweep',
      description: `Lost sessions of ${props.operatorId}`,
      environment: { ...tables, ...announcing },
      // Why: the longest there is; the walk over all accounts is paced on purpose.
      timeout: Duration.minutes(15),
      failuresGo: 'To the on-failure destination, a dead-letter queue that also gets the reason.',
      logRetention,
    });
    props.store.grantSweep(this.sweeper);
    props.eventBus.grantPutEventsTo(this.sweeper);
    this.sweeper.configureAsyncInvoke({
      onFailure: new SqsDestination(this.deadLetters),
      retryAttempts: 1,
      maxEventAge: Duration.hours(1),
    });
    new Rule(this, 'SweepSchedule', {
      description: `Daily report of lost sessions of ${props.operatorId}`,
      schedule: props.sweepSchedule ?? Schedule.cron({ minute: '0', hour: '3' }),
      targets: [
        new LambdaRuleTarget(this.sweeper, {
          deadLetterQueue: this.deadLetters,
          retryAttempts: 2,
          maxEventAge: Duration.hours(1),
        }),
      ],
    });

    const changes = changeQueue(new Construct(this, 'Reauthorisations'), {
      operatorId: props.operatorId,
      eventBus: props.eventBus,
      events: REAUTHORISING_EVENTS,
      description: `What may let limited sessions of ${props.operatorId} go on`,
    });
    this.reauthoriser = new HouseFunction(this, 'Reauthoriser', {
      bundle: 'charging-reauthorise',
      description: `Re-authorisations of ${props.operatorId}`,
      environment: {
        ...tables,
        ...notifyEnvironment(props),
        QUEUE_URL: changes.queue.queueUrl,
      },
      timeout: CHANGE_TIMEOUT,
      failuresGo: 'To the dead-letter queue of the queue that it consumes.',
      logRetention,
    });
    props.store.grantReauthorise(this.reauthoriser);
    tellChanges(changes, this.reauthoriser);
    this.reauthorisationQueue = changes.queue;
    this.reauthorisationDeadLetters = changes.deadLetters;

    this.alarms = this.addAlarms(props);
  }

  /** What charging decided, as its function counts it for this operator. @default - sum over 5 minutes */
  public metricDecisions(decision: ChargingDecision, options?: MetricOptions): IMetric {
    return new Metric({
      namespace: 'Wildlily/Charging',
      metricName: decision,
      dimensionsMap: { Operator: this.operatorId },
      statistic: 'sum',
      ...options,
    });
  }

  /** Requests of the network. */
  public metricRequests(options?: MetricOptions): IMetric {
    return this.frontDoor.metricRequests(options);
  }

  /** Answers 5xx to the network. */
  public metricServerErrors(options?: MetricOptions): IMetric {
    return this.frontDoor.metricServerErrors(options);
  }

  /** Time to answer, as the front door sees it. @default - the 99th percentile */
  public metricLatency(options?: MetricOptions): IMetric {
    return this.frontDoor.metricLatency({ statistic: 'p99', ...options });
  }

  /** How far usage records lag behind the accounts, milliseconds. @default - maximum */
  public metricIteratorAge(options?: MetricOptions): IMetric {
    return this.recorder.metric('IteratorAge', { statistic: 'max', ...options });
  }

  /** Messages in the dead-letter queue. @default - maximum */
  public metricDeadLetters(options?: MetricOptions): IMetric {
    return this.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'max', ...options });
  }

  /** Re-authorisations that were given up. @default - maximum */
  public metricReauthorisationsGivenUp(options?: MetricOptions): IMetric {
    return this.reauthorisationDeadLetters.metricApproximateNumberOfMessagesVisible({
      statistic: 'max',
      ...options,
    });
  }

  /** Age of the oldest change that the network was not told of yet, seconds. @default - maximum */
  public metricReauthorisationLag(options?: MetricOptions): IMetric {
    return this.reauthorisationQueue.metricApproximateAgeOfOldestMessage({ statistic: 'max', ...options });
  }

  private addAlarms(props: ChargingProps): Alarm[] {
    const period = { period: ALARM_PERIOD };
    const topic = props.alarmTopic;
    const objective = props.latencyObjective ?? Duration.millis(300);
    const perFunction = Object.entries({
      Nchf: this.nchf,
      Recorder: this.recorder,
      Sweeper: this.sweeper,
      Reauthoriser: this.reauthoriser,
    }).flatMap(([name, handler]) => [
      addAlarm(
        this,
        `${name}Errors`,
        {
          metric: handler.metricErrors(period),
          threshold: 1,
          description: `${name} of ${props.operatorId} failed. Its log group says why.`,
        },
        topic,
      ),
      addAlarm(
        this,
        `${name}Throttles`,
        {
          metric: handler.metricThrottles(period),
          threshold: 1,
          description: `${name} of ${props.operatorId} was throttled: the account's concurrency is used up.`,
        },
        topic,
      ),
    ]);
    return [
      ...perFunction,
      addAlarm(
        this,
        'ServerErrors',
        {
          metric: this.metricServerErrors(period),
          threshold: 1,
          description: `The network got 5xx from the charging API of ${props.operatorId}.`,
        },
        topic,
      ),
      addAlarm(
        this,
        'LatencyP99',
        {
          metric: this.metricLatency(period),
          threshold: objective.toMilliseconds() / this.frontDoor.latencyUnitMs,
          periods: 5,
          description: `One request in a hundred of ${props.operatorId} took more than ${objective.toMilliseconds()} ms for 5 minutes.`,
        },
        topic,
      ),
      addAlarm(
        this,
        'DeadLetterDepth',
        {
          metric: this.metricDeadLetters(period),
          threshold: 1,
          description:
            `Usage records or a sweep of ${props.operatorId} were given up. A stream message names shard and sequence ` +
            'numbers: redrive before the stream forgets them, 24 h after the write.',
        },
        topic,
      ),
      addAlarm(
        this,
        'ReauthorisationsGivenUp',
        {
          metric: this.metricReauthorisationsGivenUp(period),
          threshold: 1,
          description:
            `The network of ${props.operatorId} was not told to ask again: its subscribers wait although they have ` +
            'credit. Redrive when it answers again.',
        },
        topic,
      ),
      addAlarm(
        this,
        'ReauthorisationLag',
        {
          metric: this.metricReauthorisationLag(period),
          threshold: REAUTHORISATION_LAG_ALARM.toSeconds(),
          description: `The network of ${props.operatorId} does not take re-authorisations: one waits for ${REAUTHORISATION_LAG_ALARM.toMinutes()} minutes.`,
        },
        topic,
      ),
      addAlarm(
        this,
        'IteratorAge',
        {
          metric: this.metricIteratorAge(period),
          threshold: ITERATOR_AGE_ALARM.toMilliseconds(),
          description: `Usage records of ${props.operatorId} lag ${ITERATOR_AGE_ALARM.toMinutes()} minutes behind; the stream forgets after 24 h.`,
        },
        topic,
      ),
    ];
  }
}
