import { Duration } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Operator } from '../domain/operator/operator.js';
import { VENTURE_ROUTES } from '../domain/venture/routes.js';
import { acknowledge } from './acknowledge.js';
import { addAlarm, ALARM_PERIOD } from './alarm.js';
import { operatorIdProblems, refuse } from './check-props.js';
import { HouseFunction } from './function-defaults.js';
import type { ILedgerStore } from './ledger-store.js';
import { addPartnerFunction, type PartnerFunctionHouse } from './partner-function.js';

export interface JointVentureProps extends PartnerFunctionHouse {
  /** `jointVenture` of the operator file. */
  readonly venture: NonNullable<Operator['jointVenture']>;

  /** Whose closed months are settled. */
  readonly ledger: ILedgerStore;

  /**
   * Who is told of alarms.
   *
   * @default - alarms change state, nobody is told
   */
  readonly alarmTopic?: ITopic;
}

/** Statements are drawn as PDF, which is work of the CPU, and that grows with memory. */
const MEMORY_MB = 1_024;

/**
 * The venture that owns an operator: months of its ledger divided among the partners, by contributions, royalty, waterfall and
 * shares; what each is paid, as data and PDF; what an exit is worth. Events are told by `EventHub.announce` of `api`.
 */
export class JointVenture extends Construct {
  public readonly api: LambdaFunction;
  /** Counts active lines of closed months, and posts what a settlement was cut off before. */
  public readonly sweep: LambdaFunction;
  public readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: JointVentureProps) {
    super(scope, id);
    const { operatorId, store, ledger, venture, alarmTopic } = props;
    refuse(this, operatorIdProblems(operatorId));
    const environment = {
      LEDGER_TABLE: ledger.table.tableName,
      JOINT_VENTURE: JSON.stringify(venture),
    };
    this.api = addPartnerFunction(this, 'venture', {
      ...props,
      bundle: 'venture-api',
      description: `The joint venture of ${operatorId}`,
      routes: VENTURE_ROUTES,
      environment,
      memorySizeMb: MEMORY_MB,
    });
    this.sweep = new HouseFunction(this, 'Sweep', {
      bundle: 'venture-sweep',
      description: `Counts active lines of ${operatorId}`,
      environment: {
        OPERATOR_ID: operatorId,
        RECORDS_TABLE: store.records.tableName,
        ...environment,
      },
      timeout: Duration.minutes(15),
      failuresGo: 'Nowhere: the next run goes on where this one stopped.',
      logRetention: props.logRetention,
    });
    store.grantPartnerRecords(this.sweep);
    for (const handler of [this.api, this.sweep]) ledger.grantPost(handler);
    const hourly = new Rule(this, 'Hourly', {
      description: `Looks at the venture of ${operatorId}`,
      schedule: Schedule.rate(Duration.hours(1)),
      targets: [
        new LambdaTarget(this.sweep, {
          retryAttempts: 0,
          maxEventAge: Duration.hours(1),
          event: RuleTargetInput.fromObject({}),
        }),
      ],
    });
    acknowledge(hourly, {
      'Serverless-EventBusDLQ': 'A run that was lost is made up for by the next, which finds the same.',
    });
    const period = { period: ALARM_PERIOD };
    const says = {
      api: 'Requests about the joint venture failed; they may be sent again.',
      sweep: 'Active lines could not be counted, or a settlement not be posted; every hour tries again.',
    } as const;
    this.alarms = (['api', 'sweep'] as const).map((name) =>
      addAlarm(
        this,
        `${name === 'api' ? 'Api' : 'Sweep'}Errors`,
        {
          metric: this[name].metricErrors(period),
          threshold: 1,
          description: `${says[name]} The function's log group says why. Operator ${operatorId}.`,
        },
        alarmTopic,
      ),
    );
  }
}
