import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AutomaticTopUps, PaymentWebhooks, Stripe, SubscriberStore } from '../../lib/index.js';
import { testStack } from './support/app.js';

function automaticTopUps(operatorId = 'lily-gb') {
  const stack = testStack();
  const house = {
    operatorId,
    store: new SubscriberStore(stack, 'Store'),
    eventBus: new EventBus(stack, 'Events'),
    alarmTopic: new Topic(stack, 'Alarms'),
  };
  const made = new AutomaticTopUps(stack, 'AutomaticTopUps', {
    ...house,
    webhooks: new PaymentWebhooks(stack, 'Payments', {
      ...house,
      operatorId: 'lily-gb',
      providers: [Stripe()],
    }),
  });
  return { stack, made, template: Template.fromStack(stack) };
}

const { stack, made, template } = automaticTopUps();

test('usage, and bills that are not paid, wait in a queue of its own', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['wildlily.lily-gb'],
      'detail-type': ['usage.recorded', 'account.state-changed'],
    },
    Targets: [
      Match.objectLike({
        Arn: stack.resolve(made.queue.queueArn),
        DeadLetterConfig: { Arn: stack.resolve(made.deadLetters.queueArn) },
      }),
    ],
  });
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    FunctionName: stack.resolve(made.handler.functionName),
    EventSourceArn: stack.resolve(made.queue.queueArn),
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  });
});

test('the function knows both queues: its own, and the one that messages are applied from', () => {
  template.hasResourceProperties('AWS::Lambda::Function', {
    Description: 'Automatic top-ups of lily-gb',
    Environment: {
      Variables: Match.objectLike({
        AUTOMATIC_TOP_UP_QUEUE_URL: stack.resolve(made.queue.queueUrl),
        PAYMENT_PROVIDERS: 'stripe',
        WEBHOOKS_URL: Match.anyValue(),
      }),
    },
  });
  expect(stack.resolve(made.queue.queueUrl)).not.toEqual(
    stack.resolve((made.node.scope!.node.findChild('Payments') as PaymentWebhooks).queue.queueUrl),
  );
});

test('failures, what was given up and delays are told', () => {
  expect(made.alarms.map(({ node }) => node.id)).toEqual(['HandlerErrors', 'DeadLetterDepth', 'Lag']);
  template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: Match.anyValue() });
});

test('an operator id that is none is refused', () => {
  expect(() => automaticTopUps('lily gb')).toThrow('lily gb');
});
