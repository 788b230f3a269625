import { Duration } from 'aws-cdk-lib';
import type { Alarm, IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, RuleTargetInput, Schedule, type IEventBus } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { LoyaltyTerms } from '../domain/operator/loyalty.js';
import { ADS_ROUTES } from '../domain/ads/routes.js';
import { SPONSORS_ROUTES } from '../domain/sponsors/routes.js';
import { acknowledge } from './acknowledge.js';
import { addAlarm, ALARM_PERIOD } from './alarm.js';
import { CHANGE_TIMEOUT, changeQueue, tellChanges } from './change-queue.js';
import { operatorIdProblems, refuse } from './check-props.js';
import { effectiveRemovalPolicy } from './data-deletion.js';
import { HouseFunction } from './function-defaults.js';
import { readGeneratedKey } from './generated-key.js';
import type { LambdaBundle } from './lambda-bundles.js';
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
   * The loyalty programme whose members get the points that campaigns give: `loyalty` of the operator file.
   *
   * @default - points wait to be claimed
   */
  readonly loyaltyTerms?: LoyaltyTerms;

  /**
   * What tokens of ad decisions are signed with: `{"current": "k1", "k1": "<32 characters or more>"}`.
   *
   * @default - one that is generated; of a sandbox, the number of its stack
   */
  readonly tokenKeys?: ISecret;

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
 * with budgets, reports and settlements; who is shown what, what is paid for and rewarded, and what subscribers agreed to.
 * Events are told by `EventHub.announce` of all functions but `usage`.
 */
export class AdDecisions extends Construct {
  /** Answers for sponsors, agreements and campaigns. */
  public readonly sponsors: LambdaFunction;
  /** Starts and ends campaigns, books what was spent, and returns the rest; each minute. */
  public readonly sponsorsSweep: LambdaFunction;
  /** Answers for ad decisions and ad events: the hot path. */
  public readonly decisions: LambdaFunction;
  /** Answers for rewards, consents and conversions. */
  public readonly ads: LambdaFunction;
  /** Gives back what was reserved of budgets and not spent, and tells of invalid traffic; each minute. */
  public readonly adsSweep: LambdaFunction;
  /** What tokens are signed with; absent in a sandbox. */
  public readonly tokenKeys?: ISecret;
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
    this.sponsorsSweep = this.addSweep(props, {
      id: 'Sponsors',
      bundle: 'sponsors-sweep',
      description: `Starts and ends campaigns of ${operatorId}, books and returns money of sponsors`,
      looksFor: `campaigns and agreements of ${operatorId} that are due`,
      environment,
    });
    store.grantManageSponsors(this.sponsorsSweep);

    const tokenKeys = props.tokenKeys ?? (props.sandbox ? undefined : generatedTokenKeys(this));
    if (tokenKeys !== undefined) this.tokenKeys = tokenKeys;
    const loyalty: Record<string, string> =
      props.loyaltyTerms === undefined ? {} : { LOYALTY_TERMS: JSON.stringify(props.loyaltyTerms) };
    const [decided, others] = [
      ADS_ROUTES.filter(({ handler }) => handler === 'ad-decisions'),
      ADS_ROUTES.filter(({ handler }) => handler === 'ads'),
    ];
    this.decisions = addPartnerFunction(this, 'ad-decisions', {
      ...props,
      bundle: 'ads-decide',
      description: `Decides which advertisements subscribers of ${operatorId} are shown, and pays for them`,
      routes: decided,
      // A campaign that is paused in a sandbox is gone at once.
      environment: { ...loyalty, ...(props.sandbox ? { CAMPAIGNS_REFRESH_MS: '0' } : {}) },
    });
    readGeneratedKey(this.decisions, 'AD_TOKEN', tokenKeys);
    this.ads = addPartnerFunction(this, 'ads', {
      ...props,
      bundle: 'ads-api',
      description: `Rewards, consents and conversions of ${operatorId}`,
      routes: others,
      environment: loyalty,
    });
    // Rewards go into accounts, in one transaction with what they are for.
    for (const handler of [this.decisions, this.ads]) store.grantChangeAccounts(handler);
    this.adsSweep = this.addSweep(props, {
      id: 'Ads',
      bundle: 'ads-sweep',
      description: `Gives back what was reserved of budgets of ${operatorId}, and tells of invalid traffic`,
      looksFor: `reservations of budgets of ${operatorId} that are over`,
    });
    store.grantReleaseBudgets(this.adsSweep);

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
    of: {
      readonly id: 'Sponsors' | 'Ads';
      readonly bundle: LambdaBundle;
      readonly description: string;
      readonly looksFor: string;
      readonly environment?: Readonly<Record<string, string>>;
    },
  ): HouseFunction {
    const sweep = new HouseFunction(this, `${of.id}Sweep`, {
      bundle: of.bundle,
      description: of.description,
      environment: {
        OPERATOR_ID: operatorId,
        ACCOUNTS_TABLE: store.accounts.tableName,
        RECORDS_TABLE: store.records.tableName,
        PARTNER_URL: url,
        ...of.environment,
      },
      timeout: Duration.seconds(50),
      failuresGo: 'Nowhere: the next run, a minute later, finds the same.',
      logRetention,
    });
    const everyMinute = new Rule(this, `${of.id}EveryMinute`, {
      description: `Looks for ${of.looksFor}`,
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
        'DecisionsErrors',
        this.decisions.metricErrors(period),
        `Ad decisions or ad events of ${operatorId} failed: nobody is shown anything, or is not paid for it. Often a secret of tokens that is malformed; the function's log group says.`,
      ),
      alarm(
        'DecisionsThrottled',
        this.decisions.metricThrottles(period),
        `Ad decisions of ${operatorId} found no instance to run in: the account's limit of concurrent runs was reached.`,
      ),
      alarm(
        'AdsErrors',
        this.ads.metricErrors(period),
        `Requests about rewards, consents or conversions of ${operatorId} failed. The function's log group says why; they may be sent again.`,
      ),
      alarm(
        'AdsSweepErrors',
        this.adsSweep.metricErrors(period),
        `What was reserved of budgets of ${operatorId} could not be given back. The function's log group says why; every minute tries again.`,
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

/** Keys of tokens that nobody has to make. They stay when their stack goes: what was decided before is still told of. */
function generatedTokenKeys(scope: Construct): Secret {
  const keys = new Secret(scope, 'TokenKeys', {
    description:
      'What tokens of ad decisions are signed with: add a key, name it as current, remove the last a day later',
    generateSecretString: {
      secretStringTemplate: JSON.stringify({ current: 'k1' }),
      generateStringKey: 'k1',
      passwordLength: 64,
      excludePunctuation: true,
    },
    removalPolicy: effectiveRemovalPolicy(scope, undefined),
  });
  acknowledge(keys, {
    'AwsSolutions-SMG4':
      'A key is replaced in three steps, so that tokens that are out stay good: somebody decides when.',
  });
  return keys;
}
