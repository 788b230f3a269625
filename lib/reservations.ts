import { Duration } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.js';
import { addAlarm, ALARM_PERIOD } from './alarm.js';
import { operatorIdProblems, refuse } from './check-props.js';
import { HouseFunction } from './function-defaults.js';
import type { ISubscriberStore } from './subscriber-store.js';

export interface ReservationsProps {
  /** Names the operator in descriptions and alarms: 1 to 64 letters, digits, ".", "_", "-". */
  readonly operatorId: string;

  readonly store: ISubscriberStore;

  /** Base URL of the partner API, for `href` in events; no slash at its end. */
  readonly partnerUrl: string;

  /**
   * Who is told of alarms.
   *
   * @default - alarms change state, nobody is told
   */
  readonly alarmTopic?: ITopic;

  /** @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: RetentionDays;
}

/** Gives back, every minute, what partners reserved of balances and whose time has passed. */
export class Reservations extends Construct {
  public readonly sweep: LambdaFunction;
  public readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: ReservationsProps) {
    super(scope, id);
    const { operatorId, store, partnerUrl, alarmTopic, logRetention } = props;
    refuse(this, operatorIdProblems(operatorId));
    this.sweep = new HouseFunction(this, 'Sweep', {
      bundle: 'partners-reservations',
      description: `Ends reservations of balances of ${operatorId}`,
      environment: {
        OPERATOR_ID: operatorId,
        ACCOUNTS_TABLE: store.accounts.tableName,
        RECORDS_TABLE: store.records.tableName,
        PARTNER_URL: partnerUrl,
      },
      timeout: Duration.seconds(50),
      failuresGo: 'Nowhere: the next run, a minute later, finds the same.',
      logRetention,
    });
    store.grantChangeAccounts(this.sweep);
    const everyMinute = new Rule(this, 'EveryMinute', {
      description: `Looks for reservations of ${operatorId} whose time has passed`,
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [
        new LambdaTarget(this.sweep, {
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
    this.alarms = [
      addAlarm(
        this,
        'SweepErrors',
        {
          metric: this.sweep.metricErrors({ period: ALARM_PERIOD }),
          threshold: 1,
          description: `Reservations of ${operatorId} could not be ended. The function's log group says why; every minute tries again.`,
        },
        alarmTopic,
      ),
    ];
  }
}
