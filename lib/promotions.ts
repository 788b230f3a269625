import { Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Alarm, IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { PROMOTIONS_ROUTES } from '../domain/promotions/routes.js';
import { acknowledge } from './acknowledge.js';
import { addAlarm, ALARM_PERIOD } from './alarm.js';
import { operatorIdProblems, rangeProblems, refuse } from './check-props.js';
import { effectiveRemovalPolicy } from './data-deletion.js';
import { HouseFunction } from './function-defaults.js';
import { generatedKey, readGeneratedKey } from './generated-key.js';
import type { LoyaltyTerms } from '../domain/operator/loyalty.js';
import { addPartnerFunction, type PartnerFunctionHouse } from './partner-function.js';

export interface PromotionsProps extends PartnerFunctionHouse {
  /**
   * The key of which the codes of every batch are made: 32 random characters or more. Whoever has it can make codes;
   * another one makes all codes worthless that were handed out.
   *
   * @default - of a sandbox, something random that stays; of any other operator a new secret, which is kept when the
   *   construct goes
   */
  readonly codeSecret?: ISecret;

  /**
   * `loyalty` of the operator file: then promotions may give points.
   *
   * @default - points are not given
   */
  readonly loyaltyTerms?: LoyaltyTerms;

  /**
   * How long files of codes are kept. A batch's codes are good without its file.
   *
   * @default Duration.days(30)
   */
  readonly fileRetention?: Duration;

  /**
   * What happens to the files of codes when the construct leaves the stack. DESTROY takes effect only together with
   * the context flag `wildlily:allowDataDeletion`, and on an empty bucket.
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
}

/** Ten million codes take less than a minute; the rest is S3's time. */
const GENERATE_TIMEOUT = Duration.minutes(15);
const GENERATE_MEMORY_MB = 1_769;
/** A batch comes back when the function that had it is surely over. */
const VISIBILITY = Duration.minutes(16);
const MAX_DELIVERIES = 10;
const WAITING_ALARM = Duration.hours(1);
const PREFIX = 'promotions';

/**
 * Promotions as TMF671 has them, coupons, gifts and referrals: codes that are validated, reserved, redeemed once and
 * rolled back, and batches of millions of them. Events are told by `EventHub.announce` of each of its functions, and
 * `POST /hub` is answered by the function of events.
 */
export class Promotions extends Construct {
  public readonly api: LambdaFunction;
  /** Writes batches of codes to files. */
  public readonly generate: LambdaFunction;
  /** Frees what was reserved and never redeemed, and gives what is owed. */
  public readonly sweep: LambdaFunction;
  /** Where batches' codes are: `promotions/<promotion>/<batch>.csv`. */
  public readonly bucket: Bucket;
  /** Batches that are to be written: `{"batchId": "cpb_…"}`. */
  public readonly queue: Queue;
  /** Batches that could not be written, kept for 14 days. Redrive them: each goes on where it was. */
  public readonly deadLetters: Queue;
  /** Absent in a sandbox. */
  public readonly codeSecret: ISecret | undefined;
  public readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: PromotionsProps) {
    super(scope, id);
    refuse(this, [
      ...operatorIdProblems(props.operatorId),
      ...rangeProblems([
        { prop: 'fileRetention (days)', value: props.fileRetention?.toDays(), min: 1, max: 3_650 },
      ]),
    ]);
    const { operatorId, store } = props;
    this.bucket = this.makeBucket(props);
    this.codeSecret =
      props.codeSecret ??
      (props.sandbox === true
        ? undefined
        : generatedKey(this, 'CodeKey', {
            description: `Codes of promotions of ${operatorId}. With another value all codes are worth nothing.`,
            staysFor: 'It proves codes that people hold: with another value they would be worth nothing.',
          }));

    const kept = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    };
    this.deadLetters = new Queue(this, 'DeadLetters', kept);
    acknowledge(this.deadLetters, {
      'Serverless-SQSRedrivePolicy': 'It is the dead-letter queue of the batches. Its depth has an alarm.',
    });
    this.queue = new Queue(this, 'Queue', {
      ...kept,
      visibilityTimeout: VISIBILITY,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_DELIVERIES },
    });

    this.api = addPartnerFunction(this, 'promotions', {
      ...props,
      bundle: 'promotions-api',
      description: `Promotions and codes of ${operatorId}`,
      routes: PROMOTIONS_ROUTES.filter(({ handler }) => handler === 'promotions'),
      environment: { CODES_QUEUE_URL: this.queue.queueUrl, ...loyaltyOf(props) },
    });
    store.grantChangeAccounts(this.api);
    Grant.addToPrincipal({
      grantee: this.api,
      actions: ['sqs:SendMessage'],
      resourceArns: [this.queue.queueArn],
    });
    this.readKey(this.api);
    this.generate = this.addGenerate(props);
    this.sweep = this.addSweep(props);
    this.alarms = this.addAlarms(props);
  }

  /** Messages in the dead-letter queue. @default - maximum */
  public metricDeadLetters(options?: MetricOptions): IMetric {
    return this.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'max', ...options });
  }

  private makeBucket(props: PromotionsProps): Bucket {
    const bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      removalPolicy: effectiveRemovalPolicy(this, props.removalPolicy),
      lifecycleRules: [
        {
          id: 'codes',
          expiration: props.fileRetention ?? Duration.days(30),
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
      ],
    });
    acknowledge(bucket, {
      'AwsSolutions-S1':
        'Its files are written by one function and read by the operator; who reads them is in CloudTrail, and each batch has a record and an event.',
    });
    return bucket;
  }

  private readKey(handler: LambdaFunction): void {
    readGeneratedKey(handler, 'CODE', this.codeSecret);
  }

  private addGenerate({ operatorId, store, url, logRetention }: PromotionsProps): HouseFunction {
    const generate = new HouseFunction(this, 'Generate', {
      bundle: 'promotions-generate',
      description: `Writes batches of codes of ${operatorId}`,
      environment: {
        OPERATOR_ID: operatorId,
        ACCOUNTS_TABLE: store.accounts.tableName,
        RECORDS_TABLE: store.records.tableName,
        PARTNER_URL: url,
        CODES_BUCKET: this.bucket.bucketName,
      },
      timeout: GENERATE_TIMEOUT,
      memorySizeMb: GENERATE_MEMORY_MB,
      failuresGo: 'To the dead-letter queue of the queue that it reads.',
      logRetention,
    });
    store.grantWriteCodes(generate);
    this.readKey(generate);
    Grant.addToPrincipal({
      grantee: generate,
      actions: ['s3:PutObject'],
      resourceArns: [this.bucket.arnForObjects(`${PREFIX}/*`)],
    });
    const name = Stack.of(this).getLogicalId(this.bucket.node.defaultChild as CfnBucket);
    if (generate.role)
      acknowledge(generate.role, {
        [`AwsSolutions-IAM5[Resource::<${name}.Arn>/${PREFIX}/*]`]:
          'Each batch has a file of its own; the function may write them and nothing else.',
      });
    generate.addEventSource(
      new SqsEventSource(this.queue, { batchSize: 1, maxConcurrency: 2, reportBatchItemFailures: true }),
    );
    acknowledge(generate, {
      'Serverless-LambdaEventSourceMappingDestination':
        'It reads a queue, whose own dead-letter queue takes what fails; destinations are for streams.',
    });
    return generate;
  }

  private addSweep(props: PromotionsProps): HouseFunction {
    const { operatorId, store, url, logRetention } = props;
    const sweep = new HouseFunction(this, 'Sweep', {
      bundle: 'promotions-sweep',
      description: `Ends reservations of codes of ${operatorId}, and gives what is owed`,
      environment: {
        OPERATOR_ID: operatorId,
        ACCOUNTS_TABLE: store.accounts.tableName,
        RECORDS_TABLE: store.records.tableName,
        PARTNER_URL: url,
        ...loyaltyOf(props),
      },
      timeout: Duration.seconds(50),
      failuresGo: 'Nowhere: the next run, a minute later, finds the same.',
      logRetention,
    });
    store.grantChangeAccounts(sweep);
    const everyMinute = new Rule(this, 'EveryMinute', {
      description: `Looks for redemptions of ${operatorId} that are due`,
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [
        new LambdaTarget(sweep, {
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
    return sweep;
  }

  private addAlarms({ operatorId, alarmTopic }: PromotionsProps): Alarm[] {
    const period = { period: ALARM_PERIOD };
    const functions = { Api: this.api, Generate: this.generate, Sweep: this.sweep };
    const says = {
      Api: 'Requests about promotions failed; they may be sent again',
      Generate: 'Batches of codes could not be written; they are tried again',
      Sweep: 'Redemptions could not be ended or given; every minute tries again',
    };
    return [
      ...Object.entries(functions).map(([name, handler]) =>
        addAlarm(
          this,
          `${name}Errors`,
          {
            metric: handler.metricErrors(period),
            threshold: 1,
            description: `${says[name as keyof typeof says]}. The function's log group says why. Operator ${operatorId}.`,
          },
          alarmTopic,
        ),
      ),
      addAlarm(
        this,
        'Waiting',
        {
          metric: this.queue.metricApproximateAgeOfOldestMessage(period),
          threshold: WAITING_ALARM.toSeconds(),
          description: `A batch of codes of ${operatorId} is not written after ${WAITING_ALARM.toHours()} h.`,
        },
        alarmTopic,
      ),
      addAlarm(
        this,
        'DeadLetterDepth',
        {
          metric: this.metricDeadLetters(period),
          threshold: 1,
          description: `A batch of codes of ${operatorId} was given up after ${MAX_DELIVERIES} deliveries. Redrive: it goes on where it was.`,
        },
        alarmTopic,
      ),
    ];
  }
}

/** What functions that give points are told of them. */
const loyaltyOf = ({ loyaltyTerms }: PromotionsProps): Readonly<Record<string, string>> =>
  loyaltyTerms === undefined ? {} : { LOYALTY_TERMS: JSON.stringify(loyaltyTerms) };
