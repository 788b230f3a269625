import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { PropProblem } from './check-props.js';
import type { LakeHost } from './insight-lake.js';
import type { ILedgerStore } from './ledger-store.js';
import type { PartnerFunctionHouse } from './partner-function.js';

export interface LedgerProps extends PartnerFunctionHouse {
  /** Where usage is told (`Charging` with the same bus does it): it is posted. */
  readonly eventBus: IEventBus;

  /** Whose radio is used; the operator's own host first. */
  readonly hosts: readonly LakeHost[];

  /**
   * Where the books are kept.
   *
   * @default - a table of its own, which is retained
   */
  readonly ledgerStore?: ILedgerStore;

  /**
   * Where months are written to as CSV and Parquet, below `ledger/`.
   *
   * @default - nothing is exported
   */
  readonly files?: IBucket;

  /**
   * What a loyalty point is worth, in the market's currency: `0.01`.
   *
   * @default - nothing is posted of points
   */
  readonly pointValue?: string;

  /**
   * When recurring charges are earned: day by day, or on the last day that they are for.
   *
   * @default 'day'
   */
  readonly recognition?: 'day' | 'period-end';

  /**
   * The day of a month on which the one before is closed, from 1 to 28.
   *
   * @default 5
   */
  readonly closeOnDay?: number;

  /**
   * Who is told of alarms.
   *
   * @default - alarms change state, nobody is told
   */
  readonly alarmTopic?: ITopic;
}

/** Everything that is wrong with them. */
export function ledgerProblems({ hosts, closeOnDay = 5, pointValue }: LedgerProps): PropProblem[] {
  return [
    ...(hosts.length === 0 ? [{ prop: 'hosts', value: hosts, allowed: 'at least one' }] : []),
    ...(Number.isInteger(closeOnDay) && closeOnDay >= 1 && closeOnDay <= 28
      ? []
      : [{ prop: 'closeOnDay', value: closeOnDay, allowed: 'a whole number from 1 to 28' }]),
    ...(pointValue === undefined || /^\d{1,6}(\.\d{1,6})?$/.test(pointValue)
      ? []
      : [{ prop: 'pointValue', value: pointValue, allowed: 'a decimal such as "0.01"' }]),
  ];
}
