import { Duration } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Alarm, IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, type IEventBus } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaRuleTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
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

export interface AccountApiProps {
  /** Names the operator in descriptions, events and alarms: 1 to 64 letters, digits, ".", "_", "-". */
  readonly operatorId: string;

  readonly store: ISubscriberStore;

  /** The API that answers the routes: quotes under `subscribers/read`, all others under `subscribers/write`. */
  readonly api: IScopedHttpApi;

  /** Where `plan.changed` is heard. */
  readonly eventBus: IEventBus;

  /**
   * Who is told of alarms.
   *
   * @default - alarms change state, nobody is told
   */
  readonly alarmTopic?: ITopic;

  /** @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: RetentionDays;
}

const OF = '/subscribers/{subscriberId}';
const WRITES: readonly { readonly method: HttpMethod; readonly path: string }[] = [
  { method: HttpMethod.POST, path: '/subscribers' },
  { method: HttpMethod.POST, path: `${OF}/adjustments` },
  { method: HttpMethod.POST, path: `${OF}/transfers` },
  { method: HttpMethod.POST, path: `${OF}/advances` },
  { method: HttpMethod.POST, path: `${OF}/add-ons` },
  { method: HttpMethod.DELETE, path: `${OF}/add-ons/{addOnId}` },
  { method: HttpMethod.PUT, path: `${OF}/plan` },
  { method: HttpMethod.PUT, path: `${OF}/state` },
  { method: HttpMethod.POST, path: `${OF}/counters/{counter}/lift` },
];

/**
 * Changes subscribers and their accounts for the operator's tools, each request once: new subscribers, adjustments,
 * transfers, advances, add-ons, plans, states, lifted limits. Quotes what usage would cost, without a right to write.
 */
export class AccountApi extends Construct {
  public readonly writer: LambdaFunction;
  public readonly quoter: LambdaFunction;
  /** Keeps what subscribers' records say of their plan in step with their account. */
  public readonly follower: LambdaFunction;
  /** Changes of plan that no subscriber's record shows yet, kept for 14 days. */
  public readonly deadLetters: Queue;
  public readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: AccountApiProps) {
    super(scope, id);

    const { operatorId, store, api, eventBus, logRetention } = props;
    refuse(this, operatorIdProblems(operatorId));
    const environment = {
      ACCOUNTS_TABLE: store.accounts.tableName,
      RECORDS_TABLE: store.records.tableName,
    };
    const failuresGo = 'To the caller: it answers requests.';

    this.writer = new HouseFunction(this, 'Writer', {
      bundle: 'accounts-write',
      description: `Changes the accounts of ${operatorId}`,
      environment,
      // Why: an account that is a year behind is brought up to date first.
      timeout: Duration.seconds(29),
      failuresGo,
      logRetention,
    });
    store.grantChangeAccounts(this.writer);
    api.addScopedRoutes('Accounts', {
      routes: WRITES,
      handler: this.writer,
      scope: SCOPES.subscribersWrite,
    });

    this.quoter = new HouseFunction(this, 'Quoter', {
      bundle: 'accounts-quote',
      description: `Quotes usage of ${operatorId}`,
      environment,
      failuresGo,
      logRetention,
    });
    store.grantReadSubscribers(this.quoter);
    api.addScopedRoutes('Quotes', {
      routes: [{ method: HttpMethod.POST, path: `${OF}/quote` }],
      handler: this.quoter,
      scope: SCOPES.subscribersRead,
    });

    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    const isDeadLetterQueue = 'It is the dead-letter queue of changes of plan. Its depth has an alarm.';
    acknowledge(this.deadLetters, {
      'AwsSolutions-SQS3': isDeadLetterQueue,
      'Serverless-SQSRedrivePolicy': isDeadLetterQueue,
    });
    this.follower = new HouseFunction(this, 'Follower', {
      bundle: 'accounts-plan-changed',
      description: `Notes changed plans of ${operatorId}`,
      environment,
      failuresGo: 'To the on-failure destination, a dead-letter queue that also gets the reason.',
      logRetention,
    });
    store.grantNotePlans(this.follower);
    this.follower.configureAsyncInvoke({
      onFailure: new SqsDestination(this.deadLetters),
      retryAttempts: 2,
    });
    new Rule(this, 'PlanChanged', {
      description: `Changed plans of ${operatorId}`,
      eventBus,
      eventPattern: { source: [`wildlily.${operatorId}`], detailType: ['plan.changed'] },
      targets: [new LambdaRuleTarget(this.follower, { deadLetterQueue: this.deadLetters, retryAttempts: 2 })],
    });

    this.alarms = this.addAlarms(props);
  }

  /** Changes of plan that could not be noted. @default - maximum */
  public metricDeadLetters(options?: MetricOptions): IMetric {
    return this.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'max', ...options });
  }

  private addAlarms({ operatorId, alarmTopic }: AccountApiProps): Alarm[] {
    const period = { period: ALARM_PERIOD };
    const alarm = (id: string, metric: IMetric, description: string): Alarm =>
      addAlarm(this, id, { metric, threshold: 1, description }, alarmTopic);
    return [
      alarm(
        'WriterErrors',
        this.writer.metricErrors(period),
        `Changing accounts of ${operatorId} failed. The writer's log group says why; the same request may be sent again.`,
      ),
      alarm(
        'QuoterErrors',
        this.quoter.metricErrors(period),
        `Quoting usage of ${operatorId} failed. The quoter's log group says why.`,
      ),
      alarm(
        'DeadLetterDepth',
        this.metricDeadLetters(period),
        `Subscribers of ${operatorId} changed their plan and their records don't show it. They are charged right; send the events again.`,
      ),
    ];
  }
}
