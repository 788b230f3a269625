import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Stack } from 'aws-cdk-lib';
import { Billing, Identity, ScopedHttpApi, SubscriberStore, type BillingProps } from '../../lib/index.js';
import { sampleOperator, testStack } from './support/app.js';
import { resourcesOf } from './support/template.js';

function bill(props: Partial<BillingProps> | ((stack: Stack) => Partial<BillingProps>) = {}) {
  const stack = testStack();
  const billing = new Billing(stack, 'Billing', {
    operatorId: 'lily-gb',
    store: new SubscriberStore(stack, 'Store'),
    eventBus: new EventBus(stack, 'Events'),
    brand: sampleOperator().brand,
    api: new ScopedHttpApi(stack, 'Api', { apiName: 'operator', issuer: new Identity(stack, 'Identity') }),
    ...(typeof props === 'function' ? props(stack) : props),
  });
  return { stack, billing, template: Template.fromStack(stack) };
}

let made: ReturnType<typeof bill>;
beforeAll(() => {
  made = bill();
});

test('ended periods of this operator go to a queue, and what can never be delivered is kept', () => {
  made.template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: { source: ['wildlily.lily-gb'], 'detail-type': ['period.ended'] },
    Targets: [Match.objectLike({ DeadLetterConfig: Match.anyValue() })],
  });
});

test('a bill that fails is tried ten times, alone; then it is kept for 14 days', () => {
  const { template, stack, billing } = made;
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    BatchSize: 10,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ScalingConfig: { MaximumConcurrency: 10 },
  });
  template.hasResourceProperties('AWS::SQS::Queue', {
    RedrivePolicy: {
      deadLetterTargetArn: stack.resolve(billing.deadLetters.queueArn),
      maxReceiveCount: 10,
    },
    // Six times the function's timeout, as Lambda advises.
    VisibilityTimeout: 360,
  });
  template.allResourcesProperties('AWS::SQS::Queue', {
    SqsManagedSseEnabled: true,
    MessageRetentionPeriod: 14 * 24 * 3_600,
  });
});

test('four routes, all to read subscribers', () => {
  const routes = resourcesOf(made.stack, 'AWS::ApiGatewayV2::Route');
  expect(routes.map(({ Properties }) => Properties['RouteKey'])).toEqual([
    'GET /subscribers/{subscriberId}/bills',
    'GET /subscribers/{subscriberId}/bills/{billId}',
    'GET /subscribers/{subscriberId}/receipts',
    'GET /subscribers/{subscriberId}/receipts/{receiptId}',
  ]);
  for (const { Properties } of routes) {
    expect(Properties).toMatchObject({ AuthorizationType: 'JWT', AuthorizationScopes: ['subscribers/read'] });
  }
});

test('functions know the brand, and of the tables what they need', () => {
  const variables = Object.fromEntries(
    resourcesOf(made.stack, 'AWS::Lambda::Function').map(({ Properties }) => [
      Properties['Description'],
      (Properties['Environment'] as { Variables: Record<string, string> }).Variables,
    ]),
  );
  expect(Object.keys(variables['Makes the bills of lily-gb']).sort()).toEqual([
    'BRAND',
    'EVENT_BUS_NAME',
    'OPERATOR_ID',
    'RECORDS_TABLE',
  ]);
  expect(Object.keys(variables['Reads the bills of lily-gb']).sort()).toEqual([
    'ACCOUNTS_TABLE',
    'BRAND',
    'RECORDS_TABLE',
  ]);
  const { id, name, theme, locales } = sampleOperator().brand;
  expect(JSON.parse(variables['Reads the bills of lily-gb']!['BRAND'])).toEqual({
    id,
    name,
    theme,
    locales,
  });
});

test('alarms on errors and on periods without a bill, told to a topic when there is one', () => {
  const told = bill((stack) => ({ alarmTopic: new Topic(stack, 'Topic') }));
  expect(told.billing.alarms).toHaveLength(3);
  told.template.resourceCountIs('AWS::CloudWatch::Alarm', 3);
  told.template.allResourcesProperties('AWS::CloudWatch::Alarm', {
    Threshold: 1,
    AlarmActions: [{ Ref: resourcesOf(told.stack, 'AWS::SNS::Topic')[0]?.logicalId }],
  });
  made.template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: Match.absent() });
});

test('an operator id that can’t work is refused', () => {
  expect(() => bill({ operatorId: 'lily gb' })).toThrow('operatorId: got "lily gb"');
});
