import { Match, Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Reservations, SubscriberStore } from '../../lib/index.js';
import { testStack } from './support/app.js';

function reservations(operatorId = 'lily-gb') {
  const stack = testStack();
  const made = new Reservations(stack, 'Reservations', {
    operatorId,
    store: new SubscriberStore(stack, 'Store'),
    partnerUrl: 'https://partners.lily.example',
    alarmTopic: new Topic(stack, 'Alarms'),
  });
  return { stack, made, template: Template.fromStack(stack) };
}

const { stack, made, template } = reservations();

test('every minute what has run out is looked for, and a lost run is not made up for twice', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    ScheduleExpression: 'rate(1 minute)',
    Targets: [
      Match.objectLike({
        Arn: stack.resolve(made.sweep.functionArn) as unknown,
        RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
      }),
    ],
  });
});

test('a run ends before the next one begins', () => {
  template.hasResourceProperties('AWS::Lambda::Function', {
    Description: 'Ends reservations of balances of lily-gb',
    Timeout: 50,
    Environment: { Variables: Match.objectLike({ PARTNER_URL: 'https://partners.lily.example' }) },
  });
});

test('errors are told of', () => {
  expect(made.alarms.map(({ node }) => node.id)).toEqual(['SweepErrors']);
  template.resourcePropertiesCountIs('AWS::CloudWatch::Alarm', { AlarmActions: Match.anyValue() }, 1);
});

test('an operator id that cannot be in names is refused', () => {
  expect(() => reservations('lily gb')).toThrow('lily gb');
});
