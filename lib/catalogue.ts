import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, Stage } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Alarm, IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Trigger } from 'aws-cdk-lib/triggers';
import { Construct } from 'constructs';
import { compileHostTerms, type HostTerms } from '../domain/catalogue/host-terms.js';
import type { OperatorTerms } from '../domain/catalogue/offering-view.js';
import type { PlanVersion } from '../domain/catalogue/plan.js';
import { releaseOf, type Release } from '../domain/catalogue/releases.js';
import type { Operator } from '../domain/operator/operator.js';
import { addAlarm, ALARM_PERIOD } from './alarm.js';
import { operatorIdProblems, refuse } from './check-props.js';
import { HouseFunction } from './function-defaults.js';
import { lambdaBundlePath } from './lambda-bundles.js';
import type { IScopedHttpApi } from './scoped-http-api.js';
import type { ISubscriberStore } from './subscriber-store.js';
import { SCOPES } from './token-issuer.js';

export interface CatalogueProps {
  /** Names the operator in descriptions, alarms and logs: 1 to 64 letters, digits, ".", "_", "-". */
  readonly operatorId: string;

  /** The operator's tables; plan versions go to `records`. */
  readonly store: ISubscriberStore;

  /** The compiled plans, for example of `compileCatalogue(operator)`. Versions that are not listed stay stored. */
  readonly plans: readonly PlanVersion[];

  /**
   * The operator that the plans are of. Its market, host and add-ons are published beside them: then offerings can
   * also come by `POST /offerings`, plans take effect when its file says, and usage records know the host's prices.
   *
   * @default - plans take effect at once, and come with deployments only
   */
  readonly operator?: Operator;

  /**
   * The API that answers `GET /plans` and `GET /plans/{planId}`, and with an `operator` `POST /offerings`.
   *
   * @default - plans are published, but no API reads them
   */
  readonly api?: IScopedHttpApi;

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
 * What the operator sells: publishes compiled plans when it is deployed, and answers who asks for them.
 *
 * Plan versions are immutable and named by their content, so a deployment adds versions and moves each
 * offering to its new one; sessions in progress keep theirs. The first publication also makes the keys that
 * `Charging` signs its session references with.
 */
export class Catalogue extends Construct {
  /** Writes the plans into the store; runs at a deployment that changes them. */
  public readonly publisher: LambdaFunction;

  /** Runs the publisher. `executeBefore` what needs the plans. */
  public readonly publication: Trigger;

  /** Answers `POST /offerings`; only with an `api` and an `operator`. */
  public readonly offerings: LambdaFunction | undefined;

  /** Answers `GET /plans`; only with an `api`. */
  public readonly reader: LambdaFunction | undefined;

  public readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: CatalogueProps) {
    super(scope, id);

    refuse(this, operatorIdProblems(props.operatorId));
    this.publisher = new HouseFunction(this, 'Publisher', {
      bundle: 'catalogue-publish',
      codePath: publisherFolder(this, contentOf(props)),
      description: `Publishes the plans of ${props.operatorId}`,
      environment: { OPERATOR_ID: props.operatorId, RECORDS_TABLE: props.store.records.tableName },
      timeout: Duration.minutes(2),
      failuresGo: 'To the deployment: it waits for the publication, and fails with it.',
      logRetention: props.logRetention,
    });
    const granted = props.store.grantPublishPlans(this.publisher);
    this.publication = new Trigger(this, 'Publication', {
      handler: this.publisher,
      timeout: Duration.minutes(2),
    });
    granted.applyBefore(this.publication);

    this.reader =
      props.api &&
      new HouseFunction(this, 'Reader', {
        bundle: 'catalogue-read',
        description: `Reads the plans of ${props.operatorId}`,
        environment: { RECORDS_TABLE: props.store.records.tableName },
        failuresGo: 'To the caller: it answers requests.',
        logRetention: props.logRetention,
      });
    if (props.api && this.reader) {
      props.store.grantReadPlans(this.reader);
      props.api.addScopedRoutes('Plans', {
        routes: [
          { method: HttpMethod.GET, path: '/plans' },
          { method: HttpMethod.GET, path: '/plans/{planId}' },
        ],
        handler: this.reader,
        scope: SCOPES.catalogueRead,
      });
    }
    this.offerings =
      props.api &&
      props.operator &&
      new HouseFunction(this, 'Offerings', {
        bundle: 'catalogue-offerings',
        description: `Publishes offerings of ${props.operatorId}`,
        environment: { RECORDS_TABLE: props.store.records.tableName },
        failuresGo: 'To the caller: it answers requests, and a repeated one changes nothing.',
        logRetention: props.logRetention,
      });
    if (props.api && this.offerings) {
      props.store.grantPublishPlans(this.offerings);
      props.api.addScopedRoutes('Offerings', {
        routes: [{ method: HttpMethod.POST, path: '/offerings' }],
        handler: this.offerings,
        scope: SCOPES.catalogueWrite,
      });
    }
    this.alarms = [
      ...(this.reader
        ? [
            addAlarm(
              this,
              'ReaderErrors',
              {
                metric: this.reader.metricErrors({ period: ALARM_PERIOD }),
                threshold: 1,
                description: `Reading plans of ${props.operatorId} failed. The reader's log group says why.`,
              },
              props.alarmTopic,
            ),
          ]
        : []),
      ...(this.offerings
        ? [
            addAlarm(
              this,
              'OfferingsErrors',
              {
                metric: this.offerings.metricErrors({ period: ALARM_PERIOD }),
                threshold: 1,
                description: `Publishing an offering of ${props.operatorId} failed. The function's log group says why.`,
              },
              props.alarmTopic,
            ),
          ]
        : []),
    ];
  }

  /** Offerings that came by the API, dry runs included. */
  public metricOfferings(options?: MetricOptions): IMetric | undefined {
    return this.offerings?.metricInvocations(options);
  }

  /** Requests for plans. */
  public metricReads(options?: MetricOptions): IMetric | undefined {
    return this.reader?.metricInvocations(options);
  }
}

/** What the publisher reads, as `lambdas/catalogue/publish.ts` has it. */
interface PublishedCatalogue {
  readonly plans: readonly PlanVersion[];
  readonly releases?: Readonly<Record<string, Release>>;
  readonly operator?: OperatorTerms;
  readonly hostTerms?: HostTerms;
}

function contentOf({ plans, operator }: CatalogueProps): PublishedCatalogue {
  if (operator === undefined) return { plans };
  const { brand, market, host, addOns, rewards } = operator;
  return {
    plans,
    releases: Object.fromEntries(
      operator.plans.map((offering) => [offering.id, releaseOf(offering, market.timeZone)]),
    ),
    operator: { brand, market, host, addOns, rewards },
    hostTerms: compileHostTerms(operator),
  };
}

/**
 * The publisher's code with its plans beside it, in the assembly that is being written.
 *
 * The folder is named by its content, so equal plans are one asset and the same input is the same output.
 */
function publisherFolder(scope: Construct, content: PublishedCatalogue): string {
  const assembly = Stage.of(scope);
  if (!assembly) throw new Error(`${scope.node.path} must be inside an App or a Stage.`);
  const bundle = readFileSync(join(lambdaBundlePath('catalogue-publish'), 'index.js'));
  const catalogue = JSON.stringify(content);
  const digest = createHash('sha256').update(bundle).update(catalogue).digest('hex').slice(0, 16);
  const folder = join(assembly.assetOutdir, `catalogue-${digest}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.js'), bundle);
  writeFileSync(join(folder, 'catalogue.json'), catalogue);
  return folder;
}
