import { Duration } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Alarm, IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { addAlarm, ALARM_PERIOD } from './alarm.js';
import { CHANGE_TIMEOUT, changeQueue, tellChanges } from './change-queue.js';
import { issuerProblems, operatorIdProblems, refuse } from './check-props.js';
import type { IFrontDoor, OpenFrontDoor } from './front-door-binding.js';
import { FrontDoor } from './front-door.js';
import { FUNCTION_DEFAULTS, HouseFunction } from './function-defaults.js';
import { notifyEnvironment, notifyHostProblems } from './notify-hosts.js';
import type { ISubscriberStore } from './subscriber-store.js';
import { SCOPES, type ITokenIssuer } from './token-issuer.js';

/** The base path of Nchf_SpendingLimitControl (TS 29.594 §5.1). */
export const POLICY_BASE_PATH = '/nchf-spendinglimitcontrol/v1';

const SUBSCRIPTIONS = `${POLICY_BASE_PATH}/subscriptions`;

/** Changes of an account that may be changes of its counters' statuses. */
const EVENTS = [
  'counter.reached',
  'counter.started-again',
  'counter.lifted',
  'account.state-changed',
  'plan.changed',
];

export interface PolicyCountersProps {
  /** Names the operator in descriptions, events and alarms: 1 to 64 letters, digits, ".", "_", "-". */
  readonly operatorId: string;

  readonly store: ISubscriberStore;

  /** Where notices of accounts are announced (`Charging` with the same bus does it). */
  readonly eventBus: IEventBus;

  /** Who issues the network's tokens; at least one audience. */
  readonly issuer: ITokenIssuer;

  /**
   * The hosts that may be notified, lower case: `pcf.host.example`, `*.host.example` (any name below it), an IP
   * address, each with `:port` where it is not 443. Always over TLS.
   *
   * A host that is written down as it is may have a private address; names that a wildcard allows may not.
   *
   * @default - none: every subscription is refused, for nobody could be told
   */
  readonly notifyHosts?: readonly string[];

  /**
   * How the network's policy control function comes in. Give it a door of its own: one is bound once.
   *
   * @default FrontDoor.httpApi(): no cost when idle, no network to build
   */
  readonly frontDoor?: IFrontDoor;

  /**
   * Whether notifications may also go to `http://localhost`, as a policy control function on a developer's machine
   * needs it.
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

/**
 * Tells the network's policy control function where policy counters stand: Nchf_SpendingLimitControl (TS 29.594).
 * By them it slows, stops or lets go on what a subscriber does.
 */
export class PolicyCounters extends Construct {
  /** Base URL of the API, `…/nchf-spendinglimitcontrol/v1`. */
  public readonly url: string;

  /** Answers subscriptions. */
  public readonly spendingLimits: LambdaFunction;

  /** Sends notifications. */
  public readonly notifier: LambdaFunction;

  public readonly frontDoor: OpenFrontDoor;

  /** What is to be looked at; messages that failed come back later each time. */
  public readonly queue: Queue;

  /** Notifications that were given up, kept for 14 days. */
  public readonly deadLetters: Queue;

  public readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: PolicyCountersProps) {
    super(scope, id);

    const { operatorId } = props;
    const logRetention = props.logRetention ?? FUNCTION_DEFAULTS.logRetention;
    refuse(this, [
      ...operatorIdProblems(operatorId),
      ...issuerProblems(props.issuer),
      ...notifyHostProblems(props.notifyHosts),
    ]);
    const environment = {
      ACCOUNTS_TABLE: props.store.accounts.tableName,
      RECORDS_TABLE: props.store.records.tableName,
      ...notifyEnvironment(props),
    };

    this.spendingLimits = new HouseFunction(this, 'SpendingLimits', {
      bundle: 'policy-spending-limits',
      description: `Nchf_SpendingLimitControl of ${operatorId}`,
      environment,
      timeout: Duration.seconds(5),
      failuresGo: 'To the caller: it answers requests, and the network sees the failure.',
      logRetention,
    });
    props.store.grantPolicySubscriptions(this.spendingLimits);
    this.frontDoor = (props.frontDoor ?? FrontDoor.httpApi()).bind(new Construct(this, 'FrontDoor'), {
      apiName: 'policy',
      handler: this.spendingLimits,
      routes: [
        { method: HttpMethod.POST, path: SUBSCRIPTIONS },
        { method: HttpMethod.PUT, path: `${SUBSCRIPTIONS}/{subscriptionId}` },
        { method: HttpMethod.DELETE, path: `${SUBSCRIPTIONS}/{subscriptionId}` },
      ],
      scope: SCOPES.policySpendingLimits,
      issuer: props.issuer,
      logRetention,
    });
    this.url = `${this.frontDoor.url}${POLICY_BASE_PATH}`;

    const changes = changeQueue(this, {
      operatorId,
      eventBus: props.eventBus,
      events: EVENTS,
      description: `What may change policy counters of ${operatorId}`,
    });
    ({ queue: this.queue, deadLetters: this.deadLetters } = changes);

    this.notifier = new HouseFunction(this, 'Notifier', {
      bundle: 'policy-notify',
      description: `Policy counter notifications of ${operatorId}`,
      environment: { ...environment, QUEUE_URL: this.queue.queueUrl },
      timeout: CHANGE_TIMEOUT,
      failuresGo: 'To the dead-letter queue of the queue that it consumes.',
      logRetention,
    });
    props.store.grantPolicySubscriptions(this.notifier);
    tellChanges(changes, this.notifier);

    this.alarms = this.addAlarms(props);
  }

  /** Notifications that were given up. @default - maximum */
  public metricDeadLetters(options?: MetricOptions): IMetric {
    return this.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'max', ...options });
  }

  /** Age of the oldest change that was not told yet, seconds. @default - maximum */
  public metricLag(options?: MetricOptions): IMetric {
    return this.queue.metricApproximateAgeOfOldestMessage({ statistic: 'max', ...options });
  }

  private addAlarms({ alarmTopic, operatorId }: PolicyCountersProps): Alarm[] {
    const period = { period: ALARM_PERIOD };
    const alarm = (id: string, metric: IMetric, description: string, threshold = 1) =>
      addAlarm(this, id, { metric, threshold, description }, alarmTopic);
    return [
      alarm(
        'SpendingLimitsErrors',
        this.spendingLimits.metricErrors(period),
        `SpendingLimits of ${operatorId} failed. Its log group says why.`,
      ),
      alarm(
        'NotifierErrors',
        this.notifier.metricErrors(period),
        `The notifier of ${operatorId} failed. Its log group says why.`,
      ),
      alarm(
        'ServerErrors',
        this.frontDoor.metricServerErrors(period),
        `The network got 5xx from the policy API of ${operatorId}.`,
      ),
      alarm(
        'DeadLetterDepth',
        this.metricDeadLetters(period),
        `Notifications of ${operatorId} were given up. The next change of the same account tells what is true then; redrive to tell it now.`,
      ),
      alarm(
        'Lag',
        this.metricLag(period),
        `A change of a policy counter of ${operatorId} was not told for an hour: its policy control function does not answer.`,
        Duration.hours(1).toSeconds(),
      ),
    ];
  }
}
