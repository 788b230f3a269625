import type { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { AccountApi, Identity, ScopedHttpApi, SubscriberStore } from '../../lib/index.js';
import { testStack } from './support/app.js';
import { resourcesOf } from './support/template.js';

let stack: Stack;
let accounts: AccountApi;
let template: Template;
beforeAll(() => {
  stack = testStack();
  accounts = new AccountApi(stack, 'Accounts', {
    operatorId: 'lily-gb',
    store: new SubscriberStore(stack, 'Store'),
    api: new ScopedHttpApi(stack, 'Api', { apiName: 'operator', issuer: new Identity(stack, 'Identity') }),
    eventBus: new EventBus(stack, 'Bus'),
  });
  template = Template.fromStack(stack);
});

test('whoever may only read may quote, and change nothing', () => {
  const scopes = Object.fromEntries(
    resourcesOf(stack, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => [
      Properties['RouteKey'],
      Properties['AuthorizationScopes'],
    ]),
  );
  const { 'POST /subscribers/{subscriberId}/quote': quote, ...writes } = scopes;
  expect(quote).toEqual(['subscribers/read']);
  expect(Object.keys(writes).sort()).toEqual([
    'DELETE /subscribers/{subscriberId}/add-ons/{addOnId}',
    'POST /subscribers',
    'POST /subscribers/{subscriberId}/add-ons',
    'POST /subscribers/{subscriberId}/adjustments',
    'POST /subscribers/{subscriberId}/advances',
    'POST /subscribers/{subscriberId}/counters/{counter}/lift',
    'POST /subscribers/{subscriberId}/transfers',
    'PUT /subscribers/{subscriberId}/plan',
    'PUT /subscribers/{subscriberId}/state',
  ]);
  for (const scope of Object.values(writes)) expect(scope).toEqual(['subscribers/write']);
});

test('a changed plan starts the follower; what it could not note is kept', () => {
  const queue = resourcesOf(stack, 'AWS::SQS::Queue')[0]!.logicalId;
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: { source: ['wildlily.lily-gb'], 'detail-type': ['plan.changed'] },
    Targets: [
      Match.objectLike({
        Arn: stack.resolve(accounts.follower.functionArn),
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [queue, 'Arn'] } },
      }),
    ],
  });
  template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
    DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [queue, 'Arn'] } } },
  });
});

test('each function and the queue have an alarm', () => {
  template.resourceCountIs('AWS::CloudWatch::Alarm', accounts.alarms.length);
  expect(accounts.alarms.map(({ node }) => node.id)).toEqual([
    'WriterErrors',
    'QuoterErrors',
    'DeadLetterDepth',
  ]);
});

test('an operator id that is none is refused', () => {
  const other = testStack();
  expect(
    () =>
      new AccountApi(other, 'Accounts', {
        operatorId: 'lily gb',
        store: new SubscriberStore(other, 'Store'),
        api: new ScopedHttpApi(other, 'Api', {
          apiName: 'operator',
          issuer: new Identity(other, 'Identity'),
        }),
        eventBus: new EventBus(other, 'Bus'),
      }),
  ).toThrow('lily gb');
});
