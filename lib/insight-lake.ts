import { createHash } from 'node:crypto';
import { Duration, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import { CfnPreparedStatement, CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import type { Alarm, IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  DeliveryStream,
  EnableLogging,
  InputFormat,
  OutputFormat,
  S3Bucket,
  SchemaConfiguration,
  StreamEncryption,
} from 'aws-cdk-lib/aws-kinesisfirehose';
import { type Function as LambdaFunction, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { LAKE_QUERIES } from '../domain/lake/queries.js';
import { LAKE_TABLES, type LakeTable, type LakeTableName, PARTITION } from '../domain/lake/tables.js';
import { acknowledge } from './acknowledge.js';
import { addAlarm, ALARM_PERIOD } from './alarm.js';
import { CHANGE_TIMEOUT, changeQueue, tellChanges } from './change-queue.js';
import { operatorIdProblems, refuse } from './check-props.js';
import { effectiveRemovalPolicy } from './data-deletion.js';
import { FUNCTION_DEFAULTS, HouseFunction } from './function-defaults.js';

/** A host, and whose SIMs use its radio. */
export interface LakeHost {
  /** As in statements. */
  readonly id: string;
  /**
   * Beginnings of the IMSIs of its SIMs; of several hosts the longest counts.
   *
   * @default - every SIM that is no other's
   */
  readonly imsiPrefixes?: readonly string[];
}

export interface InsightLakeProps {
  /** Names the operator in descriptions and alarms: 1 to 64 letters, digits, ".", "_", "-". */
  readonly operatorId: string;

  /** Where usage is told (`Charging` with the same bus does it). */
  readonly eventBus: IEventBus;

  /** Whose radio is used; the operator's own host first. */
  readonly hosts: readonly LakeHost[];

  /**
   * The table of the ledger (`LedgerStore`), with its stream.
   *
   * @default - the lake has no entries of a ledger
   */
  readonly ledger?: ITable;

  /**
   * What happens to the bucket when the construct leaves the stack. DESTROY takes effect only together with the context
   * flag `wildlily:allowDataDeletion`, and on an empty bucket.
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

/** Rows wait so long for a file of theirs: fewer files are read faster. */
const BUFFER = Duration.minutes(5);
/** Firehose converts to Parquet from 64 MiB on. */
const BUFFER_SIZE = Size.mebibytes(128);
const RESULTS = 'athena-results';
const RESULTS_KEPT = Duration.days(30);
const STALE = Duration.minutes(30);

/**
 * Usage, movements of buckets and entries of the ledger as Parquet files in S3, with tables that Athena reads them by and
 * ready queries: margin, ARPU, active base, churn, host cost, sponsor income, trial balance.
 */
export class InsightLake extends Construct {
  public readonly bucket: Bucket;
  /** The Glue database. */
  public readonly databaseName: string;
  /** The Athena workgroup; its prepared statements are the ready queries, each with the month as its parameters. */
  public readonly workGroupName: string;
  public readonly streams: Readonly<Record<LakeTableName, DeliveryStream>>;
  /** Hands usage and movements on. */
  public readonly usage: LambdaFunction;
  /** Hands entries of the ledger on; only with a `ledger`. */
  public readonly entries: LambdaFunction | undefined;
  /** Usage that is to be handed on. */
  public readonly queue: Queue;
  /** What was given up, kept for 14 days. Redrive it: rows that come twice count once. */
  public readonly deadLetters: Queue;
  public readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: InsightLakeProps) {
    super(scope, id);
    const { operatorId, eventBus, hosts, ledger, logRetention } = props;
    refuse(this, [
      ...operatorIdProblems(operatorId),
      ...(hosts.length === 0 ? [{ prop: 'hosts', value: hosts, allowed: 'at least one' }] : []),
    ]);
    this.bucket = this.makeBucket(props);
    this.databaseName = this.workGroupName = nameOf(this, operatorId);
    const database = new CfnDatabase(this, 'Database', {
      catalogId: Stack.of(this).account,
      databaseInput: { name: this.databaseName, description: `Usage and money of ${operatorId}` },
    });
    this.streams = {
      usage: this.addTable(LAKE_TABLES.usage, database, logRetention),
      movements: this.addTable(LAKE_TABLES.movements, database, logRetention),
      ledger: this.addTable(LAKE_TABLES.ledger, database, logRetention),
    };
    this.addQueries(operatorId);

    const changes = changeQueue(this, {
      operatorId,
      eventBus,
      events: ['usage.recorded'],
      description: `Usage of ${operatorId}, for the lake`,
    });
    ({ queue: this.queue, deadLetters: this.deadLetters } = changes);
    this.usage = new HouseFunction(this, 'Usage', {
      bundle: 'lake-usage',
      description: `Hands usage of ${operatorId} to the lake`,
      environment: {
        USAGE_STREAM: this.streams.usage.deliveryStreamName,
        MOVEMENTS_STREAM: this.streams.movements.deliveryStreamName,
        LAKE_QUEUE_URL: this.queue.queueUrl,
        HOSTS: JSON.stringify(hosts.map(({ id: host, imsiPrefixes = [] }) => ({ id: host, imsiPrefixes }))),
      },
      timeout: CHANGE_TIMEOUT,
      failuresGo: 'To the dead-letter queue of the queue that it consumes.',
      logRetention,
    });
    this.streams.usage.grantPutRecords(this.usage);
    this.streams.movements.grantPutRecords(this.usage);
    tellChanges(changes, this.usage);
    this.entries = ledger && this.addEntries(props, ledger);
    this.alarms = this.addAlarms(props);
  }

  /** What was given up. @default - maximum */
  public metricDeadLetters(options?: MetricOptions): IMetric {
    return this.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'max', ...options });
  }

  private makeBucket({ removalPolicy }: InsightLakeProps): Bucket {
    const bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      removalPolicy: effectiveRemovalPolicy(this, removalPolicy),
      lifecycleRules: [
        { id: 'results', prefix: `${RESULTS}/`, expiration: RESULTS_KEPT },
        { id: 'leftovers', abortIncompleteMultipartUploadAfter: Duration.days(7) },
      ],
    });
    acknowledge(bucket, {
      'AwsSolutions-S1': 'Firehose alone writes, and says in CloudWatch what; Athena keeps who asked what.',
    });
    return bucket;
  }

  private addTable(
    { name, comment, columns }: LakeTable,
    database: CfnDatabase,
    logRetention: RetentionDays | undefined,
  ): DeliveryStream {
    const id = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const location = `s3://${this.bucket.bucketName}/${name}/`;
    const table = new CfnTable(this, `${id}Table`, {
      catalogId: Stack.of(this).account,
      databaseName: database.ref,
      tableInput: {
        name,
        description: comment,
        tableType: 'EXTERNAL_TABLE',
        partitionKeys: [PARTITION],
        parameters: {
          EXTERNAL: 'TRUE',
          classification: 'parquet',
          // Athena finds days by itself: no crawler, no partition to add.
          'projection.enabled': 'true',
          [`projection.${PARTITION.name}.type`]: 'date',
          [`projection.${PARTITION.name}.format`]: 'yyyy-MM-dd',
          [`projection.${PARTITION.name}.range`]: '2026-01-01,NOW+1DAY',
          'storage.location.template': `${location}${PARTITION.name}=\${${PARTITION.name}}/`,
        },
        storageDescriptor: {
          location,
          columns: [...columns],
          inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
          outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
          serdeInfo: { serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
        },
      },
    });
    const logs = new LogGroup(this, `${id}Logs`, {
      retention: logRetention ?? FUNCTION_DEFAULTS.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = this.makeRole(id, table, database, logs);
    const stream = new DeliveryStream(this, `${id}Stream`, {
      encryption: StreamEncryption.awsOwnedKey(),
      destination: new S3Bucket(this.bucket, {
        role: role.withoutPolicyUpdates(),
        loggingConfig: new EnableLogging(logs),
        dataOutputPrefix: `${name}/${PARTITION.name}=!{timestamp:yyyy-MM-dd}/`,
        errorOutputPrefix: `failed/${name}/!{firehose:error-output-type}/!{timestamp:yyyy-MM-dd}/`,
        bufferingInterval: BUFFER,
        bufferingSize: BUFFER_SIZE,
        dataFormatConversion: {
          schemaConfiguration: SchemaConfiguration.fromCfnTable(table),
          inputFormat: InputFormat.OPENX_JSON,
          outputFormat: OutputFormat.PARQUET,
        },
      }),
    });
    // A stream that is made before its role may do anything fails.
    stream.node.addDependency(role);
    return stream;
  }

  /** What Firehose needs to write files of one table: CDK would let it read and delete all of the bucket. */
  private makeRole(id: string, table: CfnTable, database: CfnDatabase, logs: LogGroup): Role {
    const { bucket } = this;
    const { partition, region, account } = Stack.of(this);
    const glue = `arn:${partition}:glue:${region}:${account}`;
    const name = String((table.tableInput as CfnTable.TableInputProperty).name);
    const role = new Role(this, `${id}Role`, { assumedBy: new ServicePrincipal('firehose.amazonaws.com') });
    const allow = (actions: string[], resources: string[]): void => {
      role.addToPolicy(new PolicyStatement({ actions, resources }));
    };
    allow(['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'], [bucket.bucketArn]);
    allow(
      ['s3:AbortMultipartUpload', 's3:PutObject'],
      [bucket.arnForObjects(`${name}/*`), bucket.arnForObjects(`failed/${name}/*`)],
    );
    allow(
      ['glue:GetTable', 'glue:GetTableVersion', 'glue:GetTableVersions'],
      [`${glue}:catalog`, `${glue}:database/${database.ref}`, `${glue}:table/${database.ref}/${name}`],
    );
    logs.grantWrite(role);
    const bucketName = Stack.of(this).getLogicalId(bucket.node.defaultChild as CfnBucket);
    const reason = 'Files have names that Firehose makes; it has the two folders of this one table.';
    acknowledge(role, {
      [`AwsSolutions-IAM5[Resource::<${bucketName}.Arn>/${name}/*]`]: reason,
      [`AwsSolutions-IAM5[Resource::<${bucketName}.Arn>/failed/${name}/*]`]: reason,
    });
    return role;
  }

  private addQueries(operatorId: string): void {
    const group = new CfnWorkGroup(this, 'WorkGroup', {
      name: this.workGroupName,
      description: `Questions to the lake of ${operatorId}`,
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: true,
        resultConfiguration: {
          outputLocation: `s3://${this.bucket.bucketName}/${RESULTS}/`,
          encryptionConfiguration: { encryptionOption: 'SSE_S3' },
        },
      },
    });
    for (const { name, title, sql } of LAKE_QUERIES) {
      const statement = new CfnPreparedStatement(this, `Query-${name}`, {
        statementName: name.replaceAll('-', '_'),
        workGroup: this.workGroupName,
        description: title,
        queryStatement: sql,
      });
      statement.addResourceDependency(group);
    }
  }

  private addEntries({ operatorId, logRetention }: InsightLakeProps, ledger: ITable): HouseFunction {
    const entries = new HouseFunction(this, 'Entries', {
      bundle: 'lake-ledger',
      description: `Hands entries of the ledger of ${operatorId} to the lake`,
      environment: { LEDGER_STREAM: this.streams.ledger.deliveryStreamName },
      timeout: CHANGE_TIMEOUT,
      failuresGo: 'To the dead-letter queue, by its event source mapping.',
      logRetention,
    });
    this.streams.ledger.grantPutRecords(entries);
    entries.addEventSource(
      new DynamoEventSource(ledger, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 500,
        maxBatchingWindow: Duration.seconds(10),
        bisectBatchOnError: true,
        retryAttempts: 20,
        onFailure: new SqsDlq(this.deadLetters),
      }),
    );
    return entries;
  }

  private addAlarms({ operatorId, alarmTopic }: InsightLakeProps): Alarm[] {
    const period = { period: ALARM_PERIOD };
    const alarm = (id: string, metric: IMetric, threshold: number, description: string): Alarm =>
      addAlarm(this, id, { metric, threshold, description }, alarmTopic);
    return [
      alarm(
        'UsageErrors',
        this.usage.metricErrors(period),
        1,
        `Usage of ${operatorId} could not be handed to the lake; it is tried again.`,
      ),
      ...(this.entries === undefined
        ? []
        : [
            alarm(
              'EntriesErrors',
              this.entries.metricErrors(period),
              1,
              `Entries of the ledger of ${operatorId} could not be handed to the lake; they are tried again.`,
            ),
          ]),
      alarm(
        'DeadLetterDepth',
        this.metricDeadLetters(period),
        1,
        `Usage or entries of ${operatorId} were given up, and the lake lacks them. Redrive: rows that come twice count once.`,
      ),
      ...Object.entries(this.streams).map(([name, stream]) =>
        alarm(
          `${name.charAt(0).toUpperCase()}${name.slice(1)}Stale`,
          stream.metric('DeliveryToS3.DataFreshness', { statistic: 'max', ...period }),
          STALE.toSeconds(),
          `Rows of "${name}" of ${operatorId} wait for more than ${STALE.toMinutes()} minutes; failed/${name}/ in the bucket may say why.`,
        ),
      ),
    ];
  }
}

/** Lower case, digits and underscores, one of its own: databases and workgroups are named by hand. */
function nameOf(scope: Construct, operatorId: string): string {
  const path = createHash('sha256').update(scope.node.path).digest('hex').slice(0, 8);
  return `wildlily_${operatorId.toLowerCase().replaceAll(/[^a-z0-9]/g, '_')}_${path}`;
}
