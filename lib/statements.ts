import { Duration, Size } from 'aws-cdk-lib';
import { type Alarm, type IMetric, Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget, SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { STATEMENTS_ROUTES } from '../domain/statements/routes.js';
import type { Party } from '../domain/statements/statement.js';
import { acknowledge, acknowledgeObjects } from './acknowledge.js';
import { addAlarm, ALARM_PERIOD } from './alarm.js';
import { operatorIdProblems, refuse } from './check-props.js';
import { HouseFunction } from './function-defaults.js';
import { addPartnerFunction, type PartnerFunctionHouse } from './partner-function.js';

export interface StatementsProps extends PartnerFunctionHouse {
  /** The table of the ledger (`LedgerStore`). */
  readonly ledger: ITable;

  /** Where the other side's files are put, below `statements/`; it tells EventBridge (`BulkFiles` has one). */
  readonly files: IBucket;

  /** Who there is a statement of each month: hosts, payment providers, channel partners. */
  readonly parties: readonly Party[];

  /**
   * Who is told of alarms.
   *
   * @default - alarms change state, nobody is told
   */
  readonly alarmTopic?: ITopic;
}

/** Below it are files of others; each is of one statement. */
const PREFIX = 'statements';
const TIMEOUT = Duration.minutes(15);
/** A file comes back when the function that had it is surely over. */
const VISIBILITY = Duration.minutes(16);
const MAX_DELIVERIES = 5;
/** One core, which is all that a single reader of a file can use. */
const MEMORY_MB = 1_769;
/** Both sides of ten million rows. */
const DISK = Size.gibibytes(4);

/**
 * What the operator and others owe each other a month: expected, received, compared, disputed, agreed, paid. Events are told
 * by `EventHub.announce` of `api`, `receive` and `sweep`.
 */
export class Statements extends Construct {
  public readonly api: LambdaFunction;
  /** Compares the other side's files with our records. */
  public readonly receive: LambdaFunction;
  /** Opens statements, closes them, asks after files that are late. */
  public readonly sweep: LambdaFunction;
  public readonly queue: Queue;
  /** Files that could not be compared, kept for 14 days; redrive them when the reason is gone. */
  public readonly deadLetters: Queue;
  public readonly alarms: readonly Alarm[];
  private readonly operatorId: string;

  constructor(scope: Construct, id: string, props: StatementsProps) {
    super(scope, id);
    const { operatorId, ledger, parties, store } = props;
    refuse(this, operatorIdProblems(operatorId));
    this.operatorId = operatorId;
    const environment = { LEDGER_TABLE: ledger.tableName, STATEMENT_PARTIES: JSON.stringify(parties) };
    this.api = addPartnerFunction(this, 'statements', {
      ...props,
      bundle: 'statements-api',
      description: `Statements and disputes of ${operatorId}`,
      routes: STATEMENTS_ROUTES,
      environment,
    });
    const house = {
      OPERATOR_ID: operatorId,
      RECORDS_TABLE: store.records.tableName,
      PARTNER_URL: props.url,
      ...environment,
    };
    const kept = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    };
    this.deadLetters = new Queue(this, 'DeadLetters', kept);
    acknowledge(this.deadLetters, {
      'Serverless-SQSRedrivePolicy': 'It is the dead-letter queue of the files. Its depth has an alarm.',
    });
    this.queue = new Queue(this, 'Queue', {
      ...kept,
      visibilityTimeout: VISIBILITY,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_DELIVERIES },
    });
    this.receive = this.addReceive(props, house);
    this.sweep = new HouseFunction(this, 'Sweep', {
      bundle: 'statements-sweep',
      description: `Opens and closes statements of ${operatorId}`,
      environment: house,
      timeout: Duration.minutes(5),
      failuresGo: 'Nowhere: the next run finds the same.',
      logRetention: props.logRetention,
    });
    for (const handler of [this.api, this.receive, this.sweep]) this.grantLedger(ledger, handler);
    for (const handler of [this.receive, this.sweep]) store.grantPartnerRecords(handler);
    this.addHourly(operatorId);
    this.alarms = this.addAlarms(props);
  }

  /** Files of hosts that had not come ten days after their month. @default - sum */
  public metricLateFiles(options?: MetricOptions): IMetric {
    return new Metric({
      namespace: 'Wildlily/Settlement',
      metricName: 'LateFiles',
      dimensionsMap: { Operator: this.operatorId },
      statistic: 'sum',
      ...options,
    });
  }

  private grantLedger(ledger: ITable, handler: LambdaFunction): void {
    Grant.addToPrincipal({
      grantee: handler,
      actions: ['GetItem', 'BatchGetItem', 'PutItem', 'Query'].map((action) => `dynamodb:${action}`),
      resourceArns: [ledger.tableArn],
    });
  }

  private addReceive(props: StatementsProps, environment: Record<string, string>): HouseFunction {
    const { operatorId, files, logRetention } = props;
    new Rule(this, 'Uploaded', {
      description: `Files below ${PREFIX}/ of ${operatorId}`,
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [files.bucketName] },
          object: { key: [{ wildcard: `${PREFIX}/*.csv` }] },
        },
      },
      targets: [new SqsQueue(this.queue, { deadLetterQueue: this.deadLetters })],
    });
    const receive = new HouseFunction(this, 'Receive', {
      bundle: 'statements-receive',
      description: `Compares files of others with the records of ${operatorId}`,
      environment,
      timeout: TIMEOUT,
      memorySizeMb: MEMORY_MB,
      ephemeralStorage: DISK,
      failuresGo: 'To the dead-letter queue of the queue that it reads.',
      logRetention,
    });
    receive.addEventSource(
      new SqsEventSource(this.queue, { batchSize: 1, maxConcurrency: 2, reportBatchItemFailures: true }),
    );
    acknowledge(receive, {
      'Serverless-LambdaEventSourceMappingDestination':
        'It reads a queue, whose own dead-letter queue takes what fails; destinations are for streams.',
    });
    Grant.addToPrincipal({
      grantee: receive,
      actions: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
      resourceArns: [files.arnForObjects(`${PREFIX}/*`)],
    });
    acknowledgeObjects(
      receive.role,
      files,
      PREFIX,
      'Files have names that others choose; the function has this prefix of one bucket.',
    );
    return receive;
  }

  private addHourly(operatorId: string): void {
    const hourly = new Rule(this, 'Hourly', {
      description: `Looks at the statements of ${operatorId}`,
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

  private addAlarms({ operatorId, alarmTopic }: StatementsProps): Alarm[] {
    const period = { period: ALARM_PERIOD };
    const alarm = (id: string, metric: IMetric, description: string): Alarm =>
      addAlarm(this, id, { metric, threshold: 1, description }, alarmTopic);
    return [
      alarm(
        'ApiErrors',
        this.api.metricErrors(period),
        `Requests about statements of ${operatorId} failed; they may be sent again. The function's log group says why.`,
      ),
      alarm(
        'ReceiveErrors',
        this.receive.metricErrors(period),
        `A file could not be compared with the records of ${operatorId}; it is tried again. The function's log group says why.`,
      ),
      alarm(
        'SweepErrors',
        this.sweep.metricErrors(period),
        `Statements of ${operatorId} could not be looked at; every hour tries again.`,
      ),
      alarm(
        'DeadLetterDepth',
        this.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'max', ...period }),
        `A file of another side was given up after ${MAX_DELIVERIES} deliveries, and ${operatorId} has no comparison of it.`,
      ),
      alarm(
        'LateFiles',
        this.metricLateFiles(period),
        `A host of ${operatorId} has not sent its file of a month that ended ten days ago. Ask for it, or agree without it.`,
      ),
    ];
  }
}
