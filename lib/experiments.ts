import { createPublicKey } from 'node:crypto';
import { Aws, Duration, Fn } from 'aws-cdk-lib';
import type { Alarm, IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { type IEventBus, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EXPERIMENTS_ROUTES } from '../domain/experiments/routes.js';
import { acknowledge } from './acknowledge.js';
import { addAlarm, ALARM_PERIOD } from './alarm.js';
import { CHANGE_TIMEOUT, changeQueue, tellChanges } from './change-queue.js';
import { operatorIdProblems, type PropProblem, refuse } from './check-props.js';
import { effectiveRemovalPolicy } from './data-deletion.js';
import { HouseFunction } from './function-defaults.js';
import { addPartnerFunction, type PartnerFunctionHouse } from './partner-function.js';
import { grantReadSecret } from './payment-webhooks.js';

export interface ExperimentsProps extends PartnerFunctionHouse {
  /** Where usage is told (`Charging` with the same bus does it): trials and months are measured by it. */
  readonly eventBus: IEventBus;

  /**
   * Public keys (PEM, Ed25519) of operators whose recipes may be taken over: what their `GET /recipe-key` answers.
   *
   * @default - none: no recipe of others is taken
   */
  readonly trustedRecipeKeys?: readonly string[];

  /**
   * What the key that signs this operator's recipes follows from: 32 random characters or more.
   *
   * @default - of a sandbox, something random that stays; of any other operator a new secret, which is kept
   */
  readonly recipeSecret?: ISecret;

  /**
   * Who is told of alarms.
   *
   * @default - alarms change state, nobody is told
   */
  readonly alarmTopic?: ITopic;
}

/**
 * Trials of plans, prices and promotions, the recipes that winners become, and figures of groups of subscribers. Events
 * are told by `EventHub.announce` of `api` and `sweep`.
 */
export class Experiments extends Construct {
  public readonly api: LambdaFunction;
  /** Adds up what subscribers do. */
  public readonly observe: LambdaFunction;
  /** Stops trials whose verdict is certain, closes months, and counts what campaigns brought. */
  public readonly sweep: LambdaFunction;
  /** Usage that is to be added up; messages that failed come back later each time. */
  public readonly queue: Queue;
  /** Usage that was given up, kept for 14 days. Redrive it: what was counted is not counted again. */
  public readonly deadLetters: Queue;
  /** Absent in a sandbox. */
  public readonly recipeSecret: ISecret | undefined;
  public readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: ExperimentsProps) {
    super(scope, id);
    const { operatorId, store, eventBus, trustedRecipeKeys = [] } = props;
    refuse(this, [...operatorIdProblems(operatorId), ...keyProblems(trustedRecipeKeys)]);
    this.recipeSecret =
      props.recipeSecret ?? (props.sandbox === true ? undefined : this.makeSecret(operatorId));
    const environment: Record<string, string> =
      trustedRecipeKeys.length === 0 ? {} : { TRUSTED_RECIPE_KEYS: trustedRecipeKeys.join('\n') };
    this.api = addPartnerFunction(this, 'experiments', {
      ...props,
      bundle: 'experiments-api',
      description: `Experiments, recipes and insight of ${operatorId}`,
      routes: EXPERIMENTS_ROUTES,
      environment,
    });
    this.readKey(this.api);

    const usage = changeQueue(this, {
      operatorId,
      eventBus,
      events: ['usage.recorded'],
      description: `Usage of ${operatorId}, for experiments and insight`,
    });
    ({ queue: this.queue, deadLetters: this.deadLetters } = usage);
    this.observe = new HouseFunction(this, 'Observe', {
      bundle: 'experiments-observe',
      description: `Adds up what subscribers of ${operatorId} do`,
      environment: { RECORDS_TABLE: store.records.tableName, OBSERVE_QUEUE_URL: this.queue.queueUrl },
      timeout: CHANGE_TIMEOUT,
      failuresGo: 'To the dead-letter queue of the queue that it consumes.',
      logRetention: props.logRetention,
    });
    store.grantObserveUsage(this.observe);
    tellChanges(usage, this.observe);
    this.sweep = this.addSweep(props);
    this.alarms = this.addAlarms(props);
  }

  /** Usage that was given up. @default - maximum */
  public metricDeadLetters(options?: MetricOptions): IMetric {
    return this.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'max', ...options });
  }

  private makeSecret(operatorId: string): Secret {
    const secret = new Secret(this, 'RecipeKey', {
      description: `Signs recipes of ${operatorId}. With another value others no longer trust them.`,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: effectiveRemovalPolicy(this, undefined),
    });
    acknowledge(secret, {
      'AwsSolutions-SMG4': 'Others trust the key that follows from it: with another value they would not.',
    });
    return secret;
  }

  private readKey(handler: LambdaFunction): void {
    if (this.recipeSecret === undefined) {
      // Why the stack's own id: it is random, in no template, and the same at every deployment.
      handler.addEnvironment('RECIPE_SANDBOX_KEY', Fn.select(2, Fn.split('/', Aws.STACK_ID)));
      return;
    }
    handler.addEnvironment('RECIPE_SECRET_ID', this.recipeSecret.secretName);
    grantReadSecret(this.recipeSecret, handler);
  }

  private addSweep({ operatorId, store, url, logRetention }: ExperimentsProps): HouseFunction {
    const sweep = new HouseFunction(this, 'Sweep', {
      bundle: 'experiments-sweep',
      description: `Stops trials of ${operatorId} and closes months`,
      environment: {
        OPERATOR_ID: operatorId,
        RECORDS_TABLE: store.records.tableName,
        PARTNER_URL: url,
      },
      timeout: Duration.minutes(15),
      failuresGo: 'Nowhere: the next run finds the same.',
      logRetention,
    });
    store.grantPartnerRecords(sweep);
    store.grantFindEvents(sweep);
    const hourly = new Rule(this, 'Hourly', {
      description: `Looks for trials of ${operatorId} that may stop, and months that are over`,
      schedule: Schedule.rate(Duration.hours(1)),
      targets: [
        new LambdaTarget(sweep, {
          retryAttempts: 0,
          maxEventAge: Duration.hours(1),
          event: RuleTargetInput.fromObject({}),
        }),
      ],
    });
    acknowledge(hourly, {
      'Serverless-EventBusDLQ': 'A run that was lost is made up for by the next, which finds the same.',
    });
    return sweep;
  }

  private addAlarms({ operatorId, alarmTopic }: ExperimentsProps): Alarm[] {
    const period = { period: ALARM_PERIOD };
    const says = {
      api: 'Requests about experiments failed; they may be sent again',
      observe: 'What subscribers did could not be added up; it is tried again',
      sweep: 'Trials or months could not be looked at; every hour tries again',
    } as const;
    return [
      ...(['api', 'observe', 'sweep'] as const).map((name) =>
        addAlarm(
          this,
          `${name.charAt(0).toUpperCase()}${name.slice(1)}Errors`,
          {
            metric: this[name].metricErrors(period),
            threshold: 1,
            description: `${says[name]}. The function's log group says why. Operator ${operatorId}.`,
          },
          alarmTopic,
        ),
      ),
      addAlarm(
        this,
        'DeadLetterDepth',
        {
          metric: this.metricDeadLetters(period),
          threshold: 1,
          description: `Usage of ${operatorId} was given up, and is missing in trials and months. Redrive it: what was counted is not counted again.`,
        },
        alarmTopic,
      ),
    ];
  }
}

function keyProblems(keys: readonly string[]): PropProblem[] {
  return keys.flatMap((pem, index) => {
    const problem = {
      prop: `trustedRecipeKeys[${index}]`,
      value: pem.slice(0, 60),
      allowed: 'an Ed25519 public key, PEM',
    };
    try {
      return createPublicKey(pem).asymmetricKeyType === 'ed25519' ? [] : [problem];
    } catch {
      return [problem];
    }
  });
}
