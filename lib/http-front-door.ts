import { DomainName, type IHttpRouteAuthorizer, type ThrottleSettings } from 'aws-cdk-lib/aws-apigatewayv2';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { FrontDoorBinding, IFrontDoor, OpenFrontDoor } from './front-door-binding.js';
import { ScopedHttpApi } from './scoped-http-api.js';

/** Client certificates that the door accepts. */
export interface HttpMutualTls {
  /** Where the trust store lies: a PEM file of the certificate authorities whose clients may enter. */
  readonly bucket: IBucket;

  /** The trust store's key in the bucket. */
  readonly key: string;

  /**
   * The version of that object. Name it: then a change of the trust store is a deployment, seen by both sides.
   *
   * @default - the newest
   */
  readonly version?: string;

  /**
   * A public certificate that proves who owns the host name. Needed only when `certificate` is imported or of
   * a private authority.
   *
   * @default - `certificate` is public and issued by ACM
   */
  readonly ownershipCertificate?: ICertificate;
}

export interface HttpDomain {
  /** For example `charging.lily.example`. You point it to `regionalDomainName` in your DNS. */
  readonly domainName: string;

  /** A certificate for that name in the stack's region. */
  readonly certificate: ICertificate;

  /**
   * Mutual TLS: the network proves itself by a certificate before it sends a token.
   *
   * It closes the name that API Gateway gives, where certificates would not be asked for.
   *
   * @default - tokens only
   */
  readonly mutualTls?: HttpMutualTls;
}

export interface HttpFrontDoorOptions {
  /** @default - 2,000 requests/s, burst 1,000 (see `ScopedHttpApiProps.throttle`) */
  readonly throttle?: ThrottleSettings;

  /**
   * Why the charging API writes no access logs (see `ScopedHttpApiProps.accessLogsOptOutReason`).
   *
   * @default - access logs are written
   */
  readonly accessLogsOptOutReason?: string;

  /**
   * A host name of your own. Free of charge, except for its certificate and DNS.
   *
   * @default - the name that API Gateway gives
   */
  readonly domain?: HttpDomain;

  /**
   * Another check of the caller. It replaces the check of tokens and has to check the scope itself.
   *
   * @default - a JWT authorizer of the operator's token issuer
   */
  readonly authorizer?: IHttpRouteAuthorizer;
}

/** An API Gateway HTTP API on the public internet. USD 1.00 a million requests, nothing when idle. */
export class HttpFrontDoor implements IFrontDoor {
  private readonly options: HttpFrontDoorOptions;

  constructor(options: HttpFrontDoorOptions = {}) {
    this.options = options;
  }

  public bind(scope: Construct, binding: FrontDoorBinding): OpenHttpFrontDoor {
    const { domain, throttle, authorizer, accessLogsOptOutReason } = this.options;
    const mutualTls = domain?.mutualTls;
    const domainName =
      domain &&
      new DomainName(scope, 'Domain', {
        domainName: domain.domainName,
        certificate: domain.certificate,
        mtls: mutualTls && { bucket: mutualTls.bucket, key: mutualTls.key, version: mutualTls.version },
        ownershipCertificate: mutualTls?.ownershipCertificate,
      });
    const api = new ScopedHttpApi(scope, 'Api', {
      apiName: binding.apiName,
      issuer: binding.issuer,
      logRetention: binding.logRetention,
      disableExecuteApiEndpoint: mutualTls !== undefined,
      throttle,
      accessLogsOptOutReason,
      authorizer,
      domainName,
    });
    api.addScopedRoutes('Handler', {
      routes: binding.routes,
      handler: binding.handler,
      scope: binding.scope,
    });
    return new OpenHttpFrontDoor(api, domainName);
  }
}

export class OpenHttpFrontDoor implements OpenFrontDoor {
  public readonly url: string;
  public readonly latencyUnitMs = 1;
  public readonly api: ScopedHttpApi;
  /** Point your DNS name to its `regionalDomainName`. */
  public readonly domainName: DomainName | undefined;

  constructor(api: ScopedHttpApi, domainName: DomainName | undefined) {
    this.api = api;
    this.domainName = domainName;
    this.url = api.url;
  }

  public metricRequests(options?: MetricOptions): IMetric {
    return this.api.api.metricCount(options);
  }

  public metricServerErrors(options?: MetricOptions): IMetric {
    return this.api.api.metricServerError(options);
  }

  public metricLatency(options?: MetricOptions): IMetric {
    return this.api.api.metricLatency(options);
  }
}
