import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** The period of every alarm's metric: the shortest that costs the standard price. */
export const ALARM_PERIOD = Duration.minutes(1);

export interface AlarmSpec {
  /** With {@link ALARM_PERIOD} as its period. */
  readonly metric: IMetric;
  /** Alarms at this value or above it. */
  readonly threshold: number;
  /** What it means and what to look at first. */
  readonly description: string;
  /** Periods in a row. @default 1 */
  readonly periods?: number;
}

/** An alarm of the house: quiet when there is no data, because an idle operator is not a broken one. */
export function addAlarm(scope: Construct, id: string, spec: AlarmSpec, topic: ITopic | undefined): Alarm {
  const alarm = new Alarm(scope, id, {
    metric: spec.metric,
    threshold: spec.threshold,
    evaluationPeriods: spec.periods ?? 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
    alarmDescription: spec.description,
  });
  if (topic) {
    const action = new SnsAction(topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  }
  return alarm;
}
