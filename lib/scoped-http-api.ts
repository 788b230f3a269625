import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
  type DomainName,
  type IHttpRouteAuthorizer,
  type ThrottleSettings,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct, type IConstruct } from 'constructs';
import { acknowledge } from './acknowledge.js';
import { issuerProblems, refuse } from './check-props.js';
import { FUNCTION_DEFAULTS } from './function-defaults.js';
import type { ITokenIssuer, Scope } from './token-issuer.js';

export interface ScopedRoutes {
  readonly routes: readonly { readonly method: HttpMethod; readonly path: string }[];
  readonly handler: IFunction;
  /** The scope that a token must carry. */
  readonly scope: Scope;

  /**
   * Where the routes are made: a function of another stack than the API's makes them in its own, or the two stacks
   * would each need the other first.
   *
   * @default - with the API
   */
  readonly within?: Construct | undefined;
}

export interface PublicRoutes extends Omit<ScopedRoutes, 'scope' | 'within'> {
  /** Why everybody may ask: what it answers, and that nothing of it is anybody's. */
  readonly reason: string;
}

/** An HTTP API whose every route demands a scope, but those that are said to be public. */
export interface IScopedHttpApi extends IConstruct {
  /** Routes to one function, under one scope. */
  addScopedRoutes(id: string, routes: ScopedRoutes): void;

  /** Routes to one function that need no token. */
  addPublicRoutes(id: string, routes: PublicRoutes): void;
}

export interface ScopedHttpApiProps {
  /** The API's name in the console. Names are not unique, so two stacks may use the same. */
  readonly apiName: string;

  /** Who issues the tokens; at least one audience. */
  readonly issuer: ITokenIssuer;

  /**
   * Another check of the caller, for example a Lambda authorizer. It replaces the check of JSON Web Tokens and
   * has to check the scopes itself.
   *
   * @default - a JWT authorizer of `issuer`
   */
  readonly authorizer?: IHttpRouteAuthorizer;

  /**
   * Requests a second, and the burst on top, before API Gateway answers 429.
   *
   * An account has 10,000 requests a second in a region for all its APIs together, so one operator must not be
   * able to use up what its neighbours need.
   *
   * @default - 2,000 requests/s, burst 1,000: five times the busy hour of a million subscribers
   */
  readonly throttle?: ThrottleSettings;

  /** @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: RetentionDays;

  /**
   * Why this API writes no access logs. They cost about USD 0.15 a million requests (300 bytes a line).
   *
   * @default - access logs are written
   */
  readonly accessLogsOptOutReason?: string;

  /**
   * The API's own host name.
   *
   * @default - the name that API Gateway gives
   */
  readonly domainName?: DomainName;

  /**
   * Whether the name that API Gateway gives stops answering. Mutual TLS needs it: it is checked only at the
   * API's own host name.
   *
   * @default false
   */
  readonly disableExecuteApiEndpoint?: boolean;
}

/**
 * One line a request: what was asked, of whom, how it went and how long it took. No path, query or address:
 * they would name subscribers (the reference of a charging session holds its SUPI).
 */
export const ACCESS_LOG_FIELDS = {
  requestId: '$context.requestId',
  timeMs: '$context.requestTimeEpoch',
  route: '$context.routeKey',
  client: '$context.authorizer.claims.client_id',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integrationLatency',
  responseBytes: '$context.responseLength',
  authorizerError: '$context.authorizer.error',
  integrationError: '$context.integration.error',
};

/** An API Gateway HTTP API with token scopes a route, throttling and access logs. */
export class ScopedHttpApi extends Construct implements IScopedHttpApi {
  public readonly api: HttpApi;
  public readonly stage: HttpStage;
  /** Absent with `accessLogsOptOutReason`. */
  public readonly accessLogs: LogGroup | undefined;

  /** The base URL, without a slash at its end. */
  public readonly url: string;

  private readonly authorizer: IHttpRouteAuthorizer;
  private readonly integrations = new Map<IFunction, HttpLambdaIntegration>();

  constructor(scope: Construct, id: string, props: ScopedHttpApiProps) {
    super(scope, id);

    refuse(this, issuerProblems(props.issuer));
    this.authorizer =
      props.authorizer ??
      new HttpJwtAuthorizer('Tokens', props.issuer.issuerUrl, { jwtAudience: props.issuer.audiences });

    this.api = new HttpApi(this, 'Resource', {
      apiName: props.apiName,
      createDefaultStage: false,
      disableExecuteApiEndpoint: props.disableExecuteApiEndpoint ?? false,
    });

    this.accessLogs =
      props.accessLogsOptOutReason === undefined
        ? new LogGroup(this, 'AccessLogs', {
            retention: props.logRetention ?? FUNCTION_DEFAULTS.logRetention,
            removalPolicy: RemovalPolicy.DESTROY,
          })
        : undefined;

    this.stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: props.throttle ?? { rateLimit: 2_000, burstLimit: 1_000 },
      accessLogSettings: this.accessLogs && {
        destination: new LogGroupLogDestination(this.accessLogs),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG_FIELDS)),
      },
      domainMapping: props.domainName && { domainName: props.domainName },
    });
    if (props.accessLogsOptOutReason !== undefined) {
      acknowledge(this.stage, {
        'AwsSolutions-APIG1': props.accessLogsOptOutReason,
        'Serverless-APIGWAccessLogging': props.accessLogsOptOutReason,
      });
    }
    this.url = props.domainName ? `https://${props.domainName.name}` : this.api.apiEndpoint;
  }

  public addScopedRoutes(id: string, { routes, handler, scope, within }: ScopedRoutes): void {
    const integration = this.integrationOf(id, handler);
    for (const { method, path } of routes) {
      if (within !== undefined) {
        new HttpRoute(within, `${method}${path}`, {
          httpApi: this.api,
          routeKey: HttpRouteKey.with(path, method),
          integration,
          authorizer: this.authorizer,
          authorizationScopes: [scope],
        });
        continue;
      }
      this.api.addRoutes({
        path,
        methods: [method],
        integration,
        authorizer: this.authorizer,
        authorizationScopes: [scope],
      });
    }
  }

  public addPublicRoutes(id: string, { routes, handler, reason }: PublicRoutes): void {
    const integration = this.integrationOf(id, handler);
    for (const { method, path } of routes) {
      const added = this.api.addRoutes({
        path,
        methods: [method],
        integration,
        // Why said: where an authorizer is the API's default, nothing said would be that one.
        authorizer: new HttpNoneAuthorizer(),
      });
      for (const route of added) acknowledge(route, { 'AwsSolutions-APIG4': reason });
    }
  }

  /** One a function, and one permission for the API: one a route would be a tenth of what a stack may have. */
  private integrationOf(id: string, handler: IFunction): HttpLambdaIntegration {
    const known = this.integrations.get(handler);
    if (known !== undefined) return known;
    const made = new HttpLambdaIntegration(id, handler, { scopePermissionToRoute: false });
    this.integrations.set(handler, made);
    return made;
  }
}
