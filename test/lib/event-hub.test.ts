import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EventHub, SubscriberStore } from '../../lib/index.js';
import { HouseFunction } from '../../lib/function-defaults.js';
import { compilePattern } from '../../local/events/pattern.js';
import { testStack } from './support/app.js';
import { resourcesOf } from './support/template.js';

let stack: Stack;
let hub: EventHub;
let template: Template;
beforeAll(() => {
  stack = testStack();
  hub = new EventHub(stack, 'Hub', {
    operatorId: 'lily-gb',
    store: new SubscriberStore(stack, 'Store'),
    eventBus: new EventBus(stack, 'Bus'),
    alarmTopic: new Topic(stack, 'Topic'),
  });
  template = Template.fromStack(stack);
});

test('what functions announce is told, but not usage in bulk, and not what the hub itself announces', () => {
  const [rule] = resourcesOf(stack, 'AWS::Events::Rule');
  const matches = compilePattern((rule!.Properties as { EventPattern: unknown }).EventPattern);
  const event = (type: string, id: string) => ({
    source: 'wildlily.lily-gb',
    'detail-type': type,
    detail: { id, type },
  });
  expect(matches(event('payment.captured', 'payment_pay_1_2'))).toBe(true);
  expect(matches(event('counter.reached', 'notice_a_1_0'))).toBe(true);
  expect(matches(event('usage.recorded', 'usage_1'))).toBe(false);
  expect(matches(event('test_clock.arrived', 'test_clock_1'))).toBe(false);
  expect(matches(event('customer.created', 'evt_0123456789abcdef01234567'))).toBe(false);
});

test('what is due is looked for every minute, on time', () => {
  template.hasResourceProperties('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'rate(1 minute)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: stack.resolve(hub.sweep.functionArn), RetryPolicy: { MaximumEventAgeInSeconds: 60 } },
  });
});

test('both queues give up after five times, into a queue with an alarm', () => {
  template.resourcePropertiesCountIs(
    'AWS::SQS::Queue',
    { RedrivePolicy: { maxReceiveCount: 5 }, VisibilityTimeout: 360 },
    2,
  );
  template.resourcePropertiesCountIs(
    'AWS::Lambda::EventSourceMapping',
    { FunctionResponseTypes: ['ReportBatchItemFailures'] },
    2,
  );
  expect(hub.alarms).toHaveLength(5);
  template.resourcePropertiesCountIs('AWS::CloudWatch::Alarm', { AlarmActions: Match.anyValue() }, 5);
});

test('the sweep reads and nothing else; plain http is for sandboxes', () => {
  const policies = resourcesOf(stack, 'AWS::IAM::Policy').map(({ Properties }) => JSON.stringify(Properties));
  const ofSweep = policies.find((policy) => policy.includes('Sweep') && policy.includes('dynamodb:'))!;
  expect(ofSweep.match(/dynamodb:\w+/g)).toEqual(['dynamodb:Query']);
  const functions = resourcesOf(stack, 'AWS::Lambda::Function').map(({ Properties }) =>
    JSON.stringify(Properties),
  );
  expect(functions.filter((each) => each.includes('NOTIFY_LOCAL_HTTP'))).toEqual([]);
});

test('whoever writes events may send their names, and knows where to', () => {
  const other = testStack();
  const store = new SubscriberStore(other, 'Store');
  const events = new EventHub(other, 'Hub', {
    operatorId: 'lily-gb',
    store,
    eventBus: new EventBus(other, 'Bus'),
  });
  const writer = new HouseFunction(other, 'Writer', {
    bundle: 'events-sweep',
    description: 'writes events',
    environment: {},
    failuresGo: 'nowhere',
  });
  events.announce(writer);
  Template.fromStack(other).hasResourceProperties('AWS::Lambda::Function', {
    Description: 'writes events',
    Environment: { Variables: { EVENTS_QUEUE_URL: other.resolve(events.queue.queueUrl) as unknown } },
  });
});

test('an operator id that cannot be in names is refused', () => {
  const other = testStack();
  expect(
    () =>
      new EventHub(other, 'Hub', {
        operatorId: 'a b',
        store: new SubscriberStore(other, 'Store'),
        eventBus: new EventBus(other, 'Bus'),
      }),
  ).toThrow(/operatorId/);
});
