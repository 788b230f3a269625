import { Duration } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Metric, type Alarm, type IMetric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaRuleTarget } from 'aws-cdk-lib/aws-events-targets';
import {
  FilterCriteria,
  FilterRule,
  StartingPosition,
  type Function as LambdaFunction,
} from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.js';
import { addAlarm, ALARM_PERIOD } from './alarm.js';
import { operatorIdProblems, refuse } from './check-props.js';
import { HouseFunction } from './function-defaults.js';
import type { IScopedHttpApi } from './scoped-http-api.js';
import type { ISubscriberStore } from './subscriber-store.js';
import { SCOPES } from './token-issuer.js';

export interface PoolsProps {
  /** Names the operator in descriptions, metrics and alarms: 1 to 64 letters, digits, ".", "_", "-". */
  readonly operatorId: string;

  /** The operator's tables. `accounts` needs its stream: a charge that finds a pool empty says so there. */
  readonly store: ISubscriberStore;

  /** The API that answers `/companies` and `/pools`. */
  readonly api: IScopedHttpApi;

  /**
   * Who is told of alarms.
   *
   * @default - alarms change state, nobody is told
   */
  readonly alarmTopic?: ITopic;

  /** @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: RetentionDays;
}

/** Counted by `lambdas/pools/reclaim.handler.ts`. */
export type PoolMetric = 'ShortPools' | 'Renewed' | 'Failed' | 'Left';

/** A pool that a charge found empty is reclaimed at once; this is for periods and for what that missed. */
const INTERVAL = Duration.hours(1);
const TIMEOUT = Duration.minutes(5);
/** Members of one pool find it empty together: one look serves them all. */
const BATCH_WINDOW = Duration.seconds(2);

/**
 * Allowances that the members of a family or a company share: their API, and the function that begins a pool's new
 * period and brings idle leases back when it runs short.
 *
 * Leases themselves are taken by `Charging` while it charges.
 */
export class Pools extends Construct {
  /** Answers `/companies` and `/pools`. */
  public readonly companies: LambdaFunction;

  /** Begins new periods and reclaims idle leases. */
  public readonly reclaimer: LambdaFunction;

  /** Runs that ended in an error, kept for 14 days. */
  public readonly deadLetters: Queue;

  public readonly alarms: readonly Alarm[];

  private readonly operatorId: string;

  constructor(scope: Construct, id: string, props: PoolsProps) {
    super(scope, id);

    refuse(this, operatorIdProblems(props.operatorId));
    this.operatorId = props.operatorId;
    const tables = {
      ACCOUNTS_TABLE: props.store.accounts.tableName,
      RECORDS_TABLE: props.store.records.tableName,
    };

    this.companies = new HouseFunction(this, 'Companies', {
      bundle: 'pools-api',
      description: `Companies and pools of ${props.operatorId}`,
      environment: tables,
      timeout: Duration.seconds(20),
      failuresGo: 'To the caller: it answers requests.',
      logRetention: props.logRetention,
    });
    props.store.grantManagePools(this.companies);
    props.api.addScopedRoutes('Companies', {
      routes: [
        { method: HttpMethod.GET, path: '/companies/{companyId}' },
        { method: HttpMethod.GET, path: '/companies/{companyId}/members' },
        { method: HttpMethod.GET, path: '/pools/{poolId}' },
      ],
      handler: this.companies,
      scope: SCOPES.companiesRead,
    });
    props.api.addScopedRoutes('ChangeCompanies', {
      routes: [
        { method: HttpMethod.POST, path: '/companies' },
        { method: HttpMethod.POST, path: '/companies/{companyId}/members' },
        { method: HttpMethod.PUT, path: '/companies/{companyId}/cost-centres/{costCentreId}' },
        { method: HttpMethod.POST, path: '/pools' },
      ],
      handler: this.companies,
      scope: SCOPES.companiesWrite,
    });

    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    const isDeadLetterQueue =
      'It is the dead-letter queue of the stream, the schedule and the reclaimer. Its depth has an alarm.';
    acknowledge(this.deadLetters, {
      'AwsSolutions-SQS3': isDeadLetterQueue,
      'Serverless-SQSRedrivePolicy': isDeadLetterQueue,
    });

    this.reclaimer = new HouseFunction(this, 'Reclaimer', {
      bundle: 'pools-reclaim',
      description: `Leases of ${props.operatorId}`,
      environment: { ...tables, OPERATOR_ID: props.operatorId },
      timeout: TIMEOUT,
      failuresGo:
        'To the dead-letter queue: of the event source mapping, of the rule, or the on-failure destination.',
      logRetention: props.logRetention,
    });
    props.store.grantReclaim(this.reclaimer);
    this.reclaimer.addEventSource(
      new DynamoEventSource(props.store.accounts, {
        startingPosition: StartingPosition.LATEST,
        // Only slices of pools that somebody found empty: no other change of an account costs an invocation.
        filters: [
          FilterCriteria.filter({
            dynamodb: {
              Keys: { k: { S: FilterRule.beginsWith('pool_') } },
              NewImage: { w: { N: FilterRule.exists() } },
            },
          }),
        ],
        maxBatchingWindow: BATCH_WINDOW,
        batchSize: 100,
        retryAttempts: 2,
        bisectBatchOnError: true,
        onFailure: new SqsDlq(this.deadLetters),
      }),
    );
    this.reclaimer.configureAsyncInvoke({
      onFailure: new SqsDestination(this.deadLetters),
      // Why none: the next run does what this one did not.
      retryAttempts: 0,
      maxEventAge: INTERVAL,
    });
    new Rule(this, 'Schedule', {
      description: `New periods and idle leases of the pools of ${props.operatorId}`,
      schedule: Schedule.rate(INTERVAL),
      targets: [
        new LambdaRuleTarget(this.reclaimer, {
          deadLetterQueue: this.deadLetters,
          retryAttempts: 2,
          maxEventAge: INTERVAL,
        }),
      ],
    });

    this.alarms = this.addAlarms(props);
  }

  /** What the reclaimer did, as it counts it for this operator. @default - sum over 5 minutes */
  public metric(metric: PoolMetric, options?: MetricOptions): IMetric {
    return new Metric({
      namespace: 'Wildlily/Pools',
      metricName: metric,
      dimensionsMap: { Operator: this.operatorId },
      statistic: 'sum',
      ...options,
    });
  }

  private addAlarms({ operatorId, alarmTopic }: PoolsProps): Alarm[] {
    const period = { period: ALARM_PERIOD };
    const alarm = (id: string, metric: IMetric, description: string): Alarm =>
      addAlarm(this, id, { metric, threshold: 1, description }, alarmTopic);
    return [
      alarm(
        'CompaniesErrors',
        this.companies.metricErrors(period),
        `The companies and pools API of ${operatorId} failed. Its log group says why.`,
      ),
      alarm(
        'ReclaimerErrors',
        this.reclaimer.metricErrors(period),
        `A run of the reclaimer of ${operatorId} failed. Its log group names the pool; the next run tries again.`,
      ),
      alarm(
        'Failures',
        this.metric('Failed', period),
        `A member's idle lease could not be brought back to a pool of ${operatorId}. The reclaimer's log names the account.`,
      ),
      alarm(
        'Left',
        this.metric('Left', period),
        `The reclaimer of ${operatorId} ran out of time before its last pool.`,
      ),
      alarm(
        'DeadLetterDepth',
        this.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'max', ...period }),
        `A run of the reclaimer of ${operatorId} was given up. Nothing is lost: later runs do what it did not.`,
      ),
    ];
  }
}
