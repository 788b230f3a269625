import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { deployedPath } from '../../domain/partners/route.js';
import { LEDGER_ROUTES } from '../../domain/ledger/routes.js';
import {
  Identity,
  Ledger,
  type LedgerProps,
  LedgerStore,
  ScopedHttpApi,
  SubscriberStore,
} from '../../lib/index.js';
import { testStack } from './support/app.js';
import { resourcesOf } from './support/template.js';

function ledger(props: Partial<LedgerProps> = {}, stack: Stack = testStack()) {
  const issuer = new Identity(stack, 'Identity', { sandbox: false, channelPartners: [] });
  const made = new Ledger(stack, 'Ledger', {
    operatorId: 'lily-gb',
    store: new SubscriberStore(stack, 'Subscribers'),
    issuer,
    api: new ScopedHttpApi(stack, 'Api', { apiName: 'settlement', issuer }),
    url: 'https://settlement.lily.example',
    eventBus: new EventBus(stack, 'Bus'),
    hosts: [{ id: 'northern-radio' }],
    ...props,
  });
  return { stack, made };
}

const { stack } = ledger({ files: undefined, pointValue: '0.01' });

function actionsOf(of: Stack, role: string): string[] {
  return resourcesOf(of, 'AWS::IAM::Policy')
    .filter(({ Properties }) => JSON.stringify(Properties['Roles']).includes(role))
    .flatMap(({ Properties }) =>
      (Properties['PolicyDocument'] as { Statement: { Action: string | string[] }[] }).Statement.flatMap(
        ({ Action }) => Action,
      ),
    );
}

test('answers every route of the ledger under its scope', () => {
  const deployed = resourcesOf(stack, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => [
    Properties['RouteKey'],
    Properties['AuthorizationScopes'],
  ]);
  expect(new Map(deployed as [string, string[]][])).toEqual(
    new Map(LEDGER_ROUTES.map((route) => [`${route.method} ${deployedPath(route)}`, [route.scope]])),
  );
});

test('the books are kept: retained, protected, recoverable, with a stream of new images', () => {
  const [table] = resourcesOf(stack, 'AWS::DynamoDB::GlobalTable').filter(
    ({ Properties }) =>
      JSON.stringify(Properties['StreamSpecification'] ?? {}) === '{"StreamViewType":"NEW_IMAGE"}',
  );
  expect(table).toMatchObject({
    DeletionPolicy: 'Retain',
    Properties: {
      BillingMode: 'PAY_PER_REQUEST',
      Replicas: [
        {
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        },
      ],
    },
  });
});

test('sums follow the stream by shards, of new entries alone, and give nothing up', () => {
  const [mapping] = resourcesOf(stack, 'AWS::Lambda::EventSourceMapping').filter(
    ({ Properties }) => Properties['TumblingWindowInSeconds'] !== undefined,
  );
  expect(mapping?.Properties).toMatchObject({
    BisectBatchOnFunctionError: true,
    StartingPosition: 'TRIM_HORIZON',
  });
  expect(mapping?.Properties).not.toHaveProperty('MaximumRetryAttempts');
  expect(mapping?.Properties).not.toHaveProperty('ParallelizationFactor');
  const { Filters } = mapping!.Properties['FilterCriteria'] as { Filters: { Pattern: string }[] };
  expect(Filters.map(({ Pattern }) => JSON.parse(Pattern) as unknown)).toEqual([
    { eventName: ['INSERT'], dynamodb: { Keys: { pk: { S: [{ prefix: 'JOURNAL#' }] } } } },
  ]);
});

test('nobody may delete from the books; who posts can not change, who sums can not post', () => {
  const of = (role: string) => [
    ...new Set(actionsOf(stack, role).filter((action) => action.startsWith('dynamodb:'))),
  ];
  for (const role of ['LedgerPost', 'LedgerSum', 'LedgerSweep'])
    expect(of(role).filter((action) => /Delete|Scan/.test(action))).toEqual([]);
  expect(of('LedgerPost')).toEqual(expect.arrayContaining(['dynamodb:PutItem', 'dynamodb:BatchGetItem']));
  expect(of('LedgerPost')).not.toContain('dynamodb:UpdateItem');
  expect(of('LedgerSum')).not.toContain('dynamodb:PutItem');
});

test('alarms: errors, an imbalance, dead letters, lag', () => {
  const alarms = resourcesOf(stack, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
  expect(alarms).toHaveLength(7);
  const metrics = alarms.map(({ MetricName, Threshold }) => [MetricName, Threshold]);
  expect(metrics).toEqual(
    expect.arrayContaining([
      ['Unbalanced', 1],
      ['ApproximateNumberOfMessagesVisible', 1],
      ['IteratorAge', 1_800_000],
    ]),
  );
});

test('months are written below ledger/ of a bucket that is named, and nowhere else', () => {
  const other = testStack();
  const files = new Bucket(other, 'Files');
  ledger({ files }, other);
  const puts = JSON.stringify(resourcesOf(other, 'AWS::IAM::Policy')).match(/"s3:PutObject"/g);
  expect(puts).toHaveLength(1);
  expect(JSON.stringify(Template.fromStack(other).toJSON())).toContain('/ledger/*');
});

test('a store that is brought along is used', () => {
  const other = testStack();
  const ledgerStore = new LedgerStore(other, 'Books');
  const { made } = ledger({ ledgerStore }, other);
  expect(made.ledgerStore).toBe(ledgerStore);
  expect(
    resourcesOf(other, 'AWS::DynamoDB::GlobalTable').filter(
      ({ Properties }) =>
        JSON.stringify(Properties['StreamSpecification'] ?? {}) === '{"StreamViewType":"NEW_IMAGE"}',
    ),
  ).toHaveLength(1);
});

test('everything that is wrong is told at once', () => {
  const wrong = () => ledger({ hosts: [], closeOnDay: 31, pointValue: 'a cent' });
  for (const prop of ['hosts', 'closeOnDay', 'pointValue']) expect(wrong).toThrow(prop);
});
