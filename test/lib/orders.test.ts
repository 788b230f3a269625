import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Orders } from '../../lib/orders.js';
import { PaymentWebhooks, Stripe, SubscriberStore } from '../../lib/index.js';
import { testStack } from './support/app.js';

function ordersOf(operatorId = 'lily-gb', withPayments = true) {
  const stack = testStack();
  const house = {
    operatorId,
    store: new SubscriberStore(stack, 'Store'),
    eventBus: new EventBus(stack, 'Events'),
    alarmTopic: new Topic(stack, 'Alarms'),
  };
  const made = new Orders(stack, 'Orders', {
    ...house,
    partnerUrl: 'https://partners.lily.example',
    ...(withPayments
      ? {
          payments: new PaymentWebhooks(stack, 'Payments', {
            ...house,
            operatorId: 'lily-gb',
            providers: [Stripe()],
          }),
        }
      : {}),
  });
  return { stack, made, template: Template.fromStack(stack) };
}

const { stack, made, template } = ordersOf();

test('payments that orders wait for come to the queue of orders', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['wildlily.lily-gb'],
      'detail-type': ['payment.captured', 'payment.failed', 'payment.canceled'],
    },
    Targets: [Match.objectLike({ Arn: stack.resolve(made.queue.queueArn) as unknown })],
  });
});

test('the worker takes a few orders at a time, and has what payments need', () => {
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    FunctionName: stack.resolve(made.worker.functionName) as unknown,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  });
  template.hasResourceProperties('AWS::Lambda::Function', {
    Description: 'Product orders of lily-gb',
    Environment: {
      Variables: Match.objectLike({
        PARTNER_URL: 'https://partners.lily.example',
        PAYMENT_PROVIDERS: 'stripe',
        ORDERS_QUEUE_URL: stack.resolve(made.queue.queueUrl) as unknown,
      }),
    },
  });
});

test('every minute orders that are due are looked for', () => {
  template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 minute)' });
});

test('without providers there are orders, and no rule for payments', () => {
  const bare = ordersOf('lily-gb', false);
  bare.template.resourceCountIs('AWS::Events::Rule', 1);
  expect(bare.made.alarms.map(({ node }) => node.id)).toEqual([
    'WorkerErrors',
    'SweepErrors',
    'DeadLetterDepth',
    'Lag',
    'Held',
  ]);
});

test('an operator id that is none is refused', () => {
  expect(() => ordersOf('lily gb')).toThrow('lily gb');
});
