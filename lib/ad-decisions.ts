import { Duration } from 'aws-cdk-lib';
import type { Alarm, IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, RuleTargetInput, Schedule, type IEventBus } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { SPONSORS_ROUTES } from '../domain/sponsors/routes.js';
import { acknowledge } from './acknowledge.js';
import { addAlarm, ALARM_PERIOD } from './alarm.js';
import { CHANGE_TIMEOUT, changeQueue, tellChanges } from './change-queue.js';
import { operatorIdProblems, refuse } from './check-props.js';
import { HouseFunction } from './function-defaults.js';
import { addPartnerFunction, type PartnerFunctionHouse } from './partner-function.js';

export interface AdDecisionsProps extends PartnerFunctionHouse {
  /** Where usage is told (`Charging` with the same bus does it): forecasts are made of it. */
  readonly eventBus: IEventBus;

  /**
   * What becomes of a campaign whose advertisements bring less than what they give away costs.
   *
   * @default 'warn' - it is said, and the operator decides
   */
  readonly lossMakingCampaigns?: 'warn' | 'refuse';

  /**
   * What a loyalty point is worth as credit, a decimal such as "0.01": what rewards of points cost.
   *
   * @default - points cost nothing
   */
  readonly pointValue?: string;

  /**
   * Who is told of alarms.
   *
   * @default - alarms change state, nobody is told
   */
  readonly alarmTopic?: ITopic;
}

/** A forecast that is an hour behind is as good; a day is not. */
const USAGE_LAG_ALARM = Duration.hours(1);

/**
 * Advertising and sponsored traffic: sponsors with their deposits, agreements on traffic that they pay for, and campaigns
 * with budgets, reports and settlements. Events are told by `EventHub.announce` of `sponsors` and `sponsorsSweep`.
 */
export class AdDecisions extends Construct {
  /** Answers for sponsors, agreements and campaigns. */
  public readonly sponsors: LambdaFunction;
  /** Starts and ends campaigns, books what was spent, and returns the rest; each minute. */
  public readonly sponsorsSweep: LambdaFunction;
  /** Sums up usage for forecasts. */
  public readonly usage: LambdaFunction;
  /** Usage that is to be summed up; messages that failed come back later each time. */
  public readonly usageQueue: Queue;
  /** Usage that was given up, kept for 14 days. Redrive it: what was counted is not counted again. */
  public readonly deadLetters: Queue;
  public readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: AdDecisionsProps) {
    super(scope, id);
    const { operatorId, store, eventBus } = props;
    refuse(this, operatorIdProblems(operatorId));
    const environment = {
      LOSS_MAKING_CAMPAIGNS: props.lossMakingCampaigns ?? 'warn',
      ...(props.pointValue === undefined ? {} : { POINT_VALUE: props.pointValue }),
    };
    this.sponsors = addPartnerFunction(this, 'sponsors', {
      ...props,
      bundle: 'sponsors-api',
      description: `Sponsors and campaigns of ${operatorId}`,
      routes: SPONSORS_ROUTES,
      environment,
    });
    store.grantManageSponsors(this.sponsors);
    this.sponsorsSweep = this.addSweep(props, environment);
    const usage = changeQueue(this, {
      operatorId,
      eventBus,
      events: ['usage.recorded'],
      description: `Usage of ${operatorId}, for forecasts of campaigns`,
    });
    ({ queue: this.usageQueue, deadLetters: this.deadLetters } = usage);
    this.usage = new HouseFunction(this, 'Usage', {
      bundle: 'sponsors-usage',
      description: `Sums up usage of ${operatorId} for forecasts of campaigns`,
      environment: {
        RECORDS_TABLE: store.records.tableName,
        USAGE_QUEUE_URL: this.usageQueue.queueUrl,
      },
      timeout: CHANGE_TIMEOUT,
      failuresGo: 'To the dead-letter queue of the queue that it consumes.',
      logRetention: props.logRetention,
    });
    store.grantSumUsage(this.usage);
    tellChanges(usage, this.usage);
    this.alarms = this.addAlarms(props);
  }

  /** Usage that was given up. @default - maximum */
  public metricDeadLetters(options?: MetricOptions): IMetric {
    return this.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'max', ...options });
  }

  private addSweep(
    { operatorId, store, url, logRetention }: AdDecisionsProps,
    environment: Readonly<Record<string, string>>,
  ): HouseFunction {
    const sweep = new HouseFunction(this, 'SponsorsSweep', {
      bundle: 'sponsors-sweep',
      description: `Starts and ends campaigns of ${operatorId}, books and returns money of sponsors`,
      environment: {
        OPERATOR_ID: operatorId,
        ACCOUNTS_TABLE: store.accounts.tableName,
        RECORDS_TABLE: store.records.tableName,
        PARTNER_URL: url,
        ...environment,
      },
      timeout: Duration.seconds(50),
      failuresGo: 'Nowhere: the next run, a minute later, finds the same.',
      logRetention,
    });
    store.grantManageSponsors(sweep);
    const everyMinute = new Rule(this, 'EveryMinute', {
      description: `Looks for campaigns and agreements of ${operatorId} that are due`,
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [
        new LambdaTarget(sweep, {
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
    return sweep;
  }

  private addAlarms({ operatorId, alarmTopic }: AdDecisionsProps): Alarm[] {
    const period = { period: ALARM_PERIOD };
    const alarm = (id: string, metric: IMetric, description: string, threshold = 1): Alarm =>
      addAlarm(this, id, { metric, threshold, description }, alarmTopic);
    return [
      alarm(
        'SponsorsErrors',
        this.sponsors.metricErrors(period),
        `Requests about sponsors of ${operatorId} failed. The function's log group says why; they may be sent again.`,
      ),
      alarm(
        'SponsorsSweepErrors',
        this.sponsorsSweep.metricErrors(period),
        `Campaigns or agreements of ${operatorId} could not be started, ended or booked. The function's log group says which; every minute tries again.`,
      ),
      alarm(
        'UsageDeadLetterDepth',
        this.metricDeadLetters(period),
        `Usage of ${operatorId} was not summed up for forecasts. Redrive: what was counted is not counted again.`,
      ),
      alarm(
        'UsageLag',
        this.usageQueue.metricApproximateAgeOfOldestMessage({ statistic: 'max', ...period }),
        `Usage of ${operatorId} waits for ${USAGE_LAG_ALARM.toMinutes()} minutes to be summed up. The log group says why.`,
        USAGE_LAG_ALARM.toSeconds(),
      ),
    ];
  }
}
