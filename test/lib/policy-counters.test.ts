import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Identity, PolicyCounters, SubscriberStore, type PolicyCountersProps } from '../../lib/index.js';
import { testStack } from './support/app.js';
import { resourcesOf } from './support/template.js';

function policyCounters(props: (stack: Stack) => Partial<PolicyCountersProps> = () => ({})) {
  const stack = testStack();
  const policy = new PolicyCounters(stack, 'Policy', {
    operatorId: 'lily-gb',
    store: new SubscriberStore(stack, 'Store'),
    eventBus: new EventBus(stack, 'Events'),
    issuer: new Identity(stack, 'Identity'),
    ...props(stack),
  });
  return { stack, policy, template: Template.fromStack(stack) };
}

const { stack, template } = policyCounters(() => ({
  notifyHosts: ['pcf.host.example', '*.core.host.example:8443'],
}));

function environments(of: Stack): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  return Object.fromEntries(
    resourcesOf(of, 'AWS::Lambda::Function').map(({ Properties }): [string, Record<string, unknown>] => {
      const { Description, Environment } = Properties as {
        Description: string;
        Environment: { Variables: Record<string, unknown> };
      };
      return [Description, Environment.Variables];
    }),
  );
}

test('three routes demand the scope', () => {
  const routes = resourcesOf(stack, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => [
    Properties['RouteKey'],
    Properties['AuthorizationScopes'],
  ]);
  const base = '/nchf-spendinglimitcontrol/v1/subscriptions';
  expect(routes.sort((a, b) => String(a).localeCompare(String(b)))).toEqual(
    [`DELETE ${base}/{subscriptionId}`, `POST ${base}`, `PUT ${base}/{subscriptionId}`].map((route) => [
      route,
      ['policy/spending-limits'],
    ]),
  );
});

test('both functions know the hosts, and only the notifier the queue', () => {
  const found = environments(stack);
  const names = Object.fromEntries(
    Object.entries(found).map(([name, variables]) => [name, Object.keys(variables).sort()]),
  );
  expect(names).toEqual({
    'Nchf_SpendingLimitControl of lily-gb': ['ACCOUNTS_TABLE', 'NOTIFY_HOSTS', 'RECORDS_TABLE'],
    'Policy counter notifications of lily-gb': [
      'ACCOUNTS_TABLE',
      'NOTIFY_HOSTS',
      'QUEUE_URL',
      'RECORDS_TABLE',
    ],
  });
  for (const { NOTIFY_HOSTS } of Object.values(found))
    expect(NOTIFY_HOSTS).toBe('pcf.host.example,*.core.host.example:8443');
});

test('only a sandbox may notify its own machine without TLS', () => {
  for (const { NOTIFY_LOCAL_HTTP } of Object.values(
    environments(policyCounters(() => ({ sandbox: true })).stack),
  ))
    expect(NOTIFY_LOCAL_HTTP).toBe('1');
});

test('changes of accounts wait in a queue, and what is given up in another', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['wildlily.lily-gb'],
      'detail-type': [
        'counter.reached',
        'counter.started-again',
        'counter.lifted',
        'account.state-changed',
        'plan.changed',
      ],
    },
    Targets: [Match.objectLike({ DeadLetterConfig: Match.anyValue() })],
  });
  template.hasResourceProperties('AWS::SQS::Queue', {
    VisibilityTimeout: 360,
    RedrivePolicy: Match.objectLike({ maxReceiveCount: 12 }),
  });
  template.allResourcesProperties('AWS::SQS::Queue', {
    SqsManagedSseEnabled: true,
    MessageRetentionPeriod: 1_209_600,
  });
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    BatchSize: 10,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ScalingConfig: { MaximumConcurrency: 10 },
  });
});

test('every alarm reaches the topic, and is quiet without data', () => {
  const { policy, template: told } = policyCounters((of) => ({ alarmTopic: new Topic(of, 'Alarms') }));
  expect(policy.alarms).toHaveLength(5);
  told.allResourcesProperties('AWS::CloudWatch::Alarm', {
    TreatMissingData: 'notBreaching',
    AlarmActions: Match.anyValue(),
    OKActions: Match.anyValue(),
  });
});

test('bad props are refused together', () => {
  const bad = () =>
    policyCounters(() => ({ operatorId: '', notifyHosts: ['*', 'https://pcf.host.example'] }));
  expect(bad).toThrow(/operatorId[\s\S]*notifyHosts\[0\]: got "\*"[\s\S]*notifyHosts\[1\]/);
});

test('metrics have the names of the queues', () => {
  const { policy } = policyCounters();
  expect(stack.resolve(policy.metricLag()).metricName).toBe('ApproximateAgeOfOldestMessage');
  expect(stack.resolve(policy.metricDeadLetters()).statistic).toBe('Maximum');
});
