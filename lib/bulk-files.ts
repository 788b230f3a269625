import { Duration, Stack, type RemovalPolicy } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Metric, type Alarm, type IMetric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, type IEventBus } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.js';
import { addAlarm, ALARM_PERIOD } from './alarm.js';
import { operatorIdProblems, rangeProblems, refuse } from './check-props.js';
import { effectiveRemovalPolicy } from './data-deletion.js';
import { HouseFunction } from './function-defaults.js';
import type { LambdaBundle } from './lambda-bundles.js';
import type { IScopedHttpApi } from './scoped-http-api.js';
import type { ISubscriberStore } from './subscriber-store.js';
import { SCOPES } from './token-issuer.js';

/** One core, which is all that a single reader of a file can use. */
const USAGE_MEMORY_MB = 1_769;
/** A settlement file is in memory as a whole, with the payments that it names. */
const SETTLEMENTS_MEMORY_MB = 1_769;
const TIMEOUT = Duration.minutes(15);
/** A file comes back when the function that had it is surely over. */
const VISIBILITY = Duration.minutes(16);
/** Deliveries of a file: more than two hours of work, or so many failures. */
const MAX_DELIVERIES = 10;
const WAITING_ALARM = Duration.hours(1);
/** Longer than the dead-letter queue keeps a file's event. */
const LEFTOVERS = Duration.days(30);
/** The prefix of what functions put aside from one checkpoint to the next. */
const WORKING = 'working';

export interface BulkFilesProps {
  /** Names the operator in descriptions, events and alarms: 1 to 64 letters, digits, ".", "_", "-". */
  readonly operatorId: string;

  /** The operator's tables. Plans must be published, by `Catalogue` on the same store. */
  readonly store: ISubscriberStore;

  /** Where the end of a file is announced. */
  readonly eventBus: IEventBus;

  /**
   * The API that answers `GET /jobs/{jobId}`.
   *
   * @default - no API tells of progress; the bucket and the bus tell of the end
   */
  readonly api?: IScopedHttpApi;

  /**
   * Whether there are settlement files of payment providers: a function, a queue and three alarms.
   *
   * @default false: only those who take payments have them
   */
  readonly settlements?: boolean;

  /**
   * How long files and what is written beside them are kept: they name people.
   *
   * @default Duration.days(90)
   */
  readonly fileRetention?: Duration;

  /**
   * What happens to the bucket when the construct leaves the stack. DESTROY takes effect only together with the
   * context flag `wildlily:allowDataDeletion`, and on an empty bucket.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

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
 * Work that comes in files: a bucket, and a function for each kind of CSV file that is put into it.
 *
 * - `usage/<name>.csv`: the host's usage in batches, rated by the decision that charges, once by content
 * - `members/<name>.csv`: a company's members, onboarded
 * - with `settlements`, `settlements/<provider>/<name>.csv`: what a payment provider settled, compared with our payments
 *
 * What is wrong with rows goes to `<name>.errors.csv`, what became of the file to `<name>.result.json`, both beside
 * it. A file goes on where it was after a failure or a time limit. What of a settlement file differs is in
 * `<name>.differences.csv`.
 */
export class BulkFiles extends Construct {
  public readonly bucket: Bucket;
  public readonly usage: LambdaFunction;
  public readonly members: LambdaFunction;
  /** Reconciles what payment providers settled; only with `settlements`. */
  public readonly settlements: LambdaFunction | undefined;
  /** Tells of jobs; only with an `api`. */
  public readonly jobs: LambdaFunction | undefined;
  /** Events of files that could not be processed, kept for 14 days. Redrive them: a file goes on where it was. */
  public readonly deadLetters: Queue;
  public readonly alarms: readonly Alarm[];

  private readonly queues: Readonly<Record<string, Queue>>;
  private readonly operatorId: string;

  constructor(scope: Construct, id: string, props: BulkFilesProps) {
    super(scope, id);

    refuse(this, [
      ...operatorIdProblems(props.operatorId),
      ...rangeProblems([
        { prop: 'fileRetention (days)', value: props.fileRetention?.toDays(), min: 31, max: 36_500 },
      ]),
    ]);
    const { operatorId, store } = props;
    this.operatorId = operatorId;
    this.bucket = this.makeBucket(props);
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(this.deadLetters, {
      'Serverless-SQSRedrivePolicy': 'It is the dead-letter queue of the files. Its depth has an alarm.',
    });

    const usage = this.addKind(props, {
      id: 'Usage',
      prefix: 'usage',
      bundle: 'files-usage',
      description: `Rates usage files of ${operatorId}`,
      memorySizeMb: USAGE_MEMORY_MB,
    });
    store.grantRateFiles(usage.handler);
    const members = this.addKind(props, {
      id: 'Members',
      prefix: 'members',
      bundle: 'files-members',
      description: `Onboards members of companies of ${operatorId}`,
    });
    store.grantOnboard(members.handler);
    const settlements = props.settlements
      ? this.addKind(props, {
          id: 'Settlements',
          prefix: 'settlements',
          bundle: 'files-settlements',
          description: `Reconciles settlement files of ${operatorId}`,
          memorySizeMb: SETTLEMENTS_MEMORY_MB,
        })
      : undefined;
    if (settlements) store.grantReconcile(settlements.handler);
    this.usage = usage.handler;
    this.members = members.handler;
    this.settlements = settlements?.handler;
    this.queues = {
      usage: usage.queue,
      members: members.queue,
      ...(settlements && { settlements: settlements.queue }),
    };
    this.jobs = props.api && this.addJobs(props, props.api);
    this.alarms = this.addAlarms(props);
  }

  /** Messages in the dead-letter queue. @default - maximum */
  public metricDeadLetters(options?: MetricOptions): IMetric {
    return this.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'max', ...options });
  }

  /** Rows of settlement files and payments of ours that have no equal on the other side. @default - sum */
  public metricMismatched(options?: MetricOptions): IMetric {
    return new Metric({
      namespace: 'Wildlily/Payments',
      metricName: 'Mismatched',
      dimensionsMap: { Operator: this.operatorId },
      statistic: 'sum',
      ...options,
    });
  }

  private makeBucket(props: BulkFilesProps): Bucket {
    const expiration = props.fileRetention ?? Duration.days(90);
    const bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      // Why: a file that is replaced while it is read must stay readable to its end.
      versioned: true,
      removalPolicy: effectiveRemovalPolicy(this, props.removalPolicy),
      lifecycleRules: [
        { id: 'usage', prefix: 'usage/', expiration },
        { id: 'members', prefix: 'members/', expiration },
        { id: 'settlements', prefix: 'settlements/', expiration },
        { id: 'working', prefix: `${WORKING}/`, expiration: LEFTOVERS },
        {
          id: 'leftovers',
          abortIncompleteMultipartUploadAfter: LEFTOVERS,
          noncurrentVersionExpiration: LEFTOVERS,
          expiredObjectDeleteMarker: true,
        },
      ],
    });
    // Why not `eventBridgeEnabled`: it deploys a function of CDK's own with rights on all buckets; the property does it.
    (bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
    acknowledge(bucket, {
      'AwsSolutions-S1':
        'Every file leaves a record in the table, a result beside it and an event; access logs would only repeat them.',
    });
    return bucket;
  }

  private addKind(
    props: BulkFilesProps,
    kind: {
      readonly id: string;
      readonly prefix: string;
      readonly bundle: LambdaBundle;
      readonly description: string;
      readonly memorySizeMb?: number;
    },
  ): { readonly handler: HouseFunction; readonly queue: Queue } {
    const { id, prefix, bundle, description, memorySizeMb } = kind;
    const queue = new Queue(this, `${id}Queue`, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      visibilityTimeout: VISIBILITY,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_DELIVERIES },
    });
    new Rule(this, `${id}Uploaded`, {
      description: `Files below ${prefix}/ of ${props.operatorId}`,
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [this.bucket.bucketName] }, object: { key: [{ prefix: `${prefix}/` }] } },
      },
      targets: [new SqsQueue(queue, { deadLetterQueue: this.deadLetters })],
    });
    const handler = new HouseFunction(this, id, {
      bundle,
      description,
      environment: {
        ACCOUNTS_TABLE: props.store.accounts.tableName,
        RECORDS_TABLE: props.store.records.tableName,
        EVENT_BUS_NAME: props.eventBus.eventBusName,
        OPERATOR_ID: props.operatorId,
      },
      timeout: TIMEOUT,
      ...(memorySizeMb === undefined ? {} : { memorySizeMb }),
      failuresGo: 'To the dead-letter queue of the queue that it reads.',
      logRetention: props.logRetention,
    });
    handler.addEventSource(
      new SqsEventSource(queue, { batchSize: 1, maxConcurrency: 2, reportBatchItemFailures: true }),
    );
    acknowledge(handler, {
      'Serverless-LambdaEventSourceMappingDestination':
        'It reads a queue, whose own dead-letter queue takes what fails; destinations are for streams.',
    });
    props.eventBus.grantPutEventsTo(handler);
    this.grantFiles(handler, prefix);
    return { handler, queue };
  }

  /** Its kind of files and what is written beside them, and what it puts aside meanwhile. */
  private grantFiles(handler: HouseFunction, prefix: string): void {
    const objects = (below: string): string => this.bucket.arnForObjects(`${below}/*`);
    Grant.addToPrincipal({
      grantee: handler,
      actions: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
      resourceArns: [objects(prefix)],
    });
    Grant.addToPrincipal({
      grantee: handler,
      actions: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
      resourceArns: [objects(WORKING)],
    });
    const name = Stack.of(this).getLogicalId(this.bucket.node.defaultChild as CfnBucket);
    const reason = 'Files have names that others choose; the function has this prefix of this one bucket.';
    if (handler.role) {
      acknowledge(handler.role, {
        [`AwsSolutions-IAM5[Resource::<${name}.Arn>/${prefix}/*]`]: reason,
        [`AwsSolutions-IAM5[Resource::<${name}.Arn>/${WORKING}/*]`]: reason,
      });
    }
  }

  private addJobs(props: BulkFilesProps, api: IScopedHttpApi): HouseFunction {
    const jobs = new HouseFunction(this, 'Jobs', {
      bundle: 'files-jobs',
      description: `Tells of the files of ${props.operatorId}`,
      environment: { RECORDS_TABLE: props.store.records.tableName },
      failuresGo: 'To the caller: it answers requests.',
      logRetention: props.logRetention,
    });
    props.store.grantReadJobs(jobs);
    api.addScopedRoutes('Jobs', {
      routes: [{ method: HttpMethod.GET, path: '/jobs/{jobId}' }],
      handler: jobs,
      scope: SCOPES.subscribersRead,
    });
    return jobs;
  }

  private addAlarms(props: BulkFilesProps): Alarm[] {
    const period = { period: ALARM_PERIOD };
    const { operatorId, alarmTopic } = props;
    const handlers = {
      Usage: this.usage,
      Members: this.members,
      ...(this.settlements && { Settlements: this.settlements }),
      ...(this.jobs && { Jobs: this.jobs }),
    };
    return [
      ...Object.entries(handlers).map(([name, handler]) =>
        addAlarm(
          this,
          `${name}Errors`,
          {
            metric: handler.metricErrors(period),
            threshold: 1,
            description: `${name} of the files of ${operatorId} failed. Its log group says why; a file is tried again.`,
          },
          alarmTopic,
        ),
      ),
      ...Object.entries(this.queues).map(([prefix, queue]) =>
        addAlarm(
          this,
          `${prefix.charAt(0).toUpperCase()}${prefix.slice(1)}Waiting`,
          {
            metric: queue.metricApproximateAgeOfOldestMessage(period),
            threshold: WAITING_ALARM.toSeconds(),
            description: `A file below ${prefix}/ of ${operatorId} is not processed after ${WAITING_ALARM.toHours()} h.`,
          },
          alarmTopic,
        ),
      ),
      ...(this.settlements
        ? [
            addAlarm(
              this,
              'SettlementsMismatched',
              {
                metric: this.metricMismatched(period),
                threshold: 1,
                description: `What a payment provider settled with ${operatorId} is not what our payments say: <name>.differences.csv beside the file has the rows.`,
              },
              alarmTopic,
            ),
          ]
        : []),
      addAlarm(
        this,
        'DeadLetterDepth',
        {
          metric: this.metricDeadLetters(period),
          threshold: 1,
          description: `A file of ${operatorId} was given up after ${MAX_DELIVERIES} deliveries. Redrive: it goes on where it was.`,
        },
        alarmTopic,
      ),
    ];
  }
}
