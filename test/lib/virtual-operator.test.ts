import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { MPesa, PayPal, SubscriberStore, VirtualOperator } from '../../lib/index.js';
import { sampleOperator, testApp, testStack } from './support/app.js';
import { resourcesOf, templateOf, valuesOf } from './support/template.js';

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
    'webhooks',
  ]);
});

test('without payment providers there is nothing of payments', () => {
  const stack = testStack();
  const operator = sampleOperator();
  const { payments, paymentApi, automaticTopUps } = new VirtualOperator(stack, 'Operator', {
    operator: { ...operator, payments: { providers: [] } },
  });
  expect([payments, paymentApi, automaticTopUps]).toEqual([undefined, undefined, undefined]);
  const text = JSON.stringify(templateOf(stack).Resources);
  expect(text).not.toMatch(/webhooks|payments-|\/topups|secretsmanager|Reconciles/);
  // The same search finds something where there is something to find.
  const other = testStack();
  new VirtualOperator(other, 'Operator', { operator });
  expect(JSON.stringify(templateOf(other).Resources)).toMatch(/webhooks[^]*secretsmanager/);
});

test('payments know the market: its policy, what a top-up may be, the providers of the file', () => {
  const stack = testStack();
  const operator = sampleOperator();
  const own = PayPal({ throttle: { rateLimit: 5, burstLimit: 5 } });
  const { payments } = new VirtualOperator(stack, 'Operator', {
    operator: {
      ...operator,
      market: {
        ...operator.market,
        policy: {
          ...operator.market.policy,
          payments: {
            disputeOpened: 'none',
            disputeLost: 'none',
            belowZero: 'suspend',
            source: 'in this test only',
          },
        },
      },
      payments: { providers: ['stripe', 'paypal'], topUps: { smallest: '3', largest: '30' } },
    },
    paymentProviders: [own],
  });
  expect(payments?.providers.map(({ id }) => id)).toEqual(['stripe', 'paypal']);
  expect(payments?.providers[1]).toBe(own);
  const found = (name: string) =>
    valuesOf(templateOf(stack).Resources, name).map((value) => JSON.parse(String(value)) as unknown);
  expect(found('PAYMENT_POLICY')).toEqual(
    // Apply, query, the API and automatic top-ups.
    Array.from({ length: 4 }, () => ({ disputeOpened: 'none', disputeLost: 'none', belowZero: 'suspend' })),
  );
  expect(found('PAYMENT_TOP_UPS')).toEqual([{ smallest: '3', largest: '30' }]);
});

test('a provider that the file does not name is refused', () => {
  const make = () =>
    new VirtualOperator(testStack(), 'Operator', {
      operator: sampleOperator(),
      paymentProviders: [PayPal(), MPesa()],
    });
  expect(make).toThrow('paymentProviders[1]: got "mpesa"; allowed: stripe, paypal');
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
    template.resourceCountIs('AWS::ApiGatewayV2::Api', 4);
    template.resourceCountIs('Custom::Trigger', 1);
    expect(Object.keys(template.toJSON()['Resources']).length).toBeLessThan(MAX_RESOURCES * 0.75);
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
