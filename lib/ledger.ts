import { Duration } from 'aws-cdk-lib';
import { type Alarm, type IMetric, Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Grant } from 'aws-cdk-lib/aws-iam';
import {
  FilterCriteria,
  FilterRule,
  type Function as LambdaFunction,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { LEDGER_ROUTES } from '../domain/ledger/routes.js';
import { acknowledge, acknowledgeObjects } from './acknowledge.js';
import { addAlarm, ALARM_PERIOD } from './alarm.js';
import { CHANGE_TIMEOUT, changeQueue, tellChanges } from './change-queue.js';
import { operatorIdProblems, refuse } from './check-props.js';
import { HouseFunction } from './function-defaults.js';
import { ledgerProblems, type LedgerProps } from './ledger-props.js';
import { type ILedgerStore, LedgerStore } from './ledger-store.js';
import { addPartnerFunction } from './partner-function.js';

/** For the event's sake alone: with a window it names its shard, and sums know what of it they have. */
const WINDOW = Duration.seconds(60);
const BATCH = 500;
/** Behind by so much somebody should look; the stream keeps a day. */
const LAG = Duration.minutes(30);

/**
 * Double entry: what subscribers use, pay and are given, what the host charges and sponsors spend, as entries that balance;
 * sums of them, which are exact; months that close.
 */
export class Ledger extends Construct {
  public readonly ledgerStore: ILedgerStore;
  public readonly api: LambdaFunction;
  /** Posts usage records. */
  public readonly post: LambdaFunction;
  /** Adds entries to sums. */
  public readonly sum: LambdaFunction;
  /** Follows sponsors and points, earns revenue, closes months, writes exports. */
  public readonly sweep: LambdaFunction;
  /** Usage that is to be posted. */
  public readonly queue: Queue;
  /** Usage that was given up, kept for 14 days. Redrive it: what was posted is not posted again. */
  public readonly deadLetters: Queue;
  public readonly alarms: readonly Alarm[];
  private readonly operatorId: string;

  constructor(scope: Construct, id: string, props: LedgerProps) {
    super(scope, id);
    const { operatorId, eventBus, files, store } = props;
    refuse(this, [...operatorIdProblems(operatorId), ...ledgerProblems(props)]);
    this.operatorId = operatorId;
    this.ledgerStore = props.ledgerStore ?? new LedgerStore(this, 'Store');
    const { table } = this.ledgerStore;
    const own = {
      LEDGER_TABLE: table.tableName,
      RECOGNITION: props.recognition ?? 'day',
      CLOSE_ON_DAY: String(props.closeOnDay ?? 5),
      ...(props.pointValue === undefined ? {} : { POINT_VALUE: props.pointValue }),
      ...(files === undefined ? {} : { EXPORT_BUCKET: files.bucketName }),
    };
    this.api = addPartnerFunction(this, 'ledger', {
      ...props,
      bundle: 'ledger-api',
      description: `The ledger of ${operatorId}`,
      routes: LEDGER_ROUTES,
      environment: own,
    });
    this.ledgerStore.grantKeep(this.api);

    const usage = changeQueue(this, {
      operatorId,
      eventBus,
      events: ['usage.recorded'],
      description: `Usage of ${operatorId}, for the ledger`,
    });
    ({ queue: this.queue, deadLetters: this.deadLetters } = usage);
    this.post = this.addPost(props);
    tellChanges(usage, this.post);
    this.sum = this.addSum(props);
    this.sweep = new HouseFunction(this, 'Sweep', {
      bundle: 'ledger-sweep',
      description: `Earns, follows and closes in the ledger of ${operatorId}`,
      environment: { OPERATOR_ID: operatorId, RECORDS_TABLE: store.records.tableName, ...own },
      timeout: Duration.minutes(15),
      memorySizeMb: 1_769,
      failuresGo: 'Nowhere: the next run finds the same.',
      logRetention: props.logRetention,
    });
    store.grantReadRecords(this.sweep);
    this.ledgerStore.grantKeep(this.sweep);
    if (files !== undefined)
      Grant.addToPrincipal({
        grantee: this.sweep,
        actions: ['s3:PutObject'],
        resourceArns: [files.arnForObjects('ledger/*')],
      });
    if (files !== undefined)
      acknowledgeObjects(
        this.sweep.role,
        files,
        'ledger',
        'Exports are named by their month; the function may write below one prefix of one bucket.',
      );
    this.addHourly();
    this.alarms = this.addAlarms(props);
  }

  /** Times that the books were found not to balance. Must never be more than 0. @default - sum */
  public metricUnbalanced(options?: MetricOptions): IMetric {
    return new Metric({
      namespace: 'Wildlily/Ledger',
      metricName: 'Unbalanced',
      dimensionsMap: { Operator: this.operatorId },
      statistic: 'sum',
      ...options,
    });
  }

  /** How old the oldest entry is that is in no sum yet, milliseconds. @default - maximum */
  public metricLag(options?: MetricOptions): IMetric {
    return this.sum.metric('IteratorAge', { statistic: 'max', ...options });
  }

  /** Usage that was given up. @default - maximum */
  public metricDeadLetters(options?: MetricOptions): IMetric {
    return this.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'max', ...options });
  }

  private addPost({ operatorId, store, hosts, logRetention }: LedgerProps): HouseFunction {
    const post = new HouseFunction(this, 'Post', {
      bundle: 'ledger-post',
      description: `Posts usage and money of ${operatorId}`,
      environment: {
        LEDGER_TABLE: this.ledgerStore.table.tableName,
        RECORDS_TABLE: store.records.tableName,
        LEDGER_QUEUE_URL: this.queue.queueUrl,
        HOSTS: JSON.stringify(hosts.map(({ id, imsiPrefixes = [] }) => ({ id, imsiPrefixes }))),
      },
      timeout: CHANGE_TIMEOUT,
      failuresGo: 'To the dead-letter queue of the queue that it consumes.',
      logRetention,
    });
    store.grantReadRecords(post);
    this.ledgerStore.grantPost(post);
    return post;
  }

  private addSum({ operatorId, logRetention }: LedgerProps): HouseFunction {
    const sum = new HouseFunction(this, 'Sum', {
      bundle: 'ledger-sum',
      description: `Adds up the ledger of ${operatorId}`,
      environment: { LEDGER_TABLE: this.ledgerStore.table.tableName },
      timeout: CHANGE_TIMEOUT,
      failuresGo: 'Back to the stream, until they are added.',
      logRetention,
    });
    this.ledgerStore.grantSum(sum);
    sum.addEventSource(
      new DynamoEventSource(this.ledgerStore.table, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: BATCH,
        maxBatchingWindow: Duration.seconds(2),
        tumblingWindow: WINDOW,
        bisectBatchOnError: true,
        // Sums themselves are in the same table: only new entries are told.
        filters: [
          FilterCriteria.filter({
            eventName: FilterRule.isEqual('INSERT'),
            dynamodb: { Keys: { pk: { S: FilterRule.beginsWith('JOURNAL#') } } },
          }),
        ],
      }),
    );
    acknowledge(sum, {
      'Serverless-LambdaEventSourceMappingDestination':
        'Nothing is given up: a sum that lacks an entry would be wrong. An alarm says when it is behind.',
    });
    return sum;
  }

  private addHourly(): void {
    const hourly = new Rule(this, 'Hourly', {
      description: `Looks after the ledger of ${this.operatorId}`,
      schedule: Schedule.rate(Duration.hours(1)),
      targets: [
        new LambdaTarget(this.sweep, {
          retryAttempts: 0,
          maxEventAge: Duration.hours(1),
          event: RuleTargetInput.fromObject({}),
        }),
      ],
    });
    acknowledge(hourly, {
      'Serverless-EventBusDLQ': 'A run that was lost is made up for by the next, which finds the same.',
    });
  }

  private addAlarms({ operatorId, alarmTopic }: LedgerProps): Alarm[] {
    const period = { period: ALARM_PERIOD };
    const alarm = (id: string, metric: IMetric, threshold: number, description: string): Alarm =>
      addAlarm(
        this,
        id,
        { metric, threshold, description: `${description} Operator ${operatorId}.` },
        alarmTopic,
      );
    const says = {
      api: 'Requests about the ledger failed; they may be sent again.',
      post: 'Usage could not be posted; it is tried again.',
      sum: 'Entries could not be added to sums; they are tried again until they are.',
      sweep: 'The ledger could not be looked after; every hour tries again.',
    } as const;
    return [
      ...(['api', 'post', 'sum', 'sweep'] as const).map((name) =>
        alarm(
          `${name.charAt(0).toUpperCase()}${name.slice(1)}Errors`,
          this[name].metricErrors(period),
          1,
          `${says[name]} The function's log group says why.`,
        ),
      ),
      alarm(
        'Unbalanced',
        this.metricUnbalanced(period),
        1,
        'The books do not balance, or sums differ from the journal; this must never be. The log group of Sweep names day and account.',
      ),
      alarm(
        'DeadLetterDepth',
        this.metricDeadLetters(period),
        1,
        'Usage was given up, and the ledger lacks it. Redrive it: what was posted is not posted again.',
      ),
      alarm(
        'Lag',
        this.metricLag(period),
        LAG.toMilliseconds(),
        `Sums are more than ${LAG.toMinutes()} minutes behind the journal; after a day the stream forgets. See the log group of Sum.`,
      ),
    ];
  }
}
