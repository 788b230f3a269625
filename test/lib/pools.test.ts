import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Identity, Pools, ScopedHttpApi, SubscriberStore, VirtualOperator } from '../../lib/index.js';
import { sampleOperator, testStack } from './support/app.js';
import { resourcesOf } from './support/template.js';

let stack: Stack;
let pools: Pools;
let template: Template;
beforeAll(() => {
  stack = testStack();
  pools = new Pools(stack, 'Pools', {
    operatorId: 'lily-gb',
    store: new SubscriberStore(stack, 'Store'),
    api: new ScopedHttpApi(stack, 'Api', { apiName: 'operator', issuer: new Identity(stack, 'Identity') }),
    alarmTopic: new Topic(stack, 'Topic'),
  });
  template = Template.fromStack(stack);
});

test('a pool that a charge found empty starts the reclaimer; no other change of an account does', () => {
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    FunctionName: stack.resolve(pools.reclaimer.functionName),
    StartingPosition: 'LATEST',
    BisectBatchOnFunctionError: true,
    MaximumRetryAttempts: 2,
    FilterCriteria: {
      Filters: [
        {
          Pattern: JSON.stringify({
            dynamodb: {
              Keys: { k: { S: [{ prefix: 'pool_' }] } },
              NewImage: { w: { N: [{ exists: true }] } },
            },
          }),
        },
      ],
    },
    DestinationConfig: { OnFailure: Match.anyValue() },
  });
});

test('every hour all pools are looked at', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    ScheduleExpression: 'rate(1 hour)',
    Targets: [Match.objectLike({ DeadLetterConfig: Match.anyValue() })],
  });
});

test('reading and changing have a scope each', () => {
  const scopes = Object.fromEntries(
    resourcesOf(stack, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => [
      Properties['RouteKey'],
      Properties['AuthorizationScopes'],
    ]),
  );
  expect(scopes).toEqual({
    'GET /companies/{companyId}': ['companies/read'],
    'GET /companies/{companyId}/members': ['companies/read'],
    'GET /pools/{poolId}': ['companies/read'],
    'POST /companies': ['companies/write'],
    'POST /companies/{companyId}/members': ['companies/write'],
    'PUT /companies/{companyId}/cost-centres/{costCentreId}': ['companies/write'],
    'POST /pools': ['companies/write'],
  });
});

test('alarms on errors, failed members, pools left over, dead letters', () => {
  expect(
    resourcesOf(stack, 'AWS::CloudWatch::Alarm')
      .map(({ Properties }) => String(Properties['MetricName']))
      .sort((a, b) => a.localeCompare(b)),
  ).toEqual(['ApproximateNumberOfMessagesVisible', 'Errors', 'Errors', 'Failed', 'Left']);
  expect(pools.alarms).toHaveLength(5);
});

test('an operator has them', () => {
  const { pools: composed, alarms } = new VirtualOperator(testStack(), 'Operator', {
    operator: sampleOperator(),
  });
  expect(alarms).toEqual(expect.arrayContaining([...composed.alarms]));
});

test('an operator id that can name nothing is refused', () => {
  expect(
    () =>
      new Pools(stack, 'Other', {
        operatorId: 'lily gb',
        store: new SubscriberStore(stack, 'OtherStore'),
        api: { addScopedRoutes: () => undefined } as unknown as ScopedHttpApi,
      }),
  ).toThrow('lily gb');
});
