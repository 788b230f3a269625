import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ALLOW_DATA_DELETION, SubscriberStore } from '../../lib/index.js';
import { testApp, testStack } from './support/app.js';

const TABLE = 'AWS::DynamoDB::GlobalTable';

function stackWith(
  props: ConstructorParameters<typeof SubscriberStore>[2],
  context: Record<string, unknown> = {},
): Stack {
  const stack = testStack(context);
  new SubscriberStore(stack, 'Store', props);
  return stack;
}

const isDeleted = (stack: Stack) =>
  Object.values(Template.fromStack(stack).findResources(TABLE)).every(
    (table) =>
      table['DeletionPolicy'] === 'Delete' &&
      table['Properties'].Replicas[0].DeletionProtectionEnabled === false,
  );
const warnings = (stack: Stack) =>
  Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('wildlily:allowDataDeletion'));

test('Accounts has one key, no index and a stream of new and old images', () => {
  const template = Template.fromStack(stackWith({}));
  template.hasResourceProperties(TABLE, {
    KeySchema: [{ AttributeName: 'k', KeyType: 'HASH' }],
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    BillingMode: 'PAY_PER_REQUEST',
    GlobalSecondaryIndexes: Match.absent(),
    TimeToLiveSpecification: Match.absent(),
  });
});

test('Records has two keys, one index and a time to live', () => {
  Template.fromStack(stackWith({})).hasResourceProperties(TABLE, {
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'gsi1',
        KeySchema: [
          { AttributeName: 'gsi1pk', KeyType: 'HASH' },
          { AttributeName: 'gsi1sk', KeyType: 'RANGE' },
        ],
      },
    ],
    TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    StreamSpecification: Match.absent(),
  });
});

test('both tables are recoverable, protected and retained', () => {
  const template = Template.fromStack(stackWith({}));
  template.allResources(TABLE, {
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: {
      Replicas: [
        {
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        },
      ],
    },
  });
});

describe('deleting data needs two keys', () => {
  beforeEach(() => {
    // Synthesis prints the warning that is expected here.
    jest.spyOn(console, 'error').mockImplementation();
  });
  afterEach(() => jest.restoreAllMocks());

  test.each([
    ['neither', {}, {}, false, 0],
    ['the flag only', {}, { [ALLOW_DATA_DELETION]: true }, false, 0],
    ['the prop only', { removalPolicy: RemovalPolicy.DESTROY }, {}, false, 1],
    ['both', { removalPolicy: RemovalPolicy.DESTROY }, { [ALLOW_DATA_DELETION]: true }, true, 0],
    [
      'both, from the command line',
      { removalPolicy: RemovalPolicy.DESTROY },
      { [ALLOW_DATA_DELETION]: 'true' },
      true,
      0,
    ],
  ])('%s', (_, props, context, deleted, warned) => {
    const stack = stackWith(props, context);
    expect(isDeleted(stack)).toBe(deleted);
    expect(warnings(stack)).toHaveLength(warned);
  });
});

test('warm throughput is for Accounts only', () => {
  const template = Template.fromStack(
    stackWith({ accountsWarmThroughput: { readUnitsPerSecond: 20_000, writeUnitsPerSecond: 10_000 } }),
  );
  template.resourcePropertiesCountIs(
    TABLE,
    { WarmThroughput: { ReadUnitsPerSecond: 20_000, WriteUnitsPerSecond: 10_000 } },
    1,
  );
  template.hasResourceProperties(TABLE, {
    WarmThroughput: Match.anyValue(),
    StreamSpecification: Match.anyValue(),
  });
});

test('with a customer-managed key, grants include it', () => {
  const stack = new Stack(testApp(), 'Test', { env: { region: 'eu-west-2' } });
  const store = new SubscriberStore(stack, 'Store', { encryptionKey: new Key(stack, 'Key') });
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  store.grantReadPlans(role);
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'kms:Decrypt' })]) },
  });
});

test('tables that exist already are used, not made', () => {
  const stack = testStack();
  const store = SubscriberStore.fromTables(stack, 'Store', {
    accounts: TableV2.fromTableName(stack, 'Accounts', 'their-accounts'),
    records: TableV2.fromTableName(stack, 'Records', 'their-records'),
  });
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  store.grantReadPlans(role);
  const template = Template.fromStack(stack);
  template.resourceCountIs(TABLE, 0);
  const [policy] = Object.values(template.findResources('AWS::IAM::Policy'));
  expect(JSON.stringify(policy)).toContain('table/their-records/index/gsi1');
});

test('two stores in one stack', () => {
  const stack = testStack();
  new SubscriberStore(stack, 'One');
  new SubscriberStore(stack, 'Two');
  Template.fromStack(stack).resourceCountIs(TABLE, 4);
});

test('metrics name the table', () => {
  const stack = testStack();
  const store = new SubscriberStore(stack, 'Store');
  expect(store.metricConsumedWrites().toMetricConfig().metricStat?.metricName).toBe(
    'ConsumedWriteCapacityUnits',
  );
  expect(store.metricThrottledWrites().toMetricConfig().metricStat?.metricName).toBe('WriteThrottleEvents');
});
