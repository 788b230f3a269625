import { SecretValue, Token, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { PAYMENT_PROVIDERS } from '../../domain/payments/provider.js';
import {
  Adyen,
  Alipay,
  MPesa,
  PayPal,
  PaymentWebhooks,
  Razorpay,
  Stripe,
  SubscriberStore,
  WeChatPay,
  type PaymentProvider,
  type PaymentWebhooksProps,
} from '../../lib/index.js';
import { testStack } from './support/app.js';
import { resourcesOf, templateOf, valuesOf } from './support/template.js';

const ALL = [Stripe(), Adyen(), PayPal(), WeChatPay(), Alipay(), Razorpay(), MPesa()];
const WEB_ACL = 'arn:aws:wafv2:eu-west-2:111122223333:regional/webacl/payments/0123abcd';

function webhooks(
  props: (stack: Stack) => Partial<PaymentWebhooksProps> = () => ({}),
  providers: readonly PaymentProvider[] = ALL,
) {
  const stack = testStack();
  const made = new PaymentWebhooks(stack, 'Payments', {
    operatorId: 'lily-gb',
    store: new SubscriberStore(stack, 'Store'),
    eventBus: new EventBus(stack, 'Events'),
    providers,
    ...props(stack),
  });
  return { stack, made, template: Template.fromStack(stack) };
}

const { stack, made, template } = webhooks();

const ROUTES = [
  '/webhooks/adyen',
  '/webhooks/alipay',
  '/webhooks/mpesa/{token}',
  '/webhooks/paypal',
  '/webhooks/razorpay',
  '/webhooks/stripe',
  '/webhooks/wechatpay',
];

function variablesOf(of: Stack, description: string): Record<string, unknown> {
  const [found] = resourcesOf(of, 'AWS::Lambda::Function').filter(
    ({ Properties }) => Properties['Description'] === description,
  );
  return (found!.Properties['Environment'] as { Variables: Record<string, unknown> }).Variables;
}

/** What the role of a function may do to secrets: resources, as the template has them. */
function secretsOf(of: Stack, policy: RegExp): unknown[] {
  return resourcesOf(of, 'AWS::IAM::Policy')
    .filter(({ logicalId }) => policy.test(logicalId))
    .flatMap(({ Properties }) => valuesOf(Properties, 'Statement') as Record<string, unknown>[][])
    .flat()
    .filter(({ Action }) => String(Action).includes('secretsmanager'))
    .flatMap(({ Action, Resource }) => {
      expect(Action).toBe('secretsmanager:GetSecretValue');
      return Array.isArray(Resource) ? (Resource as unknown[]) : [Resource];
    });
}

describe('the door', () => {
  test('has a descriptor for every provider that an operator file may name', () => {
    expect(ALL.map(({ id }) => id)).toEqual(PAYMENT_PROVIDERS);
  });

  test('one route a provider, by POST, without authorizer', () => {
    const routes = resourcesOf(stack, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties);
    expect(routes.map(({ RouteKey }) => String(RouteKey)).sort()).toEqual(
      ROUTES.map((path) => `POST ${path}`),
    );
    for (const route of routes) {
      expect(route['AuthorizationType']).toBe('NONE');
      expect(route['AuthorizerId']).toBeUndefined();
    }
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', { Name: 'webhooks', ProtocolType: 'HTTP' });
  });

  test('every route has a throttle of its own, once it is there', () => {
    const { stack: own } = webhooks(undefined, [
      Stripe({ throttle: { rateLimit: 7, burstLimit: 9 } }),
      MPesa(),
    ]);
    const [stage] = resourcesOf(own, 'AWS::ApiGatewayV2::Stage');
    expect(stage!.Properties['RouteSettings']).toEqual({
      'POST /webhooks/stripe': { ThrottlingRateLimit: 7, ThrottlingBurstLimit: 9 },
      'POST /webhooks/mpesa/{token}': { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
    });
    const routes = resourcesOf(own, 'AWS::ApiGatewayV2::Route').map(({ logicalId }) => logicalId);
    expect((stage as unknown as { DependsOn: string[] }).DependsOn).toEqual(expect.arrayContaining(routes));
  });

  test('access logs name the route, never the path or who called', () => {
    const formats = valuesOf(templateOf(stack), 'Format');
    expect(formats).toHaveLength(1);
    expect(JSON.parse(String(formats[0]))).toMatchObject({ route: '$context.routeKey' });
    expect(formats[0]).not.toMatch(/\$context\.(path|customDomain|identity|authorizer)|rawPath|requestPath/);
  });

  test('tells each provider its URL', () => {
    expect(Object.keys(made.urls).sort()).toEqual([...PAYMENT_PROVIDERS].sort());
    const api = { 'Fn::GetAtt': [expect.any(String), 'ApiEndpoint'] };
    expect(stack.resolve(made.urls.mpesa)).toEqual({ 'Fn::Join': ['', [api, '/webhooks/mpesa/{token}']] });
    expect(stack.resolve(made.url)).toEqual({ 'Fn::Join': ['', [api, '/webhooks']] });
  });

  test('a name of your own closes the other one', () => {
    const { made: own, template: named } = webhooks((of) => ({
      domain: {
        domainName: 'payments.lily.example',
        certificate: Certificate.fromCertificateArn(
          of,
          'Certificate',
          'arn:aws:acm:eu-west-2:111122223333:certificate/4f3c1b1e-0000-4000-8000-000000000000',
        ),
      },
    }));
    expect(own.urls.stripe).toBe('https://payments.lily.example/webhooks/stripe');
    expect(own.door.regionalDomainName).toBeDefined();
    named.hasResourceProperties('AWS::ApiGatewayV2::Api', { DisableExecuteApiEndpoint: true });
    named.hasResourceProperties('AWS::ApiGatewayV2::DomainName', { DomainName: 'payments.lily.example' });
  });
});

describe('behind a web ACL', () => {
  const { stack: guarded, made: own, template: rest } = webhooks(() => ({ webAclArn: WEB_ACL }));

  test('it is a regional REST API with the same routes, and the ACL is on its stage', () => {
    rest.resourceCountIs('AWS::ApiGatewayV2::Api', 0);
    rest.hasResourceProperties('AWS::ApiGateway::RestApi', {
      Name: 'webhooks',
      EndpointConfiguration: { Types: ['REGIONAL'] },
    });
    const methods = resourcesOf(guarded, 'AWS::ApiGateway::Method').map(({ Properties }) => Properties);
    expect(methods.map(({ HttpMethod, AuthorizationType }) => [HttpMethod, AuthorizationType])).toEqual(
      ROUTES.map(() => ['POST', 'NONE']),
    );
    const [stage] = resourcesOf(guarded, 'AWS::ApiGateway::Stage');
    rest.hasResourceProperties('AWS::WAFv2::WebACLAssociation', {
      WebACLArn: WEB_ACL,
      ResourceArn: { 'Fn::Join': ['', Match.arrayWith([{ Ref: stage!.logicalId }])] },
    });
  });

  test('bodies reach the function as bytes', () => {
    rest.hasResourceProperties('AWS::ApiGateway::RestApi', { BinaryMediaTypes: ['*/*'] });
    rest.allResourcesProperties('AWS::ApiGateway::Method', { Integration: { Type: 'AWS_PROXY' } });
  });

  test('every method has its throttle and no execution log', () => {
    const [stage] = resourcesOf(guarded, 'AWS::ApiGateway::Stage');
    const settings = stage!.Properties['MethodSettings'] as Record<string, unknown>[];
    const own = settings.filter(({ ResourcePath }) => ResourcePath !== '/*');
    // CloudFormation wants the slashes of a path encoded, behind one that is not.
    expect(own.map(({ ResourcePath }) => String(ResourcePath)).sort()).toEqual(
      ROUTES.map((path) => `/${path.replaceAll('/', '~1')}`),
    );
    for (const setting of own)
      expect(setting).toMatchObject({
        HttpMethod: 'POST',
        ThrottlingRateLimit: 50,
        ThrottlingBurstLimit: 100,
        DataTraceEnabled: false,
        LoggingLevel: 'OFF',
      });
    expect(stage!.Properties['TracingEnabled']).toBeFalsy();
  });

  test('access logs name the resource, never the path', () => {
    const format = String(valuesOf(templateOf(guarded), 'Format')[0]);
    expect(JSON.parse(format)).toMatchObject({ route: '$context.httpMethod $context.resourcePath' });
    expect(format).not.toMatch(/\$context\.(path|identity)/);
  });

  test('its URL goes through the stage, and is no output of its own', () => {
    expect(JSON.stringify(guarded.resolve(own.urls.stripe))).toMatch(/execute-api.*\/webhooks\/stripe/);
    expect(Object.keys(templateOf(guarded).Outputs ?? {})).toEqual([]);
  });
});

describe('secrets', () => {
  test('are read by name, by the functions that need them, and stand nowhere else', () => {
    for (const name of ['Intake', 'Query'])
      expect(JSON.stringify(secretsOf(stack, new RegExp(`Payments${name}Runtime`)))).toContain(
        ':secret:wildlily/lily-gb/payments/stripe-??????',
      );
    expect(secretsOf(stack, /PaymentsIntakeRuntime/)).toHaveLength(ALL.length);
    const text = JSON.stringify(templateOf(stack));
    expect(text).not.toContain('{{resolve:');
    template.resourceCountIs('AWS::SecretsManager::Secret', 0);
  });

  test('one that is brought along is named to the functions, with its key', () => {
    const { stack: own, template: theirs } = webhooks(
      (of) => ({
        providers: [
          Stripe({
            secret: new Secret(of, 'Theirs', {
              encryptionKey: new Key(of, 'Key'),
              secretStringValue: SecretValue.unsafePlainText('sk_live_in_plain_text'),
            }),
          }),
          PayPal(),
        ],
      }),
      [],
    );
    const { logicalId } = resourcesOf(own, 'AWS::SecretsManager::Secret')[0]!;
    expect(variablesOf(own, 'Payment webhooks of lily-gb')['PAYMENT_SECRETS']).toEqual({
      'Fn::Join': ['', ['{"stripe":"', { Ref: logicalId }, '"}']],
    });
    expect(secretsOf(own, /PaymentsIntakeRuntime/)).toEqual(expect.arrayContaining([{ Ref: logicalId }]));
    const readers = (
      valuesOf(resourcesOf(own, 'AWS::KMS::Key'), 'Statement').flat() as Record<string, unknown>[]
    ).filter(({ Action, Condition }) => Action === 'kms:Decrypt' && Condition !== undefined);
    for (const name of ['Intake', 'Apply', 'Query'])
      expect(JSON.stringify(readers)).toContain(`Payments${name}RuntimeRole`);
    theirs.resourceCountIs('AWS::SecretsManager::Secret', 1);
    const functions = JSON.stringify(resourcesOf(own, 'AWS::Lambda::Function'));
    expect(functions).not.toContain('sk_live_in_plain_text');
  });
});

describe('functions', () => {
  test('the intake may put into the table and send, and nothing else', () => {
    const actions = resourcesOf(stack, 'AWS::IAM::Policy')
      .filter(({ logicalId }) => /PaymentsIntakeRuntime/.test(logicalId))
      .flatMap(({ Properties }) => valuesOf(Properties, 'Action'))
      .flat()
      .map(String);
    expect(actions.filter((action) => /dynamodb|sqs|events/.test(action)).sort()).toEqual([
      'dynamodb:PutItem',
      'sqs:SendMessage',
    ]);
    expect(Object.keys(variablesOf(stack, 'Payment webhooks of lily-gb')).sort()).toEqual([
      'OPERATOR_ID',
      'PAYMENT_PROVIDERS',
      'PAYMENT_QUEUE_URL',
      'RECORDS_TABLE',
    ]);
  });

  test('apply and query know the policy of the market', () => {
    const { stack: own } = webhooks(() => ({ policy: { belowZero: 'suspend' } }));
    for (const description of ['Applies payments of lily-gb', 'Asks for payments of lily-gb']) {
      const { PAYMENT_POLICY: policy, ...rest } = variablesOf(own, description);
      expect(JSON.parse(String(policy))).toEqual({
        disputeOpened: 'hold',
        disputeLost: 'suspend',
        belowZero: 'suspend',
      });
      expect(Object.keys(rest).sort()).toEqual([
        'ACCOUNTS_TABLE',
        'EVENT_BUS_NAME',
        'OPERATOR_ID',
        'PAYMENT_PROVIDERS',
        'PAYMENT_QUEUE_URL',
        'RECORDS_TABLE',
        'WEBHOOKS_URL',
      ]);
    }
    expect(variablesOf(own, 'Applies payments of lily-gb')['PAYMENT_PROVIDERS']).toBe(
      PAYMENT_PROVIDERS.join(','),
    );
  });

  test('kept messages wait in a queue, in parts of a batch, and what is given up in another', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      // Six times the timeout of the function.
      VisibilityTimeout: 360,
      RedrivePolicy: Match.objectLike({ maxReceiveCount: 12 }),
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Description: 'Applies payments of lily-gb',
      Timeout: 60,
    });
    template.allResourcesProperties('AWS::SQS::Queue', {
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 1_209_600,
    });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  test('nothing comes into a queue without TLS', () => {
    const guarded = resourcesOf(stack, 'AWS::SQS::QueuePolicy').filter(({ Properties }) =>
      JSON.stringify(Properties).includes('"aws:SecureTransport":"false"'),
    );
    expect(guarded).toHaveLength(resourcesOf(stack, 'AWS::SQS::Queue').length);
  });

  test('providers are asked every five minutes, each run once', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(5 minutes)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: stack.resolve(made.query.functionArn),
        DeadLetterConfig: { Arn: stack.resolve(made.queryDeadLetters.queueArn) },
        RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 300 },
      },
    });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', { MaximumRetryAttempts: 0 });
  });
});

describe('alarms', () => {
  test('for whatever makes money and messages disagree, to the topic, quiet without data', () => {
    const { made: own, template: told } = webhooks((of) => ({ alarmTopic: new Topic(of, 'Alarms') }));
    expect(own.alarms.map(({ node }) => node.id)).toEqual([
      'IntakeErrors',
      'ApplyErrors',
      'QueryErrors',
      'ServerErrors',
      'SignatureFailures',
      'Refused',
      'Quarantined',
      'DeadLetterDepth',
      'QueryDeadLetterDepth',
      'OldestUnapplied',
      'InboxAgainstLedger',
      'FoundByQuery',
    ]);
    told.allResourcesProperties('AWS::CloudWatch::Alarm', {
      TreatMissingData: 'notBreaching',
      AlarmActions: Match.anyValue(),
      OKActions: Match.anyValue(),
    });
  });

  test('inbox against ledger: stored less applied less quarantined, two hours in a row', () => {
    const [alarm] = resourcesOf(stack, 'AWS::CloudWatch::Alarm').filter(({ logicalId }) =>
      logicalId.startsWith('PaymentsInboxAgainstLedger'),
    );
    expect(alarm!.Properties).toMatchObject({ EvaluationPeriods: 2, Threshold: 1 });
    const queries = alarm!.Properties['Metrics'] as {
      Id: string;
      Expression?: string;
      MetricStat?: { Period: number; Metric: { MetricName: string; Namespace: string; Dimensions: unknown } };
    }[];
    expect(queries.flatMap(({ Expression }) => Expression ?? [])).toEqual([
      'FILL(stored, 0) * 0.999 - FILL(applied, 0) - FILL(quarantined, 0)',
    ]);
    const metrics = queries.flatMap(({ Id, MetricStat }) => (MetricStat ? [[Id, MetricStat] as const] : []));
    expect(metrics.map(([id, { Metric, Period }]) => [id, Metric.MetricName, Period])).toEqual([
      ['stored', 'Stored', 3_600],
      ['applied', 'Applied', 3_600],
      ['quarantined', 'Quarantined', 3_600],
    ]);
    for (const [, { Metric }] of metrics)
      expect(Metric).toMatchObject({
        Namespace: 'Wildlily/Payments',
        Dimensions: [{ Name: 'Operator', Value: 'lily-gb' }],
      });
  });

  test('metrics are an operator’s or a provider’s', () => {
    expect(stack.resolve(made.metric('SignatureFailures', { provider: 'stripe' })).dimensions).toEqual({
      Operator: 'lily-gb',
      Provider: 'stripe',
    });
    expect(stack.resolve(made.metric('Credited')).dimensions).toEqual({ Operator: 'lily-gb' });
  });
});

test.each([
  'payments',
  'arn:aws:wafv2:us-east-1:111122223333:global/webacl/payments/0123abcd',
  'arn:aws:waf::111122223333:webacl/0123abcd',
])('a web ACL %s, which no REST API can have, is refused', (webAclArn) => {
  expect(() => webhooks(() => ({ webAclArn }))).toThrow(/webAclArn: got ".*; allowed: the ARN of a regional/);
});

test.each(['https://payments.lily.example', 'payments.lily.example/', 'Payments.lily.example', 'localhost'])(
  'a domain %s, which is no host name, is refused',
  (domainName) => {
    const own = (of: Stack) => ({
      domain: {
        domainName,
        certificate: Certificate.fromCertificateArn(
          of,
          'Own',
          'arn:aws:acm:eu-west-2:111122223333:certificate/1',
        ),
      },
    });
    expect(() => webhooks(own)).toThrow(/domain\.domainName: got ".*; allowed: a host name/);
  },
);

test('what is known at deployment only is not judged', () => {
  const webAclArn = Token.asString({ Ref: 'WebAcl' });
  expect(() => webhooks(() => ({ webAclArn }))).not.toThrow();
});

test('bad props are refused together', () => {
  const bad = () =>
    webhooks(
      () => ({ operatorId: 'lily gb' }),
      [Stripe({ throttle: { rateLimit: 0, burstLimit: 6_000 } }), Stripe()],
    );
  expect(bad).toThrow(
    /operatorId: got "lily gb"[\s\S]*providers\[1\]: got "stripe"; allowed: each once[\s\S]*providers\[0\]\.throttle\.rateLimit[\s\S]*burstLimit/,
  );
  expect(() => webhooks(undefined, [])).toThrow(/providers: got \[\]; allowed: at least one/);
});
