import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalCloud } from '../../../local/cloud.js';
import type { BusEvent } from '../../../local/events/event-bus.js';
import { LambdaLog } from '../../../local/lambda/log.js';
import { bucketNotificationsProvider, bucketProvider } from '../../../local/resources/s3-bucket.js';
import { startLocalS3, type LocalS3 } from '../../../local/s3/server.js';
import type { Resource } from '../../../local/template/deployment.js';

let folder: string;
let s3: LocalS3;
let cloud: LocalCloud;
let events: BusEvent[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wildlily-notifications-'));
  s3 = await startLocalS3();
  const place = { region: 'eu-west-2', accountId: '000000000000' };
  cloud = new LocalCloud({
    ...place,
    baseUrl: '',
    dynamodb: {
      endpoint: '',
      call: () => Promise.reject(new Error('none')),
      onStream: () => () => undefined,
    },
    awsEndpoint: '',
    s3,
    concurrency: 1,
    log: new LambdaLog(join(folder, 'logs'), () => undefined),
  });
  events = [];
  cloud.buses.get('default')?.addRule({ matches: () => true, deliver: (event) => events.push(event) });
});

afterEach(async () => {
  await cloud.stop();
  await s3.stop();
  rmSync(folder, { recursive: true });
});

const resource = (physicalName: string, properties: Record<string, unknown>): Resource => ({
  logicalId: 'Files',
  type: 'AWS::S3::Bucket',
  stack: { name: 'lily-gb-Services', stage: 'lily-gb', template: {}, assets: new Map() },
  physicalName,
  properties,
});
const BRIDGE = { EventBridgeConfiguration: { EventBridgeEnabled: true } };
const change = async (bucket: string, method: string): Promise<number> =>
  (
    await fetch(`${s3.endpoint}/${bucket}/usage/a.csv`, {
      method,
      ...(method === 'PUT' ? { body: 'a,b\n' } : {}),
    })
  ).status;

test('changes of objects are events on the default bus, in the shape of S3', async () => {
  const { ref, attributes } = await bucketProvider(cloud).create(
    resource('lily-gb-Services-Files', { NotificationConfiguration: BRIDGE }),
  );
  expect(ref).toBe('lily-gb-services-files');
  expect(attributes?.['Arn']).toBe('arn:aws:s3:::lily-gb-services-files');
  await change(ref, 'PUT');
  await change(ref, 'PUT');
  await change(ref, 'DELETE');
  expect(events.map(({ 'detail-type': type }) => type)).toEqual([
    'Object Created',
    'Object Created',
    'Object Deleted',
  ]);
  expect(events[0]).toMatchObject({
    version: '0',
    source: 'aws.s3',
    account: '000000000000',
    region: 'eu-west-2',
    resources: [`arn:aws:s3:::${ref}`],
    detail: {
      version: '0',
      bucket: { name: ref },
      object: {
        key: 'usage/a.csv',
        size: 4,
        etag: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
        sequencer: expect.stringMatching(/^[0-9A-F]{16}$/) as string,
      },
      reason: 'PutObject',
    },
  });
  const sequencers = events.map(
    ({ detail }) => (detail as { object: { sequencer: string } }).object.sequencer,
  );
  expect(sequencers).toEqual(sequencers.toSorted());
  expect(new Set(sequencers).size).toBe(3);
});

test("CDK's own resource for notifications does the same", async () => {
  const { ref } = await bucketProvider(cloud).create(resource('plain', {}));
  await change(ref, 'PUT');
  expect(events).toEqual([]);
  await bucketNotificationsProvider(cloud).create(
    resource('notifications', {
      BucketName: ref,
      NotificationConfiguration: { EventBridgeConfiguration: {} },
    }),
  );
  await change(ref, 'PUT');
  expect(events).toHaveLength(1);
});

test('notifications that the local run can not send are refused by name', () => {
  const configuration = { QueueConfigurations: [{ QueueArn: 'arn:aws:sqs:eu-west-2:000000000000:q' }] };
  expect(() =>
    bucketProvider(cloud).create(resource('direct', { NotificationConfiguration: configuration })),
  ).toThrow(/EventBridge only, not QueueConfigurations/);
});

test('a long name is cut to what S3 takes, and stays its own', async () => {
  const names = await Promise.all(
    ['a', 'b'].map(
      async (end) => (await bucketProvider(cloud).create(resource(`${'Long-'.repeat(20)}${end}`, {}))).ref,
    ),
  );
  expect(new Set(names).size).toBe(2);
  for (const name of names) expect(name).toMatch(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/);
});
