import { Match, Template } from 'aws-cdk-lib/assertions';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { PROMOTIONS_ROUTES } from '../../domain/promotions/routes.js';
import {
  Identity,
  Promotions,
  ScopedHttpApi,
  SubscriberStore,
  type PromotionsProps,
} from '../../lib/index.js';
import { testStack } from './support/app.js';
import { resourcesOf } from './support/template.js';

function promotions(props: Partial<PromotionsProps> = {}) {
  const stack = testStack();
  const issuer = new Identity(stack, 'Identity', { sandbox: false, channelPartners: [{ id: 'acme' }] });
  const made = new Promotions(stack, 'Promotions', {
    operatorId: 'lily-gb',
    store: new SubscriberStore(stack, 'Store'),
    issuer,
    api: new ScopedHttpApi(stack, 'Api', { apiName: 'partner', issuer }),
    url: 'https://partners.lily.example',
    alarmTopic: new Topic(stack, 'Alarms'),
    ...props,
  });
  return { stack, made, template: Template.fromStack(stack) };
}

const { stack, made, template } = promotions();

/** What a function may do: its actions by the kind of what they are done to. */
function allowed({ node }: LambdaFunction): string[] {
  const shell = `${node.id}Runtime`;
  const policies = resourcesOf(stack, 'AWS::IAM::Policy').filter(({ logicalId }) =>
    logicalId.startsWith(`Promotions${shell}`),
  );
  return policies
    .flatMap(
      ({ Properties }) =>
        (Properties['PolicyDocument'] as { Statement: { Action: string | string[] }[] }).Statement,
    )
    .flatMap(({ Action }) => Action)
    .filter((action) => !/^(xray|logs):/.test(action))
    .sort();
}

test('answers every route that is its own, each under its scope, and leaves hubs to the function of events', () => {
  const deployed = resourcesOf(stack, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => [
    Properties['RouteKey'],
    Properties['AuthorizationScopes'],
  ]);
  const described = PROMOTIONS_ROUTES.filter(({ handler }) => handler === 'promotions');
  expect(deployed).toHaveLength(described.length);
  for (const { method, path, scope } of described)
    expect(deployed).toContainEqual([`${method} ${path}`, [scope]]);
  expect(deployed.flat().filter((key) => String(key).endsWith('/hub'))).toEqual([]);
});

test('writes batches with one file prefix, three actions on records, and the key', () => {
  expect(allowed(made.generate)).toEqual([
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
    's3:PutObject',
    'secretsmanager:GetSecretValue',
    'sqs:ChangeMessageVisibility',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    'sqs:GetQueueUrl',
    'sqs:ReceiveMessage',
  ]);
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Action: 's3:PutObject',
          Resource: {
            'Fn::Join': [
              '',
              [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^PromotionsBucket'), 'Arn'] }, '/promotions/*'],
            ],
          },
        }),
      ]),
    },
  });
});

test('sweeps without the key of the codes, and without sending anything', () => {
  const actions = allowed(made.sweep);
  expect(actions.filter((action) => /^(secretsmanager|sqs|s3):/.test(action))).toEqual([]);
  expect(actions).toContain('dynamodb:Query');
});

test('a batch that fails is tried again, and given up where somebody sees it', () => {
  template.hasResourceProperties('AWS::SQS::Queue', {
    RedrivePolicy: { maxReceiveCount: 10, deadLetterTargetArn: Match.anyValue() },
    VisibilityTimeout: 960,
  });
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    BatchSize: 1,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  });
  expect(made.alarms.map(({ node }) => node.id)).toEqual([
    'ApiErrors',
    'GenerateErrors',
    'SweepErrors',
    'Waiting',
    'DeadLetterDepth',
  ]);
  template.resourcePropertiesCountIs('AWS::CloudWatch::Alarm', { AlarmActions: Match.anyValue() }, 5);
});

test('the key of the codes stays when the construct goes; a sandbox has none to keep', () => {
  template.hasResource('AWS::SecretsManager::Secret', {
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: { GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true } },
  });
  const sandbox = promotions({ sandbox: true });
  expect(sandbox.made.codeSecret).toBeUndefined();
  sandbox.template.resourceCountIs('AWS::SecretsManager::Secret', 0);
  sandbox.template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ CODE_SANDBOX_KEY: Match.anyValue() }) },
  });
});

test('files of codes are encrypted, private, and go after a month', () => {
  template.hasResourceProperties('AWS::S3::Bucket', {
    BucketEncryption: Match.anyValue(),
    PublicAccessBlockConfiguration: Match.objectLike({ RestrictPublicBuckets: true }),
    LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 30 })] },
  });
});

test('what can not be is refused', () => {
  expect(() => promotions({ operatorId: 'lily gb' })).toThrow('lily gb');
});
