import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AttributeType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { LAKE_QUERIES } from '../../domain/lake/queries.js';
import { LAKE_TABLES } from '../../domain/lake/tables.js';
import { InsightLake, type InsightLakeProps } from '../../lib/index.js';
import { testStack } from './support/app.js';
import { resourcesOf } from './support/template.js';

function lake(props: Partial<InsightLakeProps> = {}, stack: Stack = testStack()) {
  const made = new InsightLake(stack, 'Lake', {
    operatorId: 'lily-gb',
    eventBus: new EventBus(stack, 'Bus'),
    hosts: [{ id: 'northern-radio' }, { id: 'second-radio', imsiPrefixes: ['23430'] }],
    ...props,
  });
  return { stack, made, template: Template.fromStack(stack) };
}

test('each table has a stream that makes Parquet by its columns, and Athena finds its days', () => {
  const { stack, made } = lake();
  const tables = resourcesOf(stack, 'AWS::Glue::Table').map(
    ({ Properties }) => Properties['TableInput'] as never,
  ) as {
    Name: string;
    StorageDescriptor: { Columns: { Name: string; Type: string; Comment: string }[] };
    PartitionKeys: unknown;
    Parameters: Record<string, unknown>;
  }[];
  expect(tables.map(({ Name }) => Name)).toEqual(Object.keys(LAKE_TABLES));
  for (const { Name, StorageDescriptor, Parameters } of tables) {
    const { columns } = LAKE_TABLES[Name as keyof typeof LAKE_TABLES];
    expect(StorageDescriptor.Columns).toEqual(
      columns.map(({ name, type, comment }) => ({ Name: name, Type: type, Comment: comment })),
    );
    expect(Parameters['projection.arrived.type']).toBe('date');
    expect(JSON.stringify(Parameters['storage.location.template'])).toContain(
      `/${Name}/arrived=\${arrived}/`,
    );
  }
  const streams = resourcesOf(stack, 'AWS::KinesisFirehose::DeliveryStream').map(
    ({ Properties }) => Properties['ExtendedS3DestinationConfiguration'] as Record<string, unknown>,
  );
  expect(streams.map(({ Prefix }) => Prefix)).toEqual(
    Object.keys(LAKE_TABLES).map((name) => `${name}/arrived=!{timestamp:yyyy-MM-dd}/`),
  );
  for (const { DataFormatConversionConfiguration: conversion } of streams)
    expect(conversion).toMatchObject({
      Enabled: true,
      InputFormatConfiguration: { Deserializer: { OpenXJsonSerDe: {} } },
      OutputFormatConfiguration: { Serializer: { ParquetSerDe: {} } },
    });
  expect(made.databaseName).toMatch(/^wildlily_lily_gb_[0-9a-f]{8}$/);
});

test('ready queries are prepared statements, each with its month', () => {
  const { stack } = lake();
  const statements = resourcesOf(stack, 'AWS::Athena::PreparedStatement').map(({ Properties }) => Properties);
  expect(statements.map(({ StatementName }) => StatementName)).toEqual(
    LAKE_QUERIES.map(({ name }) => name.replaceAll('-', '_')),
  );
  for (const { StatementName } of statements)
    expect(StatementName).toMatch(/^[a-zA-Z_][a-zA-Z0-9_@:]{1,256}$/);
});

test('functions may put into their streams, and nothing else', () => {
  const { stack } = lake();
  const policies = resourcesOf(stack, 'AWS::IAM::Policy').filter(({ Properties }) =>
    JSON.stringify(Properties['Roles']).includes('UsageRuntime'),
  );
  const actions = policies.flatMap(({ Properties }) =>
    (Properties['PolicyDocument'] as { Statement: { Action: string | string[] }[] }).Statement.flatMap(
      ({ Action }) => Action,
    ),
  );
  expect(actions.filter((action) => action.startsWith('firehose:')).sort()).toEqual([
    'firehose:PutRecord',
    'firehose:PutRecordBatch',
  ]);
  expect(actions.filter((action) => /^(dynamodb|s3|glue):/.test(action))).toEqual([]);
});

test('the ledger comes from the stream of its table, where there is one', () => {
  expect(resourcesOf(lake().stack, 'AWS::Lambda::EventSourceMapping')).toHaveLength(1);
  const stack = testStack();
  const ledger = new Table(stack, 'Ledger', {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    stream: StreamViewType.NEW_IMAGE,
  });
  const { made, template } = lake({ ledger }, stack);
  expect(made.entries).toBeDefined();
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    StartingPosition: 'TRIM_HORIZON',
    BisectBatchOnFunctionError: true,
  });
});

test('what can not be used is said at once', () => {
  const stack = new Stack(new App(), 'S');
  expect(
    () => new InsightLake(stack, 'L', { operatorId: 'a b', eventBus: new EventBus(stack, 'B'), hosts: [] }),
  ).toThrow(/operatorId[\s\S]*hosts/);
});
