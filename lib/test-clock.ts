import { Aspects, Duration } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, type IEventBus } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaRuleTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct, type IConstruct } from 'constructs';
import { addAlarm, ALARM_PERIOD } from './alarm.js';
import { operatorIdProblems, refuse } from './check-props.js';
import { HouseFunction } from './function-defaults.js';
import type { PaymentWebhooks } from './payment-webhooks.js';
import type { Renewals } from './renewals.js';
import type { IScopedHttpApi } from './scoped-http-api.js';
import type { ISubscriberStore } from './subscriber-store.js';
import { SCOPES } from './token-issuer.js';

/** The context flag that makes every operator of the app of `bin/` a sandbox. */
export const SANDBOX = 'wildlily:sandbox';

export interface TestClockProps {
  /** Names the operator in descriptions, events and alarms: 1 to 64 letters, digits, ".", "_", "-". */
  readonly operatorId: string;

  readonly store: ISubscriberStore;

  /** The API that answers `/test/clocks`; its tokens must carry the scope `test/clock`. */
  readonly api: IScopedHttpApi;

  /** Where a long advance is handed over. */
  readonly eventBus: IEventBus;

  /** Goes on with a long advance. */
  readonly renewals: Renewals;

  /**
   * Asks providers for payments, and tries again what failed, as soon as the clock has arrived.
   *
   * @default - none
   */
  readonly payments?: PaymentWebhooks;

  /** The market's IANA zone: what a month or a day is, when a clock is advanced by one. */
  readonly timeZone: string;

  /**
   * The clock's id: `/test/clocks/{id}/advance`.
   *
   * @default 'main'
   */
  readonly clockId?: string;

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
 * The test clock of a sandbox operator: moves its time, and all that depends on it, forward.
 *
 * Never give it to an operator with customers: who holds the scope `test/clock` can make every subscriber owe a year.
 */
export class TestClock extends Construct {
  public readonly clockId: string;
  public readonly handler: LambdaFunction;
  public readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: TestClockProps) {
    super(scope, id);

    refuse(this, operatorIdProblems(props.operatorId));
    const { operatorId, renewals, payments, eventBus } = props;
    this.clockId = props.clockId ?? 'main';

    this.handler = new HouseFunction(this, 'Handler', {
      bundle: 'renewals-clock',
      description: `Test clock of ${operatorId}`,
      environment: {
        ACCOUNTS_TABLE: props.store.accounts.tableName,
        RECORDS_TABLE: props.store.records.tableName,
        EVENT_BUS_NAME: eventBus.eventBusName,
        OPERATOR_ID: operatorId,
        TIME_ZONE: props.timeZone,
      },
      timeout: Duration.seconds(29),
      failuresGo: 'To the caller: it answers requests. An advance that was cut off is gone on with.',
      logRetention: props.logRetention,
    });
    props.store.grantRenew(this.handler);
    props.store.grantFindDue(this.handler);
    eventBus.grantPutEventsTo(this.handler);
    props.api.addScopedRoutes('TestClock', {
      routes: [
        { method: HttpMethod.POST, path: '/test/clocks' },
        { method: HttpMethod.GET, path: '/test/clocks/{clockId}' },
        { method: HttpMethod.POST, path: '/test/clocks/{clockId}/advance' },
      ],
      handler: this.handler,
      scope: SCOPES.testClock,
    });

    renewals.renewer.addEnvironment('EVENT_BUS_NAME', eventBus.eventBusName);
    eventBus.grantPutEventsTo(renewals.renewer);
    new Rule(this, 'Advancing', {
      description: `Long advances of the test clock of ${operatorId}`,
      eventBus,
      eventPattern: { source: [`wildlily.${operatorId}`], detailType: ['test_clock.advancing'] },
      targets: [
        new LambdaRuleTarget(renewals.renewer, { deadLetterQueue: renewals.deadLetters, retryAttempts: 2 }),
      ],
    });

    if (payments !== undefined)
      new Rule(this, 'Arrived', {
        description: `What is due of payments when the test clock of ${operatorId} has arrived`,
        eventBus,
        eventPattern: { source: [`wildlily.${operatorId}`], detailType: ['test_clock.arrived'] },
        targets: [
          new LambdaRuleTarget(payments.query, {
            deadLetterQueue: payments.queryDeadLetters,
            retryAttempts: 2,
          }),
        ],
      });

    this.alarms = [
      addAlarm(
        this,
        'HandlerErrors',
        {
          metric: this.handler.metricErrors({ period: ALARM_PERIOD }),
          threshold: 1,
          description: `The test clock of ${operatorId} failed. Its log group says why.`,
        },
        props.alarmTopic,
      ),
    ];
  }

  /** Lets all functions of the house within a scope follow this clock, those that are added later too. */
  public drive(scope: Construct): void {
    Aspects.of(scope).add({
      visit: (node: IConstruct) => {
        if (node instanceof HouseFunction) node.addEnvironment('TEST_CLOCK', this.clockId);
      },
    });
  }
}
