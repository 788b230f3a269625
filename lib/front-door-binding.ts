import type { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Scope, ITokenIssuer } from './token-issuer.js';

/** What a front door lets in, and where it leads. */
export interface FrontDoorBinding {
  readonly apiName: string;
  readonly handler: IFunction;
  readonly routes: readonly { readonly method: HttpMethod; readonly path: string }[];
  readonly scope: Scope;
  readonly issuer: ITokenIssuer;
  readonly logRetention: RetentionDays;
}

/** A front door that stands. */
export interface OpenFrontDoor {
  /** Base URL, without a slash at its end. */
  readonly url: string;

  /** Requests, counted. */
  metricRequests(options?: MetricOptions): IMetric;

  /** Answers 5xx, counted. */
  metricServerErrors(options?: MetricOptions): IMetric;

  /** From the request's arrival at the door to the answer's end. Milliseconds, or seconds: `latencyUnit`. */
  metricLatency(options?: MetricOptions): IMetric;

  /** Milliseconds in one unit of `metricLatency`: 1 (API Gateway) or 1,000 (load balancer). */
  readonly latencyUnitMs: number;
}

/** Where requests come in. Made by `FrontDoor.httpApi` and `FrontDoor.alb`, or by you. */
export interface IFrontDoor {
  /** Builds the door inside `scope`. Called once, by the construct that stands behind it. */
  bind(scope: Construct, binding: FrontDoorBinding): OpenFrontDoor;
}
