import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { SubscriberStore, VirtualOperator } from '../../lib/index.js';
import { sampleOperator, testApp, testStack } from './support/app.js';
import { resourcesOf } from './support/template.js';

test('one construct is a whole operator', () => {
  const stack = testStack();
  const operator = new VirtualOperator(stack, 'Operator', { operator: sampleOperator() });
  const template = Template.fromStack(stack);
  expect(operator.operatorId).toBe('lily-gb');
  template.resourceCountIs('AWS::DynamoDB::GlobalTable', 2);
  template.resourceCountIs('AWS::Cognito::UserPool', 1);
  template.resourceCountIs('AWS::Events::EventBus', 1);
  template.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
  template.resourceCountIs('AWS::CloudWatch::Alarm', operator.alarms.length);
  expect(resourcesOf(stack, 'AWS::ApiGatewayV2::Api').map(({ Properties }) => Properties['Name'])).toEqual([
    'charging',
    'operator',
    'policy',
  ]);
});

/** What CloudFormation allows a stack. */
const MAX_RESOURCES = 500;

test('two operators in one app, each in a stack with room for what a tenant adds', () => {
  const app = testApp();
  const stacks = [['One', sampleOperator()] as const, ['Two', sampleOperator('orchid', 'DE')] as const].map(
    ([id, operator]) => {
      const stack = new Stack(app, id);
      new VirtualOperator(stack, 'Operator', { operator });
      return stack;
    },
  );
  for (const stack of stacks) {
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::DynamoDB::GlobalTable', 2);
    template.resourceCountIs('AWS::ApiGatewayV2::Api', 3);
    template.resourceCountIs('Custom::Trigger', 1);
    expect(Object.keys(template.toJSON()['Resources']).length).toBeLessThan(MAX_RESOURCES * 0.7);
  }
});

test('tables, tokens and bus of your own', () => {
  const stack = new Stack(testApp(), 'Test');
  const { operatorApi, charging } = new VirtualOperator(stack, 'Operator', {
    operator: sampleOperator(),
    store: SubscriberStore.fromTables(stack, 'Store', {
      accounts: TableV2.fromTableAttributes(stack, 'Accounts', {
        tableName: 'their-accounts',
        tableStreamArn:
          'arn:aws:dynamodb:eu-west-2:111122223333:table/their-accounts/stream/2026-01-01T00:00:00.000',
      }),
      records: TableV2.fromTableName(stack, 'Records', 'their-records'),
    }),
    issuer: {
      issuerUrl: 'https://login.example.com',
      jwksUrl: 'https://login.example.com/keys',
      tokenUrl: 'https://login.example.com/token',
      audiences: ['wildlily'],
    },
    eventBus: EventBus.fromEventBusName(stack, 'Bus', 'their-bus'),
    dashboard: false,
  });
  const template = Template.fromStack(stack);
  for (const type of [
    'AWS::DynamoDB::GlobalTable',
    'AWS::Cognito::UserPool',
    'AWS::Events::EventBus',
    'AWS::CloudWatch::Dashboard',
  ]) {
    template.resourceCountIs(type, 0);
  }
  expect(stack.resolve(operatorApi.url)).toEqual({ 'Fn::GetAtt': [expect.any(String), 'ApiEndpoint'] });
  expect(charging.url).toContain('/nchf-convergedcharging/v3');
});
