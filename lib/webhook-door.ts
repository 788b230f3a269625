import { Fn, RemovalPolicy } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination as RestLogDestination,
  MethodLoggingLevel,
  RestApi,
  type MethodDeploymentOptions,
} from 'aws-cdk-lib/aws-apigateway';
import {
  DomainName,
  HttpApi,
  HttpMethod,
  HttpStage,
  LogGroupLogDestination,
  type CfnStage,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.js';
import type { PaymentProvider } from './payment-providers.js';
import { ACCESS_LOG_FIELDS } from './scoped-http-api.js';

/** A host name of your own for the webhooks. */
export interface WebhookDomain {
  /** For example `payments.lily.example`. You point it to the API's regional domain name in your DNS. */
  readonly domainName: string;
  /** A certificate for that name in the stack's region. */
  readonly certificate: ICertificate;
}

export interface WebhookDoorProps {
  readonly providers: readonly PaymentProvider[];
  readonly handler: IFunction;
  readonly domain?: WebhookDomain | undefined;
  readonly logRetention: RetentionDays;
}

/** Where webhooks come in. */
export interface WebhookDoor {
  /** Without a slash at its end. */
  readonly url: string;
  /** Where DNS has to point to; only with a domain. */
  readonly regionalDomainName: string | undefined;
  /** Requests, counted. */
  metricRequests(options?: MetricOptions): IMetric;
  /** Answers 5xx, counted. */
  metricServerErrors(options?: MetricOptions): IMetric;
}

const API_NAME = 'webhooks';
const SIGNED =
  'Providers have no tokens. What they send is signed, or has a secret path, and the intake checks that before it keeps anything.';

/** For routes that no provider has: API Gateway refuses them before anything else. */
const DEFAULT_THROTTLE = { rateLimit: 50, burstLimit: 100 };

/** An HTTP API. Its routes have no authorizer: the function behind them verifies signatures. */
export class HttpWebhookDoor extends Construct implements WebhookDoor {
  public readonly api: HttpApi;
  public readonly url: string;
  public readonly regionalDomainName: string | undefined;

  constructor(scope: Construct, id: string, props: WebhookDoorProps) {
    super(scope, id);
    const { providers, handler, domain } = props;
    const domainName = domain && new DomainName(this, 'Domain', { ...domain });
    this.api = new HttpApi(this, 'Resource', {
      apiName: API_NAME,
      createDefaultStage: false,
      disableExecuteApiEndpoint: domain !== undefined,
    });
    const integration = new HttpLambdaIntegration('Intake', handler, { scopePermissionToRoute: false });
    const routes = providers.flatMap(({ path }) =>
      this.api.addRoutes({ path, methods: [HttpMethod.POST], integration }),
    );
    for (const route of routes) acknowledge(route, { 'AwsSolutions-APIG4': SIGNED });

    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: DEFAULT_THROTTLE,
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLogs(this, props)),
        format: AccessLogFormat.custom(JSON.stringify(LOG_FIELDS)),
      },
      domainMapping: domainName && { domainName },
    });
    (stage.node.defaultChild as CfnStage).routeSettings = Object.fromEntries(
      providers.map(({ path, throttle }) => [
        `POST ${path}`,
        { ThrottlingRateLimit: throttle.rateLimit, ThrottlingBurstLimit: throttle.burstLimit },
      ]),
    );
    // Why: settings of a route that is not there yet fail the deployment.
    stage.node.addDependency(...routes);
    this.url = domain ? `https://${domain.domainName}` : this.api.apiEndpoint;
    this.regionalDomainName = domainName?.regionalDomainName;
  }

  public metricRequests(options?: MetricOptions): IMetric {
    return this.api.metricCount(options);
  }

  public metricServerErrors(options?: MetricOptions): IMetric {
    return this.api.metricServerError(options);
  }
}

/**
 * A regional REST API behind a web ACL of AWS WAF, which HTTP APIs can't have. The same routes.
 *
 * Access logs of REST APIs need API Gateway's CloudWatch role, which an account has once a region; it is not made here,
 * because it would be taken from other APIs of the account when this one goes.
 */
export class RestWebhookDoor extends Construct implements WebhookDoor {
  public readonly api: RestApi;
  public readonly url: string;
  public readonly regionalDomainName: string | undefined;

  constructor(scope: Construct, id: string, props: WebhookDoorProps & { readonly webAclArn: string }) {
    super(scope, id);
    const { providers, handler, domain } = props;
    this.api = new RestApi(this, 'Resource', {
      restApiName: API_NAME,
      description: 'Webhooks of payment providers',
      endpointTypes: [EndpointType.REGIONAL],
      // Why all: bodies reach the function as the bytes that were signed.
      binaryMediaTypes: ['*/*'],
      disableExecuteApiEndpoint: domain !== undefined,
      cloudWatchRole: false,
      domainName: domain && { ...domain, endpointType: EndpointType.REGIONAL },
      deployOptions: {
        stageName: 'live',
        throttlingRateLimit: DEFAULT_THROTTLE.rateLimit,
        throttlingBurstLimit: DEFAULT_THROTTLE.burstLimit,
        methodOptions: Object.fromEntries(
          providers.map(({ path, throttle }): [string, MethodDeploymentOptions] => [
            `${path}/POST`,
            {
              throttlingRateLimit: throttle.rateLimit,
              throttlingBurstLimit: throttle.burstLimit,
              loggingLevel: MethodLoggingLevel.OFF,
              dataTraceEnabled: false,
            },
          ]),
        ),
        accessLogDestination: new RestLogDestination(accessLogs(this, props)),
        accessLogFormat: AccessLogFormat.custom(JSON.stringify(REST_LOG_FIELDS)),
      },
    });
    // Why: the stack's outputs are its own to name.
    this.api.node.tryRemoveChild('Endpoint');
    const integration = new LambdaIntegration(handler, { scopePermissionToMethod: false });
    for (const { path } of providers) {
      const method = this.api.root.resourceForPath(path).addMethod('POST', integration);
      acknowledge(method, {
        'AwsSolutions-APIG4': SIGNED,
        'AwsSolutions-COG4': SIGNED,
      });
    }
    acknowledge(this.api, {
      'AwsSolutions-APIG2':
        'A model would have to parse what only its signature can vouch for; the intake checks size, type and signature.',
    });
    const noTokens =
      'Execution logs and traces hold paths, and the path of a provider that signs nothing is its secret.';
    acknowledge(this.api.deploymentStage, {
      'AwsSolutions-APIG6': noTokens,
      'Serverless-APIGWXrayEnabled': noTokens,
    });
    new CfnWebACLAssociation(this, 'WebAcl', {
      resourceArn: this.api.deploymentStage.stageArn,
      webAclArn: props.webAclArn,
    });
    this.url = domain
      ? `https://${domain.domainName}`
      : Fn.join('', [
          'https://',
          this.api.restApiId,
          `.execute-api.${this.api.stack.region}.${this.api.stack.urlSuffix}/`,
          this.api.deploymentStage.stageName,
        ]);
    this.regionalDomainName = this.api.domainName?.domainNameAliasDomainName;
  }

  public metricRequests(options?: MetricOptions): IMetric {
    return this.api.metricCount(options);
  }

  public metricServerErrors(options?: MetricOptions): IMetric {
    return this.api.metricServerError(options);
  }
}

/** The route, not the path, which would tell a secret token; nothing of clients, for webhooks carry no tokens of ours. */
const LOG_FIELDS = { ...ACCESS_LOG_FIELDS, client: undefined, authorizerError: undefined };
const REST_LOG_FIELDS = {
  ...LOG_FIELDS,
  route: '$context.httpMethod $context.resourcePath',
  wafResponseCode: '$context.wafResponseCode',
};

function accessLogs(scope: Construct, { logRetention }: WebhookDoorProps): LogGroup {
  return new LogGroup(scope, 'AccessLogs', { retention: logRetention, removalPolicy: RemovalPolicy.DESTROY });
}
