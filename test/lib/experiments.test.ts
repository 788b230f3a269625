import { generateKeyPairSync } from 'node:crypto';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EXPERIMENTS_ROUTES } from '../../domain/experiments/routes.js';
import {
  Experiments,
  type ExperimentsProps,
  Identity,
  ScopedHttpApi,
  SubscriberStore,
} from '../../lib/index.js';
import { testStack } from './support/app.js';
import { resourcesOf } from './support/template.js';

function experiments(props: Partial<ExperimentsProps> = {}) {
  const stack = testStack();
  const issuer = new Identity(stack, 'Identity', { sandbox: false, channelPartners: [{ id: 'acme' }] });
  const made = new Experiments(stack, 'Experiments', {
    operatorId: 'lily-gb',
    store: new SubscriberStore(stack, 'Store'),
    issuer,
    api: new ScopedHttpApi(stack, 'Api', { apiName: 'partner', issuer }),
    url: 'https://partners.lily.example',
    eventBus: new EventBus(stack, 'Bus'),
    alarmTopic: new Topic(stack, 'Alarms'),
    ...props,
  });
  return { stack, made, template: Template.fromStack(stack) };
}

const pem = (kind: 'ed25519' | 'x25519') =>
  (kind === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('x25519')).publicKey
    .export({ type: 'spki', format: 'pem' })
    .toString();

const { stack, made, template } = experiments();

/** What a function may do: its actions, less those of every function. */
function allowed({ node }: LambdaFunction): string[] {
  const policies = resourcesOf(stack, 'AWS::IAM::Policy').filter(({ logicalId }) =>
    logicalId.startsWith(`Experiments${node.id}Runtime`),
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

const RECORDS = ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'].map(
  (action) => `dynamodb:${action}`,
);

test('answers every route that is its own, each under its scope', () => {
  const deployed = resourcesOf(stack, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => [
    Properties['RouteKey'],
    Properties['AuthorizationScopes'],
  ]);
  expect(deployed).toHaveLength(EXPERIMENTS_ROUTES.length);
  for (const { method, path, scope } of EXPERIMENTS_ROUTES)
    expect(deployed).toContainEqual([`${method} ${path}`, [scope]]);
});

test('only who signs reads the key; who adds up usage and who sweeps read none and send nothing', () => {
  expect(allowed(made.api)).toEqual([...RECORDS, 'secretsmanager:GetSecretValue']);
  expect(allowed(made.sweep)).toEqual([...RECORDS, 'dynamodb:Query'].sort());
  expect(allowed(made.observe)).toEqual(
    [
      'dynamodb:BatchGetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
      'sqs:ChangeMessageVisibility',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:GetQueueUrl',
      'sqs:ReceiveMessage',
    ].sort(),
  );
  // No account is read or written: what trials know of money is what usage records say.
  const { Resource } = (
    resourcesOf(stack, 'AWS::IAM::Policy').find(({ logicalId }) => logicalId.startsWith('ExperimentsSweep'))!
      .Properties['PolicyDocument'] as { Statement: { Resource: unknown }[] }
  ).Statement[0]!;
  expect(JSON.stringify(Resource)).not.toContain('Accounts');
});

test('usage comes from the bus through a queue, and is kept when it is given up', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: Match.objectLike({ 'detail-type': ['usage.recorded'] }),
  });
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  });
  template.hasResourceProperties('AWS::SQS::Queue', { MessageRetentionPeriod: 1_209_600 });
  template.hasResourceProperties('AWS::SQS::Queue', {
    RedrivePolicy: { maxReceiveCount: Match.anyValue(), deadLetterTargetArn: Match.anyValue() },
  });
});

test('sweeps each hour, for as long as a function may run, and is not started twice for a lost run', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    ScheduleExpression: 'rate(1 hour)',
    State: 'ENABLED',
    Targets: [
      Match.objectLike({
        Input: '{}',
        RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 3_600 },
      }),
    ],
  });
  template.hasResourceProperties('AWS::Lambda::Function', {
    Description: Match.stringLikeRegexp('^Stops trials of lily-gb'),
    Timeout: 900,
  });
});

test('somebody is told when requests, sums or sweeps fail, and of usage that was given up', () => {
  expect(made.alarms.map(({ node }) => node.id)).toEqual([
    'ApiErrors',
    'ObserveErrors',
    'SweepErrors',
    'DeadLetterDepth',
  ]);
  template.resourcePropertiesCountIs('AWS::CloudWatch::Alarm', { AlarmActions: Match.anyValue() }, 4);
  const quiet = experiments({ alarmTopic: undefined as never });
  quiet.template.resourcePropertiesCountIs('AWS::CloudWatch::Alarm', { AlarmActions: Match.anyValue() }, 0);
});

test('the key of recipes stays when the construct goes; a sandbox’s is random and in no template', () => {
  template.hasResource('AWS::SecretsManager::Secret', {
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: { GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true } },
  });
  const sandbox = experiments({ sandbox: true });
  expect(sandbox.made.recipeSecret).toBeUndefined();
  sandbox.template.resourceCountIs('AWS::SecretsManager::Secret', 0);
  sandbox.template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: Match.objectLike({
        RECIPE_SANDBOX_KEY: { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] },
      }),
    },
  });
});

test('keys of operators that are trusted reach the function; what is no such key is refused', () => {
  const [one, two] = [pem('ed25519'), pem('ed25519')];
  const trusting = experiments({ trustedRecipeKeys: [one, two] });
  trusting.template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ TRUSTED_RECIPE_KEYS: `${one}\n${two}` }) },
  });
  expect(() => experiments({ trustedRecipeKeys: [one, pem('x25519'), 'no key'] })).toThrow(
    /trustedRecipeKeys\[1\][\s\S]*trustedRecipeKeys\[2\]/,
  );
  expect(() => experiments({ operatorId: 'lily gb' })).toThrow('lily gb');
});
