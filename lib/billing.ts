import { Duration } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Alarm, IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, type IEventBus } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Operator } from '../domain/operator/operator.js';
import { acknowledge } from './acknowledge.js';
import { addAlarm, ALARM_PERIOD } from './alarm.js';
import { operatorIdProblems, refuse } from './check-props.js';
import { HouseFunction } from './function-defaults.js';
import type { IScopedHttpApi } from './scoped-http-api.js';
import type { ISubscriberStore } from './subscriber-store.js';
import { SCOPES } from './token-issuer.js';

export interface BillingProps {
  /** Names the operator in descriptions, events and alarms: 1 to 64 letters, digits, ".", "_", "-". */
  readonly operatorId: string;

  readonly store: ISubscriberStore;

  /** Where `period.ended` is heard and `bill.issued` is told. */
  readonly eventBus: IEventBus;

  /** Whose name, colours and languages bills carry. */
  readonly brand: Operator['brand'];

  /** The API that answers `GET /subscribers/{subscriberId}/bills` and `…/receipts`. */
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

const CLOSE_TIMEOUT = Duration.minutes(1);
/** About an hour of attempts: far longer than a recorder lags behind, before somebody has to look. */
const ATTEMPTS = 10;

/**
 * Bills and receipts: makes a bill when a period of an account ended, and answers bills and receipts as data and as
 * PDF.
 *
 * Bills are made of the usage records that `Charging` stores, so it needs a `Charging` on the same store and bus.
 */
export class Billing extends Construct {
  /** Makes bills. */
  public readonly closer: LambdaFunction;
  /** Answers requests for them. */
  public readonly reader: LambdaFunction;
  /** Periods that ended and wait for their bill. */
  public readonly ended: Queue;
  /** Those whose bill could not be made, kept for 14 days; redrive them when the reason is gone. */
  public readonly deadLetters: Queue;
  public readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: BillingProps) {
    super(scope, id);

    const { operatorId, store, eventBus } = props;
    refuse(this, operatorIdProblems(operatorId));
    const { id: brandId, name, theme, locales } = props.brand;
    const environment = {
      RECORDS_TABLE: store.records.tableName,
      BRAND: JSON.stringify({ id: brandId, name, theme, locales }),
    };

    const queue = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    };
    this.deadLetters = new Queue(this, 'DeadLetters', queue);
    acknowledge(this.deadLetters, {
      'Serverless-SQSRedrivePolicy': 'It is the dead-letter queue of ended periods. Its depth has an alarm.',
    });
    this.ended = new Queue(this, 'EndedPeriods', {
      ...queue,
      visibilityTimeout: Duration.minutes(CLOSE_TIMEOUT.toMinutes() * 6),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: ATTEMPTS },
    });
    new Rule(this, 'PeriodEnded', {
      description: `Ended periods of ${operatorId}`,
      eventBus,
      eventPattern: { source: [`wildlily.${operatorId}`], detailType: ['period.ended'] },
      targets: [new SqsQueue(this.ended, { deadLetterQueue: this.deadLetters })],
    });

    this.closer = new HouseFunction(this, 'Closer', {
      bundle: 'billing-close',
      description: `Makes the bills of ${operatorId}`,
      environment: { ...environment, OPERATOR_ID: operatorId, EVENT_BUS_NAME: eventBus.eventBusName },
      timeout: CLOSE_TIMEOUT,
      failuresGo: 'Back to the queue, and after ten attempts to its dead-letter queue.',
      logRetention: props.logRetention,
    });
    store.grantIssueBills(this.closer);
    eventBus.grantPutEventsTo(this.closer);
    const endedPeriods = new SqsEventSource(this.ended, {
      batchSize: 10,
      reportBatchItemFailures: true,
      // Why: at midnight on the first, all of them end at once, and charging needs the account's concurrency.
      maxConcurrency: 10,
    });
    this.closer.addEventSource(endedPeriods);
    acknowledge(this.closer, {
      'Serverless-LambdaEventSourceMappingDestination':
        'Destinations are for streams; a queue has a dead-letter queue of its own, and this one does.',
    });

    this.reader = new HouseFunction(this, 'Reader', {
      bundle: 'billing-read',
      description: `Reads the bills of ${operatorId}`,
      environment: {
        ...environment,
        ACCOUNTS_TABLE: store.accounts.tableName,
      },
      // Why: a PDF of hundreds of pages is work of the CPU, which grows with memory; callers wait 30 s at most.
      memorySizeMb: 1_024,
      timeout: Duration.seconds(29),
      failuresGo: 'To the caller: it answers requests.',
      logRetention: props.logRetention,
    });
    store.grantReadSubscribers(this.reader);
    props.api.addScopedRoutes('Bills', {
      routes: ['bills', 'bills/{billId}', 'receipts', 'receipts/{receiptId}'].map((path) => ({
        method: HttpMethod.GET,
        path: `/subscribers/{subscriberId}/${path}`,
      })),
      handler: this.reader,
      scope: SCOPES.subscribersRead,
    });

    this.alarms = this.addAlarms(props);
  }

  /** Periods whose bill could not be made. @default - maximum */
  public metricDeadLetters(options?: MetricOptions): IMetric {
    return this.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'max', ...options });
  }

  private addAlarms({ operatorId, alarmTopic }: BillingProps): Alarm[] {
    const period = { period: ALARM_PERIOD };
    const alarm = (id: string, metric: IMetric, description: string): Alarm =>
      addAlarm(this, id, { metric, threshold: 1, description }, alarmTopic);
    return [
      alarm(
        'CloserErrors',
        this.closer.metricErrors(period),
        `Making bills of ${operatorId} failed. The closer's log group says why; the queue brings them again.`,
      ),
      alarm(
        'ReaderErrors',
        this.reader.metricErrors(period),
        `Reading bills of ${operatorId} failed. The reader's log group says why.`,
      ),
      alarm(
        'DeadLetterDepth',
        this.metricDeadLetters(period),
        `Periods of ${operatorId} ended and have no bill. Redrive them within 14 days; bills are made once, in order.`,
      ),
    ];
  }
}
