import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ADS_ROUTES } from '../../domain/ads/routes.js';
import { SPONSORS_ROUTES } from '../../domain/sponsors/routes.js';
import {
  AdDecisions,
  type AdDecisionsProps,
  Identity,
  ScopedHttpApi,
  SubscriberStore,
} from '../../lib/index.js';
import { loadOperators } from '../../operators/load.js';
import { testStack } from './support/app.js';
import { resourcesOf } from './support/template.js';

function adDecisions(props: Partial<AdDecisionsProps> = {}) {
  const stack = testStack();
  const issuer = new Identity(stack, 'Identity', { sandbox: false, channelPartners: [{ id: 'acme' }] });
  const made = new AdDecisions(stack, 'AdDecisions', {
    operatorId: 'lily-gb',
    store: new SubscriberStore(stack, 'Store'),
    issuer,
    api: new ScopedHttpApi(stack, 'Api', { apiName: 'partner', issuer }),
    eventBus: new EventBus(stack, 'Bus'),
    url: 'https://partners.lily.example',
    alarmTopic: new Topic(stack, 'Alarms'),
    ...props,
  });
  return { stack, made, template: Template.fromStack(stack) };
}

const { stack, made, template } = adDecisions();

/** What a function may do with tables. */
function allowed({ node }: LambdaFunction): string[] {
  const policies = resourcesOf(stack, 'AWS::IAM::Policy').filter(({ logicalId }) =>
    logicalId.startsWith(`AdDecisions${node.id}Runtime`),
  );
  return policies
    .flatMap(
      ({ Properties }) =>
        (Properties['PolicyDocument'] as { Statement: { Action: string | string[] }[] }).Statement,
    )
    .flatMap(({ Action }) => Action)
    .filter((action) => action.startsWith('dynamodb:'));
}

test('answers every route of sponsors and advertisements, each under its scope', () => {
  const deployed = resourcesOf(stack, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => [
    Properties['RouteKey'],
    Properties['AuthorizationScopes'],
  ]);
  for (const { method, path, scope } of [...SPONSORS_ROUTES, ...ADS_ROUTES])
    expect(deployed).toContainEqual([`${method} ${path}`, [scope]]);
});

test('every minute campaigns are looked at, and a lost run is not made up for twice', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    ScheduleExpression: 'rate(1 minute)',
    Targets: [
      Match.objectLike({
        Arn: stack.resolve(made.sponsorsSweep.functionArn) as unknown,
        RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
      }),
    ],
  });
});

test('usage comes from the bus through a queue, and what is given up is kept', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: { source: ['wildlily.lily-gb'], 'detail-type': ['usage.recorded'] },
    Targets: [Match.objectLike({ Arn: stack.resolve(made.usageQueue.queueArn) as unknown })],
  });
  template.hasResourceProperties('AWS::SQS::Queue', {
    RedrivePolicy: Match.objectLike({
      deadLetterTargetArn: stack.resolve(made.deadLetters.queueArn) as unknown,
    }),
  });
});

test('who sums up usage touches no account and deletes nothing; nobody walks a table', () => {
  expect(new Set(allowed(made.usage))).toEqual(
    new Set(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:Query']),
  );
  for (const handler of [
    made.sponsors,
    made.sponsorsSweep,
    made.usage,
    made.decisions,
    made.ads,
    made.adsSweep,
  ])
    expect(allowed(handler)).not.toContain('dynamodb:Scan');
});

test('what was reserved of budgets is given back every minute, by who may do nothing else', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    ScheduleExpression: 'rate(1 minute)',
    Targets: [Match.objectLike({ Arn: stack.resolve(made.adsSweep.functionArn) as unknown })],
  });
  expect(new Set(allowed(made.adsSweep))).toEqual(
    new Set(
      ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'].map((action) => `dynamodb:${action}`),
    ),
  );
});

test('tokens are signed with a key that is generated, kept, and read by who decides alone', () => {
  template.hasResource('AWS::SecretsManager::Secret', {
    DeletionPolicy: 'Retain',
    Properties: {
      GenerateSecretString: Match.objectLike({
        GenerateStringKey: 'k1',
        SecretStringTemplate: '{"current":"k1"}',
      }),
    },
  });
  const readers = resourcesOf(stack, 'AWS::IAM::Policy').filter(({ Properties }) =>
    JSON.stringify(Properties).includes('secretsmanager:GetSecretValue'),
  );
  expect(readers.map(({ logicalId }) => logicalId)).toEqual([
    expect.stringMatching(/^AdDecisionsAdDecisionsRuntime/),
  ]);
  const sandbox = adDecisions({ sandbox: true });
  expect(sandbox.made.tokenKeys).toBeUndefined();
  expect(resourcesOf(sandbox.stack, 'AWS::SecretsManager::Secret')).toEqual([]);
});

test('what becomes of campaigns that make a loss is up to the operator', () => {
  const variables = (of: Template, description: string) =>
    Object.values(
      of.findResources('AWS::Lambda::Function', { Properties: { Description: description } }),
    ).map(
      (found) =>
        (found['Properties'] as { Environment: { Variables: Record<string, unknown> } }).Environment
          .Variables,
    );
  expect(variables(template, 'Sponsors and campaigns of lily-gb')).toMatchObject([
    { LOSS_MAKING_CAMPAIGNS: 'warn' },
  ]);
  const strict = adDecisions({ lossMakingCampaigns: 'refuse', pointValue: '0.01' }).template;
  expect(variables(strict, 'Sponsors and campaigns of lily-gb')).toMatchObject([
    { LOSS_MAKING_CAMPAIGNS: 'refuse', POINT_VALUE: '0.01' },
  ]);
});

test('points of campaigns go to members of the programme that the operator has', () => {
  const loyaltyTerms = loadOperators().find(({ loyalty }) => loyalty !== undefined)!.loyalty!;
  const { stack: withLoyalty } = adDecisions({ loyaltyTerms });
  const terms = resourcesOf(withLoyalty, 'AWS::Lambda::Function').flatMap(({ Properties }) => {
    const { Variables: of = {} } = (Properties['Environment'] ?? {}) as {
      Variables?: Record<string, string>;
    };
    return of['LOYALTY_TERMS'] === undefined
      ? []
      : [[Properties['Description'], JSON.parse(of['LOYALTY_TERMS']) as unknown]];
  });
  expect(terms).toEqual([
    [expect.stringContaining('Decides'), loyaltyTerms],
    [expect.stringContaining('Rewards'), loyaltyTerms],
  ]);
});

test('errors and usage that waits are told of', () => {
  expect(made.alarms.map(({ node }) => node.id)).toEqual(
    expect.arrayContaining([
      'SponsorsErrors',
      'SponsorsSweepErrors',
      'DecisionsErrors',
      'DecisionsThrottled',
      'AdsErrors',
      'AdsSweepErrors',
      'UsageDeadLetterDepth',
      'UsageLag',
    ]),
  );
});

test('an operator id that cannot be in names is refused', () => {
  expect(() => adDecisions({ operatorId: 'lily gb' })).toThrow('lily gb');
});
