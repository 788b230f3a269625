import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { operatorId, type Operator } from '../domain/operator/operator.js';
import { InsightLake } from './insight-lake.js';

export interface FinanceProps {
  /** The parsed operator file. */
  readonly operator: Operator;

  /** Where usage is told. */
  readonly eventBus: IEventBus;

  /**
   * Who is told of alarms.
   *
   * @default - alarms change state, nobody is told
   */
  readonly alarmTopic?: ITopic | undefined;

  /** @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: RetentionDays | undefined;
}

/**
 * What the operator's money needs: the lake. Only a composition of the other constructs, each of which can be used alone.
 */
export class Finance extends Construct {
  public readonly lake: InsightLake;
  public readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: FinanceProps) {
    super(scope, id);
    const { operator, eventBus, alarmTopic, logRetention } = props;
    const house = {
      operatorId: operatorId(operator),
      eventBus,
      ...(alarmTopic === undefined ? {} : { alarmTopic }),
      ...(logRetention === undefined ? {} : { logRetention }),
    };
    this.lake = new InsightLake(this, 'Lake', { ...house, hosts: [{ id: operator.host.id }] });
    this.alarms = this.lake.alarms;
  }
}
