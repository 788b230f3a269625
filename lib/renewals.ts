import { Duration } from 'aws-cdk-lib';
import { Metric, type Alarm, type IMetric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Schedule, ScheduleExpression, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.js';
import { addAlarm, ALARM_PERIOD } from './alarm.js';
import { operatorIdProblems, refuse } from './check-props.js';
import { HouseFunction } from './function-defaults.js';
import { schedulerRole } from './scheduler-role.js';
import type { ISubscriberStore } from './subscriber-store.js';

export interface RenewalsProps {
  /** Names the operator in descriptions, metrics and alarms: 1 to 64 letters, digits, ".", "_", "-". */
  readonly operatorId: string;

  readonly store: ISubscriberStore;

  /**
   * Who is told of alarms.
   *
   * @default - alarms change state, nobody is told
   */
  readonly alarmTopic?: ITopic;

  /** @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: RetentionDays;
}

/** Counted by `lambdas/renewals/renewal-metrics.ts`. */
export type RenewalMetric = 'Renewed' | 'Failed' | 'Lag';

/** How often what is due is renewed, and how long one run may take: runs don't meet. */
const INTERVAL = Duration.minutes(5);
/** Far more than a run that had to be repeated takes, far less than subscribers forgive. */
const LAG_ALARM = Duration.hours(1);

/**
 * Renews accounts that have something due: recurring charges, allowances that are given anew, ends of grace.
 *
 * Every five minutes it walks the renewal schedule in the Records table. What it misses is not lost: the next run,
 * or the account's next charge, does it, once.
 */
export class Renewals extends Construct {
  public readonly renewer: LambdaFunction;
  public readonly schedule: Schedule;
  /** Runs that could not be started or ended in an error, kept for 14 days. */
  public readonly deadLetters: Queue;
  public readonly alarms: readonly Alarm[];

  private readonly operatorId: string;

  constructor(scope: Construct, id: string, props: RenewalsProps) {
    super(scope, id);

    refuse(this, operatorIdProblems(props.operatorId));
    this.operatorId = props.operatorId;

    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    const isDeadLetterQueue =
      'It is the dead-letter queue of the schedule and the renewer. Its depth has an alarm.';
    acknowledge(this.deadLetters, {
      'AwsSolutions-SQS3': isDeadLetterQueue,
      'Serverless-SQSRedrivePolicy': isDeadLetterQueue,
    });

    this.renewer = new HouseFunction(this, 'Renewer', {
      bundle: 'renewals-renew',
      description: `Renewals of ${props.operatorId}`,
      environment: {
        ACCOUNTS_TABLE: props.store.accounts.tableName,
        RECORDS_TABLE: props.store.records.tableName,
        OPERATOR_ID: props.operatorId,
      },
      // Why a whole core: renewing is bound by the SDK's CPU, and the same work costs the same on less.
      memorySizeMb: 1_769,
      timeout: INTERVAL,
      failuresGo: 'To the on-failure destination, a dead-letter queue that also gets the reason.',
      logRetention: props.logRetention,
    });
    props.store.grantRenew(this.renewer);
    this.renewer.configureAsyncInvoke({
      onFailure: new SqsDestination(this.deadLetters),
      // Why none: the next run does what this one did not.
      retryAttempts: 0,
      maxEventAge: INTERVAL,
    });

    this.schedule = new Schedule(this, 'Schedule', {
      description: `Renewals of ${props.operatorId}`,
      schedule: ScheduleExpression.rate(INTERVAL),
      timeWindow: TimeWindow.off(),
      target: new LambdaInvoke(this.renewer, {
        deadLetterQueue: this.deadLetters,
        retryAttempts: 2,
        maxEventAge: INTERVAL,
        role: schedulerRole(this, this.renewer, this.deadLetters).withoutPolicyUpdates(),
      }),
    });

    this.alarms = this.addAlarms(props);
  }

  /** What the renewer did, as it counts it for this operator. @default - sum over 5 minutes; of `Lag` the maximum, seconds */
  public metric(metric: RenewalMetric, options?: MetricOptions): IMetric {
    return new Metric({
      namespace: 'Wildlily/Renewals',
      metricName: metric,
      dimensionsMap: { Operator: this.operatorId },
      statistic: metric === 'Lag' ? 'max' : 'sum',
      ...options,
    });
  }

  private addAlarms({ operatorId, alarmTopic }: RenewalsProps): Alarm[] {
    const period = { period: ALARM_PERIOD };
    const alarm = (id: string, metric: IMetric, threshold: number, description: string): Alarm =>
      addAlarm(this, id, { metric, threshold, description }, alarmTopic);
    return [
      alarm(
        'RenewerErrors',
        this.renewer.metricErrors(period),
        1,
        `A run of the renewer of ${operatorId} failed. Its log group says why; the next run starts within 5 minutes.`,
      ),
      alarm(
        'Failures',
        this.metric('Failed', period),
        1,
        `An account of ${operatorId} could not be renewed. The renewer's log names it; every run tries it again.`,
      ),
      alarm(
        'Lag',
        this.metric('Lag', period),
        LAG_ALARM.toSeconds(),
        `A renewal of ${operatorId} is an hour late. An account fails, or there is more due than runs get done.`,
      ),
      alarm(
        'DeadLetterDepth',
        this.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'max', ...period }),
        1,
        `A run of the renewer of ${operatorId} was given up. Nothing is lost: later runs do what it did not.`,
      ),
    ];
  }
}
