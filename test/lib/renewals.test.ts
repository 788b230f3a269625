import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { OperatorStage, Renewals, SubscriberStore, VirtualOperator } from '../../lib/index.js';
import { sampleOperator, testApp, testStack } from './support/app.js';
import { resourcesOf } from './support/template.js';

let stack: Stack;
let renewals: Renewals;
let template: Template;
beforeAll(() => {
  stack = testStack();
  renewals = new Renewals(stack, 'Renewals', {
    operatorId: 'lily-gb',
    store: new SubscriberStore(stack, 'Store'),
    alarmTopic: new Topic(stack, 'Topic'),
  });
  template = Template.fromStack(stack);
});

test('EventBridge Scheduler starts the renewer every five minutes, on time, and keeps what it could not start', () => {
  const queue = resourcesOf(stack, 'AWS::SQS::Queue')[0]!.logicalId;
  template.hasResourceProperties('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'rate(5 minutes)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    State: 'ENABLED',
    Target: {
      Arn: stack.resolve(renewals.renewer.functionArn),
      DeadLetterConfig: { Arn: { 'Fn::GetAtt': [queue, 'Arn'] } },
      RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 300 },
    },
  });
});

test('a run ends before the next one begins, and is not repeated: the next one does its work', () => {
  template.hasResourceProperties('AWS::Lambda::Function', { Timeout: 300 });
  template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
    MaximumRetryAttempts: 0,
    MaximumEventAgeInSeconds: 300,
    DestinationConfig: { OnFailure: Match.anyValue() },
  });
});

test("the scheduler's role starts this function, of this account, and nothing else", () => {
  template.hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Statement: [
        Match.objectLike({
          Principal: { Service: 'scheduler.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        }),
      ],
    },
    Policies: [
      Match.objectLike({
        PolicyDocument: Match.objectLike({
          Statement: [
            {
              Action: 'lambda:InvokeFunction',
              Effect: 'Allow',
              Resource: stack.resolve(renewals.renewer.functionArn),
            },
            Match.objectLike({ Action: 'sqs:SendMessage' }),
          ],
        }),
      }),
    ],
  });
});

test('alarms on errors, failed accounts, an hour of lag, dead letters', () => {
  const alarms = resourcesOf(stack, 'AWS::CloudWatch::Alarm').map(({ Properties }) =>
    [Properties['MetricName'], Properties['Statistic'], Properties['Threshold']].join(' '),
  );
  expect(alarms.sort()).toEqual([
    'ApproximateNumberOfMessagesVisible Maximum 1',
    'Errors Sum 1',
    'Failed Sum 1',
    'Lag Maximum 3600',
  ]);
  expect(renewals.alarms).toHaveLength(alarms.length);
  template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: [Match.anyValue()] });
});

test('an operator id that would break metrics is refused', () => {
  const scope = testStack();
  const store = new SubscriberStore(scope, 'Store');
  expect(() => new Renewals(scope, 'Renewals', { operatorId: 'lily gb', store })).toThrow(
    'Props of Test/Renewals:\n  operatorId: got "lily gb"; allowed: ',
  );
});

const routesOf = (of: Stack): unknown[] =>
  resourcesOf(of, 'AWS::ApiGatewayV2::Route')
    .filter(({ Properties }) => String(Properties['RouteKey']).includes('/test/'))
    .map(({ Properties }) => [Properties['RouteKey'], Properties['AuthorizationScopes']]);

const clocksOf = (of: Stack): Record<string, unknown> =>
  Object.fromEntries(
    resourcesOf(of, 'AWS::Lambda::Function')
      // The runner of CDK's triggers is not ours.
      .filter(({ Properties }) => Properties['Description'] !== undefined && Properties['MemorySize'] !== 128)
      .map(({ Properties }) => [
        Properties['Description'],
        (Properties['Environment'] as { Variables: Record<string, unknown> }).Variables['TEST_CLOCK'],
      ]),
  );

test('a real operator has no test clock: no routes, no scope, no variable', () => {
  const real = new OperatorStage(testApp(), 'lily-gb', { operator: sampleOperator() });
  expect(real.operator.testClock).toBeUndefined();
  expect(routesOf(real.services)).toEqual([]);
  expect(new Set(Object.values(clocksOf(real.services)))).toEqual(new Set([undefined]));
  expect(JSON.stringify(Template.fromStack(real.data).toJSON())).not.toContain('test');
});

test('in a sandbox every function follows the clock, and its routes demand a scope of their own', () => {
  const { services, operator } = new OperatorStage(testApp(), 'lily-gb', {
    operator: sampleOperator(),
    sandbox: true,
    provisionedConcurrency: 1,
  });
  expect(operator.testClock?.clockId).toBe('main');
  expect(routesOf(services)).toEqual([
    ['POST /test/clocks', ['test/clock']],
    ['GET /test/clocks/{clockId}', ['test/clock']],
    ['POST /test/clocks/{clockId}/advance', ['test/clock']],
  ]);
  const clocks = clocksOf(services);
  expect(Object.keys(clocks).length).toBeGreaterThan(7);
  expect(new Set(Object.values(clocks))).toEqual(new Set(['main']));
});

test('what is due of payments is done when the clock has arrived', () => {
  const { services, operator } = new OperatorStage(testApp(), 'lily-gb', {
    operator: sampleOperator(),
    sandbox: true,
  });
  Template.fromStack(services).hasResourceProperties('AWS::Events::Rule', {
    EventPattern: { source: ['wildlily.lily-gb'], 'detail-type': ['test_clock.arrived'] },
    Targets: [
      Match.objectLike({
        Arn: services.resolve(operator.payments?.query.functionArn),
        DeadLetterConfig: { Arn: services.resolve(operator.payments?.queryDeadLetters.queueArn) },
      }),
    ],
  });
});

test('a month is one of the market, and a long advance goes to the renewer', () => {
  const scope = testStack();
  const operator = new VirtualOperator(scope, 'Operator', { operator: sampleOperator(), sandbox: true });
  const sandbox = Template.fromStack(scope);
  sandbox.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ TIME_ZONE: 'Europe/London' }) },
  });
  sandbox.hasResourceProperties('AWS::Events::Rule', {
    EventBusName: scope.resolve(operator.eventBus.eventBusName),
    EventPattern: { source: ['wildlily.lily-gb'], 'detail-type': ['test_clock.advancing'] },
    Targets: [Match.objectLike({ Arn: scope.resolve(operator.renewals.renewer.functionArn) })],
  });
});
