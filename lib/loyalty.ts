import { Aws, Duration, Fn } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { LOYALTY_ROUTES } from '../domain/loyalty/routes.js';
import type { LoyaltyTerms } from '../domain/operator/loyalty.js';
import { acknowledge } from './acknowledge.js';
import { addAlarm, ALARM_PERIOD } from './alarm.js';
import { operatorIdProblems, refuse } from './check-props.js';
import { effectiveRemovalPolicy } from './data-deletion.js';
import { HouseFunction } from './function-defaults.js';
import { addPartnerFunction, type PartnerFunctionHouse } from './partner-function.js';
import { grantReadSecret } from './payment-webhooks.js';

export interface LoyaltyProps extends PartnerFunctionHouse {
  /** What points are worth, how long they are good, and tiers: `loyalty` of an operator file. */
  readonly terms: LoyaltyTerms;

  /**
   * The key that the retailer's system signs links with: 32 random characters or more.
   *
   * @default - of a sandbox, something random that stays; of any other operator a new secret. Give its value to the
   *   retailer's system
   */
  readonly linkSecret?: ISecret;

  /**
   * Who is told of alarms.
   *
   * @default - alarms change state, nobody is told
   */
  readonly alarmTopic?: ITopic;
}

/**
 * Membership on the operator's number: links, points, tiers, and the baskets of tills. Events are told by
 * `EventHub.announce` of `api` and `sweep`; the codes that link a number go to the operator's own endpoints, which send
 * them.
 */
export class Loyalty extends Construct {
  public readonly api: LambdaFunction;
  /** Books points that expired, and ends tiers. */
  public readonly sweep: LambdaFunction;
  /** Absent in a sandbox. */
  public readonly linkSecret: ISecret | undefined;
  public readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: LoyaltyProps) {
    super(scope, id);
    const { operatorId, store, terms, alarmTopic } = props;
    refuse(this, operatorIdProblems(operatorId));
    this.linkSecret = props.linkSecret ?? (props.sandbox === true ? undefined : this.makeSecret(operatorId));
    const environment = { LOYALTY_TERMS: JSON.stringify(terms) };
    this.api = addPartnerFunction(this, 'loyalty', {
      ...props,
      bundle: 'loyalty-api',
      description: `Memberships, points and baskets of ${operatorId}`,
      routes: LOYALTY_ROUTES.filter(({ handler }) => handler === 'loyalty'),
      environment,
    });
    store.grantChangeAccounts(this.api);
    store.grantCheckRecords(this.api);
    this.readKey(this.api);
    this.sweep = this.addSweep(props, environment);
    this.alarms = [
      addAlarm(
        this,
        'ApiErrors',
        {
          metric: this.api.metricErrors({ period: ALARM_PERIOD }),
          threshold: 1,
          description: `Requests about memberships or baskets of ${operatorId} failed; they may be sent again. The function's log group says why.`,
        },
        alarmTopic,
      ),
      addAlarm(
        this,
        'SweepErrors',
        {
          metric: this.sweep.metricErrors({ period: ALARM_PERIOD }),
          threshold: 1,
          description: `Points of ${operatorId} that expired, or baskets that were cut off, could not be booked; the next run tries again. The function's log group says why.`,
        },
        alarmTopic,
      ),
    ];
  }

  private makeSecret(operatorId: string): Secret {
    const secret = new Secret(this, 'LinkKey', {
      description: `Signs links of members to numbers of ${operatorId}. The retailer's system has it, too.`,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: effectiveRemovalPolicy(this, undefined),
    });
    acknowledge(secret, {
      'AwsSolutions-SMG4':
        "The retailer's system has to have the same one: both are changed together, by hand.",
    });
    return secret;
  }

  private readKey(handler: LambdaFunction): void {
    if (this.linkSecret === undefined) {
      // Why the stack's own id: it is random, in no template, and the same at every deployment.
      handler.addEnvironment('LINK_SANDBOX_KEY', Fn.select(2, Fn.split('/', Aws.STACK_ID)));
      return;
    }
    handler.addEnvironment('LINK_SECRET_ID', this.linkSecret.secretName);
    grantReadSecret(this.linkSecret, handler);
  }

  private addSweep(
    { operatorId, store, url, logRetention }: LoyaltyProps,
    environment: Readonly<Record<string, string>>,
  ): HouseFunction {
    const sweep = new HouseFunction(this, 'Sweep', {
      bundle: 'loyalty-sweep',
      description: `Books points of ${operatorId} that expired, and finishes baskets`,
      environment: {
        OPERATOR_ID: operatorId,
        ACCOUNTS_TABLE: store.accounts.tableName,
        RECORDS_TABLE: store.records.tableName,
        PARTNER_URL: url,
        ...environment,
      },
      timeout: Duration.minutes(5),
      failuresGo: 'Nowhere: the next run finds the same.',
      logRetention,
    });
    store.grantPartnerRecords(sweep);
    store.grantChangeAccounts(sweep);
    store.grantCheckRecords(sweep);
    const often = new Rule(this, 'Often', {
      description: `Looks for points and baskets of ${operatorId} that are due`,
      schedule: Schedule.rate(Duration.minutes(10)),
      targets: [
        new LambdaTarget(sweep, {
          retryAttempts: 0,
          maxEventAge: Duration.minutes(10),
          event: RuleTargetInput.fromObject({}),
        }),
      ],
    });
    acknowledge(often, {
      'Serverless-EventBusDLQ': 'A run that was lost is made up for by the next, which finds the same.',
    });
    return sweep;
  }
}
