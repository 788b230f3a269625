import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Peer, Vpc } from 'aws-cdk-lib/aws-ec2';
import { TrustStore } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import {
  Charging,
  FrontDoor,
  OpenAlbFrontDoor,
  OpenHttpFrontDoor,
  SubscriberStore,
  type AlbFrontDoorOptions,
  type IFrontDoor,
  type ITokenIssuer,
} from '../../lib/index.js';
import { testApp } from './support/app.js';
import { resourcesOf, valuesOf } from './support/template.js';

const ISSUER: ITokenIssuer = {
  issuerUrl: 'https://login.example.com',
  jwksUrl: 'https://login.example.com/keys',
  tokenUrl: 'https://login.example.com/token',
  audiences: ['wildlily'],
};

function behind(door: (stack: Stack) => IFrontDoor): {
  stack: Stack;
  charging: Charging;
  template: Template;
} {
  const stack = new Stack(testApp(), 'Test', { env: { region: 'eu-west-2' } });
  const charging = new Charging(stack, 'Charging', {
    operatorId: 'lily-gb',
    store: new SubscriberStore(stack, 'Store'),
    eventBus: new EventBus(stack, 'Events'),
    issuer: ISSUER,
    frontDoor: door(stack),
  });
  return { stack, charging, template: Template.fromStack(stack) };
}

const certificate = (stack: Stack) =>
  Certificate.fromCertificateArn(
    stack,
    'Certificate',
    'arn:aws:acm:eu-west-2:111122223333:certificate/4f3c1b1e-0000-4000-8000-000000000000',
  );

describe('HTTP API', () => {
  test('an issuer of your own, throttling, access logs', () => {
    const { template, charging } = behind(() =>
      FrontDoor.httpApi({ throttle: { rateLimit: 50, burstLimit: 20 } }),
    );
    template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      JwtConfiguration: { Issuer: 'https://login.example.com', Audience: ['wildlily'] },
    });
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: '$default',
      DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 20 },
      AccessLogSettings: { DestinationArn: Match.anyValue() },
    });
    expect(charging.frontDoor).toBeInstanceOf(OpenHttpFrontDoor);
    expect(charging.url).toMatch(/\/nchf-convergedcharging\/v3$/);
  });

  test('access logs name no subscriber: no path, query, address or body', () => {
    const { stack } = behind(() => FrontDoor.httpApi());
    const [format] = valuesOf(resourcesOf(stack, 'AWS::ApiGatewayV2::Stage'), 'Format') as string[];
    expect(Object.values(JSON.parse(format ?? '') as Record<string, string>).sort()).toEqual([
      '$context.authorizer.claims.client_id',
      '$context.authorizer.error',
      '$context.integration.error',
      '$context.integrationLatency',
      '$context.requestId',
      '$context.requestTimeEpoch',
      '$context.responseLatency',
      '$context.responseLength',
      '$context.routeKey',
      '$context.status',
    ]);
  });

  test('access logs can be left out, with a reason', () => {
    const { template } = behind(() =>
      FrontDoor.httpApi({ accessLogsOptOutReason: 'The host keeps its own.' }),
    );
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', { AccessLogSettings: Match.absent() });
  });

  test('mutual TLS on a host name of your own closes the other one', () => {
    const { template, charging } = behind((stack) =>
      FrontDoor.httpApi({
        domain: {
          domainName: 'charging.lily.example',
          certificate: certificate(stack),
          mutualTls: { bucket: new Bucket(stack, 'Trust'), key: 'host.pem', version: 'v1' },
        },
      }),
    );
    template.hasResourceProperties('AWS::ApiGatewayV2::DomainName', {
      DomainName: 'charging.lily.example',
      MutualTlsAuthentication: {
        TruststoreUri: { 'Fn::Join': ['', ['s3://', Match.anyValue(), '/host.pem']] },
        TruststoreVersion: 'v1',
      },
    });
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', { DisableExecuteApiEndpoint: true });
    template.resourceCountIs('AWS::ApiGatewayV2::ApiMapping', 1);
    expect(charging.url).toMatch(/^https:\/\/.*\/nchf-convergedcharging\/v3$/);
  });

  test('a host name without mutual TLS leaves both open', () => {
    const { template } = behind((stack) =>
      FrontDoor.httpApi({ domain: { domainName: 'charging.lily.example', certificate: certificate(stack) } }),
    );
    template.hasResourceProperties('AWS::ApiGatewayV2::DomainName', {
      MutualTlsAuthentication: Match.absent(),
    });
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', { DisableExecuteApiEndpoint: false });
  });

  test('an authorizer of your own replaces tokens', () => {
    const { template } = behind(() => FrontDoor.httpApi({ authorizer: new HttpIamAuthorizer() }));
    template.allResourcesProperties('AWS::ApiGatewayV2::Route', { AuthorizationType: 'AWS_IAM' });
    template.resourceCountIs('AWS::ApiGatewayV2::Authorizer', 0);
  });
});

describe('load balancer', () => {
  type Options = Partial<AlbFrontDoorOptions>;
  const privately = (options: (stack: Stack) => Options = () => ({})) =>
    behind((stack) =>
      FrontDoor.alb({
        vpc: new Vpc(stack, 'Vpc', { maxAzs: 2 }),
        certificate: certificate(stack),
        ...options(stack),
      }),
    );

  test('internal, TLS only, reachable from the VPC', () => {
    const { template, charging } = privately();
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internal' });
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 443,
      Protocol: 'HTTPS',
      DefaultActions: [Match.objectLike({ Type: 'fixed-response' })],
      MutualAuthentication: Match.absent(),
    });
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: [
        Match.objectLike({ FromPort: 443, CidrIp: Match.objectLike({ 'Fn::GetAtt': Match.anyValue() }) }),
      ],
    });
    template.resourceCountIs('AWS::ApiGatewayV2::Api', 0);
    expect(charging.frontDoor).toBeInstanceOf(OpenAlbFrontDoor);
  });

  test('tokens and their scope are checked, for both path cases', () => {
    privately().template.hasResourceProperties('AWS::ElasticLoadBalancingV2::ListenerRule', {
      Conditions: [
        {
          Field: 'path-pattern',
          PathPatternConfig: {
            Values: [
              '/nchf-convergedcharging/v3/chargingdata',
              '/nchf-convergedcharging/v3/chargingdata/*',
              '/nchf-convergedcharging/v3/chargingData',
              '/nchf-convergedcharging/v3/chargingData/*',
            ],
          },
        },
        { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['POST'] } },
      ],
      Actions: [
        {
          Type: 'jwt-validation',
          Order: 1,
          JwtValidationConfig: {
            Issuer: 'https://login.example.com',
            JwksEndpoint: 'https://login.example.com/keys',
            AdditionalClaims: [
              { Format: 'space-separated-values', Name: 'scope', Values: ['charging/session'] },
            ],
          },
        },
        Match.objectLike({ Type: 'forward', Order: 2 }),
      ],
    });
  });

  test('the host name, who may connect, mutual TLS and access logs can be chosen', () => {
    const { template, charging } = privately((stack) => ({
      domainName: 'charging.lily.internal',
      allowFrom: [Peer.ipv4('192.0.2.0/24')],
      mutualTls: new TrustStore(stack, 'TrustStore', { bucket: new Bucket(stack, 'Trust'), key: 'host.pem' }),
      accessLogsBucket: new Bucket(stack, 'Logs'),
    }));
    expect(charging.url).toBe('https://charging.lily.internal/nchf-convergedcharging/v3');
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: [Match.objectLike({ FromPort: 443, CidrIp: '192.0.2.0/24' })],
    });
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      MutualAuthentication: { Mode: 'verify' },
    });
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      LoadBalancerAttributes: Match.arrayWith([{ Key: 'access_logs.s3.enabled', Value: 'true' }]),
    });
  });

  test('the latency alarm counts in seconds', () => {
    privately().template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'TargetResponseTime',
      ExtendedStatistic: 'p99',
      Threshold: 0.3,
    });
  });
});
