import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { ALLOW_DATA_DELETION, BulkFiles, SubscriberStore, type BulkFilesProps } from '../../lib/index.js';
import { testStack } from './support/app.js';
import { resourcesOf, templateOf } from './support/template.js';

function bulkFiles(
  props: Partial<BulkFilesProps> = {},
  stack: Stack = testStack(),
): { stack: Stack; files: BulkFiles; template: Template } {
  const files = new BulkFiles(stack, 'Files', {
    operatorId: 'lily-gb',
    store: new SubscriberStore(stack, 'Store'),
    eventBus: new EventBus(stack, 'Bus'),
    settlements: true,
    ...props,
  });
  return { stack, files, template: Template.fromStack(stack) };
}

test('the bucket is encrypted, private, versioned and tells EventBridge by a property, without a function of CDK', () => {
  const { template } = bulkFiles();
  template.hasResourceProperties('AWS::S3::Bucket', {
    BucketEncryption: Match.objectLike({
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    }),
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    VersioningConfiguration: { Status: 'Enabled' },
    NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
  });
  template.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      ]),
    },
  });
  template.resourceCountIs('Custom::S3BucketNotifications', 0);
});

test('files go, unfinished uploads and old versions too', () => {
  const { template } = bulkFiles({ fileRetention: Duration.days(60) });
  template.hasResourceProperties('AWS::S3::Bucket', {
    LifecycleConfiguration: {
      Rules: Match.arrayWith([
        Match.objectLike({ Prefix: 'usage/', ExpirationInDays: 60 }),
        Match.objectLike({ Prefix: 'members/', ExpirationInDays: 60 }),
        Match.objectLike({ Prefix: 'settlements/', ExpirationInDays: 60 }),
        Match.objectLike({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 30 } }),
      ]),
    },
  });
});

test.each(['usage', 'members', 'settlements'])(
  'an upload below %s/ is one message for one function',
  (prefix) => {
    const { stack } = bulkFiles({ settlements: true });
    const [rule] = resourcesOf(stack, 'AWS::Events::Rule').filter(({ Properties }) =>
      JSON.stringify(Properties['EventPattern']).includes(`"${prefix}/"`),
    );
    expect(rule?.Properties['EventPattern']).toEqual({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: {
        bucket: { name: [{ Ref: expect.stringMatching(/^FilesBucket/) as string }] },
        object: { key: [{ prefix: `${prefix}/` }] },
      },
    });
    const [{ Arn }] = (rule?.Properties['Targets'] ?? [{}]) as [{ Arn?: unknown }];
    const mappings = resourcesOf(stack, 'AWS::Lambda::EventSourceMapping').filter(
      ({ Properties }) => JSON.stringify(Properties['EventSourceArn']) === JSON.stringify(Arn),
    );
    expect(mappings.map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining({ BatchSize: 1, FunctionResponseTypes: ['ReportBatchItemFailures'] }),
    ]);
  },
);

test('a message comes back only after its function is over, and not for ever', () => {
  const { stack } = bulkFiles({ settlements: true });
  const timeouts = resourcesOf(stack, 'AWS::Lambda::Function').map(({ Properties }) => Properties['Timeout']);
  expect(timeouts).toEqual([900, 900, 900]);
  const queues = resourcesOf(stack, 'AWS::SQS::Queue').filter(
    ({ Properties }) => Properties['RedrivePolicy'],
  );
  expect(queues).toHaveLength(3);
  for (const { Properties } of queues) {
    expect(Properties['VisibilityTimeout']).toBeGreaterThan(900);
    expect(Properties['RedrivePolicy']).toMatchObject({ maxReceiveCount: 10 });
  }
});

test('what does not agree with a settlement is an alarm', () => {
  const { template, files } = bulkFiles({ settlements: true });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'Wildlily/Payments',
    MetricName: 'Mismatched',
    Dimensions: [{ Name: 'Operator', Value: 'lily-gb' }],
    Threshold: 1,
    TreatMissingData: 'notBreaching',
  });
  expect(files.metricMismatched().toMetricConfig().metricStat?.statistic).toBe('Sum');
});

test('only those who take payments have a function for settlement files', () => {
  const { stack, files } = bulkFiles({ settlements: undefined });
  expect(files.settlements).toBeUndefined();
  const { Resources } = templateOf(stack);
  expect(Object.keys(Resources).filter((name) => name.includes('Settlements'))).toEqual([]);
  expect(Object.keys(templateOf(bulkFiles().stack).Resources).join()).toContain('Settlements');
});

test('every alarm is listed, and has a reader of its meaning', () => {
  const { stack, files } = bulkFiles();
  const alarms = resourcesOf(stack, 'AWS::CloudWatch::Alarm');
  expect(alarms).toHaveLength(files.alarms.length);
  expect(alarms.every(({ Properties }) => String(Properties['AlarmDescription']).includes('lily-gb'))).toBe(
    true,
  );
});

test('the bucket is kept unless both keys say otherwise', () => {
  const policyOf = (stack: Stack): string | undefined =>
    resourcesOf(stack, 'AWS::S3::Bucket')[0]?.DeletionPolicy;
  expect(policyOf(bulkFiles().stack)).toBe('Retain');
  const both = new Stack(new App({ context: { [ALLOW_DATA_DELETION]: true } }), 'Test');
  expect(policyOf(bulkFiles({ removalPolicy: RemovalPolicy.DESTROY }, both).stack)).toBe('Delete');
});

test('props that can not be used are refused, all at once', () => {
  expect(() => bulkFiles({ operatorId: 'a b', fileRetention: Duration.days(5) })).toThrow(
    /operatorId[\s\S]*fileRetention \(days\): got 5; allowed: a whole number from 31/,
  );
});
