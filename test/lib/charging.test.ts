import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { EventBus, Schedule } from 'aws-cdk-lib/aws-events';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  Catalogue,
  Charging,
  Identity,
  ScopedHttpApi,
  SubscriberApi,
  SubscriberStore,
  type ChargingProps,
} from '../../lib/index.js';
import { testStack } from './support/app.js';
import { resourcesOf } from './support/template.js';

type Props = Partial<ChargingProps>;

function charge(props: Props | ((stack: Stack) => Props) = {}): { stack: Stack; charging: Charging } {
  const stack = testStack();
  const charging = new Charging(stack, 'Charging', {
    operatorId: 'lily-gb',
    store: new SubscriberStore(stack, 'Store'),
    eventBus: new EventBus(stack, 'Events'),
    issuer: new Identity(stack, 'Identity'),
    ...(typeof props === 'function' ? props(stack) : props),
  });
  return { stack, charging };
}

let template: Template;
let stack: Stack;
let charging: Charging;
beforeAll(() => {
  ({ stack, charging } = charge());
  template = Template.fromStack(stack);
});

test('four functions on the newest runtime, ARM64, with JSON logs that are kept three months', () => {
  const ours = Match.objectLike({ Handler: 'index.handler', Architectures: ['arm64'] });
  template.resourcePropertiesCountIs('AWS::Lambda::Function', ours, 4);
  template.allResourcesProperties('AWS::Lambda::Function', {
    Runtime: 'nodejs24.x',
    LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'WARN' },
  });
  template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 });
});

test('X-Ray is off on the hot path and on elsewhere', () => {
  const tracing = Object.fromEntries(
    resourcesOf(stack, 'AWS::Lambda::Function').map(({ Properties }) => [
      Properties['Description'],
      (Properties['TracingConfig'] as { Mode: string } | undefined)?.Mode ?? 'off',
    ]),
  );
  expect(tracing).toEqual({
    'Nchf_ConvergedCharging of lily-gb': 'off',
    'Usage records of lily-gb': 'Active',
    'Lost sessions of lily-gb': 'Active',
    'Re-authorisations of lily-gb': 'Active',
  });
});

test('each function gets its own variables only', () => {
  const variables = Object.fromEntries(
    resourcesOf(stack, 'AWS::Lambda::Function').map(({ Properties }) => [
      Properties['Description'],
      Object.keys((Properties['Environment'] as { Variables: object }).Variables).sort(),
    ]),
  );
  expect(variables).toEqual({
    'Nchf_ConvergedCharging of lily-gb': ['ACCOUNTS_TABLE', 'NOTIFY_HOSTS', 'OPERATOR_ID', 'RECORDS_TABLE'],
    'Usage records of lily-gb': ['EVENT_BUS_NAME', 'OPERATOR_ID', 'RECORDS_TABLE'],
    'Lost sessions of lily-gb': ['ACCOUNTS_TABLE', 'EVENT_BUS_NAME', 'OPERATOR_ID', 'RECORDS_TABLE'],
    'Re-authorisations of lily-gb': ['ACCOUNTS_TABLE', 'NOTIFY_HOSTS', 'QUEUE_URL', 'RECORDS_TABLE'],
  });
});

test('routes of both path cases demand the scope', () => {
  const routes = resourcesOf(stack, 'AWS::ApiGatewayV2::Route');
  expect(routes.map(({ Properties }) => Properties['RouteKey'])).toEqual([
    'POST /nchf-convergedcharging/v3/chargingdata',
    'POST /nchf-convergedcharging/v3/chargingdata/{ref}/update',
    'POST /nchf-convergedcharging/v3/chargingdata/{ref}/release',
    'POST /nchf-convergedcharging/v3/chargingData',
    'POST /nchf-convergedcharging/v3/chargingData/{ref}/update',
    'POST /nchf-convergedcharging/v3/chargingData/{ref}/release',
  ]);
  for (const { Properties } of routes) {
    expect(Properties).toMatchObject({ AuthorizationType: 'JWT', AuthorizationScopes: ['charging/session'] });
  }
  template.resourceCountIs('AWS::ApiGatewayV2::Integration', 1);
});

test('the stream is consumed in batches that can fail in part', () => {
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    BatchSize: 100,
    BisectBatchOnFunctionError: true,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    MaximumRetryAttempts: 10,
    StartingPosition: 'TRIM_HORIZON',
    DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
  });
});

test('the dead-letter queue is encrypted, refuses plain HTTP and keeps messages for 14 days', () => {
  template.hasResourceProperties('AWS::SQS::Queue', {
    SqsManagedSseEnabled: true,
    MessageRetentionPeriod: 14 * 24 * 3_600,
  });
  template.hasResourceProperties('AWS::SQS::QueuePolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      ]),
    },
  });
});

test('the sweep runs daily, and what fails is kept', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    ScheduleExpression: 'cron(0 3 * * ? *)',
    Targets: [Match.objectLike({ DeadLetterConfig: Match.anyValue() })],
  });
  template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
    DestinationConfig: { OnFailure: Match.anyValue() },
  });
  Template.fromStack(
    charge({ sweepSchedule: Schedule.rate(Duration.hours(12)) }).stack,
  ).hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(12 hours)' });
});

test('what gives an account value again waits in a queue, to be told to the network', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['wildlily.lily-gb'],
      'detail-type': [
        'balance.topped_up',
        'plan.changed',
        'period.ended',
        'counter.started-again',
        'counter.lifted',
        'account.state-changed',
      ],
    },
    Targets: [Match.objectLike({ DeadLetterConfig: Match.anyValue() })],
  });
  template.hasResourceProperties('AWS::SQS::Queue', {
    VisibilityTimeout: 360,
    RedrivePolicy: Match.objectLike({ maxReceiveCount: 12 }),
  });
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    BatchSize: 10,
    EventSourceArn: stack.resolve(charging.reauthorisationQueue.queueArn),
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  });
});

test('both sides of re-authorisation know the hosts; only a sandbox may tell its own machine', () => {
  const notifying = (props: Props) =>
    resourcesOf(charge(props).stack, 'AWS::Lambda::Function').flatMap(({ Properties }) => {
      const { NOTIFY_HOSTS: hosts, NOTIFY_LOCAL_HTTP: local } = (
        Properties['Environment'] as { Variables: Record<string, string> }
      ).Variables;
      return hosts === undefined ? [] : [`${hosts} ${local ?? 'https'}`];
    });
  const notifyHosts = ['smf.host.example', '*.core.host.example:8443'];
  const allowed = 'smf.host.example,*.core.host.example:8443';
  expect(notifying({ notifyHosts })).toEqual([`${allowed} https`, `${allowed} https`]);
  expect(notifying({ sandbox: true })).toEqual([' 1', ' 1']);
  expect(() => charge({ notifyHosts: ['*'] })).toThrow('notifyHosts[0]: got "*"');
});

test('alarms on errors, throttles, 5xx, p99 latency, dead letters and iterator age', () => {
  const alarms = resourcesOf(stack, 'AWS::CloudWatch::Alarm').map(({ Properties }) =>
    [
      Properties['MetricName'],
      Properties['Statistic'] ?? Properties['ExtendedStatistic'],
      Properties['Threshold'],
    ].join(' '),
  );
  expect(alarms.sort()).toEqual([
    '5xx Sum 1',
    'ApproximateAgeOfOldestMessage Maximum 900',
    'ApproximateNumberOfMessagesVisible Maximum 1',
    'ApproximateNumberOfMessagesVisible Maximum 1',
    'Errors Sum 1',
    'Errors Sum 1',
    'Errors Sum 1',
    'Errors Sum 1',
    'IteratorAge Maximum 900000',
    'Latency p99 300',
    'Throttles Sum 1',
    'Throttles Sum 1',
    'Throttles Sum 1',
    'Throttles Sum 1',
  ]);
  expect(charging.alarms).toHaveLength(alarms.length);
  template.allResourcesProperties('AWS::CloudWatch::Alarm', {
    TreatMissingData: 'notBreaching',
    AlarmActions: Match.absent(),
  });
});

test('alarms tell a topic when there is one', () => {
  const told = charge((scope) => ({ alarmTopic: new Topic(scope, 'Topic') }));
  const topic = { Ref: resourcesOf(told.stack, 'AWS::SNS::Topic')[0]?.logicalId };
  Template.fromStack(told.stack).allResourcesProperties('AWS::CloudWatch::Alarm', {
    AlarmActions: [topic],
    OKActions: [topic],
  });
});

test('no instance is kept warm unless asked; then the routes go to the live version', () => {
  template.resourceCountIs('AWS::Lambda::Alias', 0);
  const warm = charge({ provisionedConcurrency: 5 });
  const warmTemplate = Template.fromStack(warm.stack);
  warmTemplate.hasResourceProperties('AWS::Lambda::Alias', {
    Name: 'live',
    ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 5 },
  });
  const alias = warm.stack.resolve(warm.charging.live?.functionArn);
  warmTemplate.hasResourceProperties('AWS::ApiGatewayV2::Integration', { IntegrationUri: alias });
});

test('memory, log retention and latency objective can be chosen', () => {
  const chosen = Template.fromStack(
    charge({
      memorySizeMb: 1_769,
      logRetention: RetentionDays.ONE_YEAR,
      latencyObjective: Duration.millis(150),
    }).stack,
  );
  chosen.hasResourceProperties('AWS::Lambda::Function', { MemorySize: 1_769 });
  chosen.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
  chosen.hasResourceProperties('AWS::CloudWatch::Alarm', { ExtendedStatistic: 'p99', Threshold: 150 });
});

test('props out of range are refused, all at once', () => {
  expect(() =>
    charge({ memorySizeMb: 64, provisionedConcurrency: 0, latencyObjective: Duration.seconds(30) }),
  ).toThrow(
    [
      'Props of Test/Charging:',
      '  memorySizeMb: got 64; allowed: a whole number from 128 to 10240',
      '  provisionedConcurrency: got 0; allowed: a whole number from 1 to 10000',
      '  latencyObjective (ms): got 30000; allowed: a whole number from 1 to 5000',
    ].join('\n'),
  );
});

const THEIR_ISSUER = {
  issuerUrl: 'https://login.example.com',
  jwksUrl: 'https://login.example.com/keys',
  tokenUrl: 'https://login.example.com/token',
};

test.each([
  ['', []],
  ['lily gb', ['']],
  ['x'.repeat(65), ['wildlily', ' ']],
])('operator id %j and audiences %j are refused, together with the rest', (operatorId, audiences) => {
  expect(() =>
    charge({ operatorId, issuer: { ...THEIR_ISSUER, audiences }, provisionedConcurrency: 0 }),
  ).toThrow(
    [
      'Props of Test/Charging:',
      `  operatorId: got ${JSON.stringify(operatorId)}; allowed: 1 to 64 letters, digits, ".", "_" and "-", first a letter or digit, such as "lily-gb" (operatorId(operator))`,
      `  issuer.audiences: got ${JSON.stringify(audiences)}; allowed: at least one value of the claim aud (or client_id), none of them empty, such as ["wildlily"]`,
      '  provisionedConcurrency: got 0; allowed: a whole number from 1 to 10000',
    ].join('\n'),
  );
});

test('what is known at deployment only is not refused', () => {
  const unknown = Lazy.string({ produce: () => 'later' });
  expect(() =>
    charge({ operatorId: unknown, issuer: { ...THEIR_ISSUER, audiences: [unknown] } }),
  ).not.toThrow();
  expect(() =>
    charge({ issuer: { ...THEIR_ISSUER, audiences: Lazy.list({ produce: () => ['later'] }) } }),
  ).not.toThrow();
});

test('the other constructs refuse the same', () => {
  const scope = testStack();
  const store = new SubscriberStore(scope, 'Store');
  const api = new ScopedHttpApi(scope, 'Api', {
    apiName: 'operator',
    issuer: new Identity(scope, 'Identity'),
  });
  expect(() => new Catalogue(scope, 'Catalogue', { operatorId: '', store, plans: [] })).toThrow(
    'Props of Test/Catalogue:\n  operatorId: got ""; allowed: ',
  );
  expect(() => new SubscriberApi(scope, 'Subscribers', { operatorId: '', store, api })).toThrow(
    'Props of Test/Subscribers:\n  operatorId: got ""; allowed: ',
  );
  const issuer = { ...THEIR_ISSUER, audiences: [] };
  expect(() => new ScopedHttpApi(scope, 'Other', { apiName: 'other', issuer })).toThrow(
    'Props of Test/Other:\n  issuer.audiences: got []; allowed: ',
  );
});

function nameOf(metric: IMetric): string {
  const stat = metric.toMetricConfig().metricStat;
  return `${stat?.metricName} ${stat?.statistic}`;
}

test('its metrics', () => {
  expect(nameOf(charging.metricDecisions('Grants'))).toBe('Grants Sum');
  expect(nameOf(charging.metricRequests())).toBe('Count SampleCount');
  expect(nameOf(charging.metricServerErrors())).toBe('5xx Sum');
  expect(nameOf(charging.metricLatency())).toBe('Latency p99');
  expect(nameOf(charging.metricLatency({ statistic: 'p50' }))).toBe('Latency p50');
  expect(nameOf(charging.metricIteratorAge())).toBe('IteratorAge Maximum');
  expect(nameOf(charging.metricDeadLetters())).toBe('ApproximateNumberOfMessagesVisible Maximum');
  expect(nameOf(charging.metricReauthorisationsGivenUp())).toBe('ApproximateNumberOfMessagesVisible Maximum');
  expect(nameOf(charging.metricReauthorisationLag())).toBe('ApproximateAgeOfOldestMessage Maximum');
});
