import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Peer, type IPeer, type IVpc, type SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import {
  ApplicationListenerRule,
  ApplicationLoadBalancer,
  ApplicationProtocol,
  ApplicationTargetGroup,
  HttpCodeElb,
  HttpCodeTarget,
  ListenerAction,
  ListenerCondition,
  MutualAuthenticationMode,
  SslPolicy,
  TargetType,
  type CfnListenerRule,
  type ITrustStore,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { LambdaTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2-targets';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.js';
import type { FrontDoorBinding, IFrontDoor, OpenFrontDoor } from './front-door-binding.js';

export interface AlbFrontDoorOptions {
  /** Where the load balancer stands: the network that is connected to the host's. */
  readonly vpc: IVpc;

  /** For the host name by which the network calls. Tokens are sent over TLS only. */
  readonly certificate: ICertificate;

  /**
   * That host name. You point it to the load balancer in your private DNS.
   *
   * @default - the load balancer's own name, which no certificate of yours can carry: set it in production
   */
  readonly domainName?: string;

  /** @default - the VPC's private subnets */
  readonly vpcSubnets?: SubnetSelection;

  /**
   * Who may connect, for example the host's address range behind a Direct Connect.
   *
   * @default - the VPC's own address range
   */
  readonly allowFrom?: readonly IPeer[];

  /**
   * The certificate authorities whose clients may enter (mutual TLS). A trust store costs USD 0.0056 an hour.
   *
   * @default - tokens only
   */
  readonly mutualTls?: ITrustStore;

  /**
   * Where the load balancer writes its access logs. They hold paths, and so the references of charging
   * sessions: give the bucket a lifecycle, encryption and few readers. Needs a stack with a known region.
   *
   * @default - not written
   */
  readonly accessLogsBucket?: IBucket;
}

/** Why: a rule of a listener takes at most five values over all its conditions, one of which is the method. */
const MAX_PATH_PATTERNS = 4;

/**
 * An internal Application Load Balancer, for a host whose network reaches us privately.
 *
 * From USD 16 a month even when idle, then about USD 0.05 a million requests: cheaper than an HTTP API from some
 * 17 million requests a month. It checks tokens, their scope and, if asked, client certificates. It neither
 * throttles nor routes: the function answers 404 to paths below the collection that do not exist.
 */
export class AlbFrontDoor implements IFrontDoor {
  private readonly options: AlbFrontDoorOptions;

  constructor(options: AlbFrontDoorOptions) {
    this.options = options;
  }

  public bind(scope: Construct, binding: FrontDoorBinding): OpenAlbFrontDoor {
    const { vpc, vpcSubnets, certificate, mutualTls, accessLogsBucket, domainName } = this.options;
    const loadBalancer = new ApplicationLoadBalancer(scope, 'LoadBalancer', {
      vpc,
      internetFacing: false,
      dropInvalidHeaderFields: true,
      vpcSubnets,
    });
    if (accessLogsBucket) {
      loadBalancer.logAccessLogs(accessLogsBucket);
    } else {
      acknowledge(loadBalancer, {
        'AwsSolutions-ELB2':
          'Access logs of a load balancer hold paths, which name charging sessions: whoever wants them gives a bucket.',
      });
    }

    const listener = loadBalancer.addListener('Https', {
      port: 443,
      protocol: ApplicationProtocol.HTTPS,
      certificates: [certificate],
      sslPolicy: SslPolicy.RECOMMENDED_TLS,
      open: false,
      defaultAction: ListenerAction.fixedResponse(404, {
        contentType: 'application/json',
        messageBody: '{"status":404,"cause":"RESOURCE_URI_STRUCTURE_NOT_FOUND"}',
      }),
      mutualAuthentication: mutualTls && {
        mutualAuthenticationMode: MutualAuthenticationMode.VERIFY,
        trustStore: mutualTls,
      },
    });
    for (const peer of this.options.allowFrom ?? [Peer.ipv4(vpc.vpcCidrBlock)]) {
      listener.connections.allowDefaultPortFrom(peer);
    }

    const targetGroup = new ApplicationTargetGroup(scope, 'Function', {
      targetType: TargetType.LAMBDA,
      targets: [new LambdaTarget(binding.handler)],
    });
    const rule = new ApplicationListenerRule(scope, 'Charging', {
      listener,
      priority: 1,
      conditions: [
        ListenerCondition.pathPatterns(pathPatterns(binding.routes.map(({ path }) => path))),
        ListenerCondition.httpRequestMethods([...new Set(binding.routes.map(({ method }) => method))]),
      ],
      action: ListenerAction.authenticateJwt({
        issuer: binding.issuer.issuerUrl,
        jwksEndpoint: binding.issuer.jwksUrl,
        next: ListenerAction.forward([targetGroup]),
      }),
    });
    // Why: the L2 action has no claims yet, and without this one any token of the issuer would open the door.
    (rule.node.defaultChild as CfnListenerRule).addPropertyOverride(
      'Actions.0.JwtValidationConfig.AdditionalClaims',
      [{ Format: 'space-separated-values', Name: 'scope', Values: [binding.scope] }],
    );

    return new OpenAlbFrontDoor(loadBalancer, `https://${domainName ?? loadBalancer.loadBalancerDnsName}`);
  }
}

/** Routes as the load balancer's patterns: a path up to its first parameter, then anything. */
function pathPatterns(paths: readonly string[]): string[] {
  const patterns = new Set(paths.map((path) => path.replace(/\{.*$/, '*')));
  if (patterns.size > MAX_PATH_PATTERNS) {
    throw new Error(
      `${patterns.size} path patterns (${[...patterns].join(', ')}); a load balancer's rule takes ${MAX_PATH_PATTERNS}.`,
    );
  }
  return [...patterns];
}

export class OpenAlbFrontDoor implements OpenFrontDoor {
  public readonly url: string;
  public readonly latencyUnitMs = 1_000;
  public readonly loadBalancer: ApplicationLoadBalancer;

  constructor(loadBalancer: ApplicationLoadBalancer, url: string) {
    this.loadBalancer = loadBalancer;
    this.url = url;
  }

  public metricRequests(options?: MetricOptions): IMetric {
    return this.loadBalancer.metrics.requestCount(options);
  }

  public metricServerErrors(options?: MetricOptions): IMetric {
    return new MathExpression({
      expression: 'target + door',
      usingMetrics: {
        target: this.loadBalancer.metrics.httpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT, options),
        door: this.loadBalancer.metrics.httpCodeElb(HttpCodeElb.ELB_5XX_COUNT, options),
      },
      label: '5xx',
      period: options?.period,
    });
  }

  public metricLatency(options?: MetricOptions): IMetric {
    return this.loadBalancer.metrics.targetResponseTime(options);
  }
}
