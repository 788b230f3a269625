import { Duration } from 'aws-cdk-lib';
import type { Alarm, IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { addAlarm, ALARM_PERIOD } from './alarm.js';
import { CHANGE_TIMEOUT, changeQueue, tellChanges } from './change-queue.js';
import { operatorIdProblems, refuse } from './check-props.js';
import { HouseFunction } from './function-defaults.js';
import type { PaymentWebhooks } from './payment-webhooks.js';
import type { ISubscriberStore } from './subscriber-store.js';

export interface AutomaticTopUpsProps {
  /** Names the operator in descriptions, events and alarms: 1 to 64 letters, digits, ".", "_", "-". */
  readonly operatorId: string;

  readonly store: ISubscriberStore;

  /** Where usage and states of accounts are told (`Charging` with the same bus does it), and what became of payments. */
  readonly eventBus: IEventBus;

  /** The operator's providers: mandates are charged with their secrets. */
  readonly webhooks: PaymentWebhooks;

  /**
   * Who is told of alarms.
   *
   * @default - alarms change state, nobody is told
   */
  readonly alarmTopic?: ITopic;

  /** @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: RetentionDays;
}

/** What an account's balance may have fallen by, and what says that a bill was not paid. */
const EVENTS = ['usage.recorded', 'account.state-changed'];
/** Somebody runs out of credit although he agreed to pay. */
const LAG_ALARM = Duration.minutes(15);

/**
 * Charges subscribers by what they agreed to: below a threshold, up to a cap a day, and for bills that were not paid.
 *
 * Charges that failed are tried again by `PaymentWebhooks`' query.
 */
export class AutomaticTopUps extends Construct {
  public readonly handler: LambdaFunction;
  /** Accounts that are to be looked at; messages that failed come back later each time. */
  public readonly queue: Queue;
  /** What was given up, kept for 14 days. */
  public readonly deadLetters: Queue;
  public readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: AutomaticTopUpsProps) {
    super(scope, id);

    const { operatorId, store, eventBus } = props;
    refuse(this, operatorIdProblems(operatorId));
    const changes = changeQueue(this, {
      operatorId,
      eventBus,
      events: EVENTS,
      description: `What may call for automatic top-ups of ${operatorId}`,
    });
    ({ queue: this.queue, deadLetters: this.deadLetters } = changes);
    this.handler = new HouseFunction(this, 'Handler', {
      bundle: 'payments-automatic-top-up',
      description: `Automatic top-ups of ${operatorId}`,
      environment: {
        ACCOUNTS_TABLE: store.accounts.tableName,
        RECORDS_TABLE: store.records.tableName,
        AUTOMATIC_TOP_UP_QUEUE_URL: this.queue.queueUrl,
      },
      timeout: CHANGE_TIMEOUT,
      failuresGo: 'To the dead-letter queue of the queue that it consumes.',
      logRetention: props.logRetention,
    });
    props.webhooks.settle(this.handler, store, eventBus);
    store.grantManagePayments(this.handler);
    tellChanges(changes, this.handler);
    this.alarms = this.addAlarms(props);
  }

  /** What was given up. @default - maximum */
  public metricDeadLetters(options?: MetricOptions): IMetric {
    return this.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'max', ...options });
  }

  /** Age of the oldest change that was not looked at yet, seconds. @default - maximum */
  public metricLag(options?: MetricOptions): IMetric {
    return this.queue.metricApproximateAgeOfOldestMessage({ statistic: 'max', ...options });
  }

  private addAlarms({ operatorId, alarmTopic }: AutomaticTopUpsProps): Alarm[] {
    const period = { period: ALARM_PERIOD };
    const alarm = (id: string, metric: IMetric, description: string, threshold = 1): Alarm =>
      addAlarm(this, id, { metric, threshold, description }, alarmTopic);
    return [
      alarm(
        'HandlerErrors',
        this.handler.metricErrors(period),
        `Automatic top-ups of ${operatorId} failed. The log group says why; the same accounts are looked at again.`,
      ),
      alarm(
        'DeadLetterDepth',
        this.metricDeadLetters(period),
        `Accounts of ${operatorId} were not looked at: those who agreed to it are not topped up. Redrive; the next usage does it, too.`,
      ),
      alarm(
        'Lag',
        this.metricLag(period),
        `Accounts of ${operatorId} wait for ${LAG_ALARM.toMinutes()} minutes to be looked at: a provider does not answer.`,
        LAG_ALARM.toSeconds(),
      ),
    ];
  }
}
