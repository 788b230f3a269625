import { createHash, randomUUID } from 'node:crypto';
import type { LocalCloud } from '../cloud.js';
import type { BusEvent } from '../events/event-bus.js';
import type { ObjectChange } from '../s3/operations.js';
import type { Provider } from '../template/deployment.js';

interface BucketProps {
  readonly BucketName?: string;
  readonly NotificationConfiguration?: NotificationConfiguration;
}

interface NotificationConfiguration {
  readonly EventBridgeConfiguration?: { readonly EventBridgeEnabled?: boolean };
  readonly LambdaConfigurations?: readonly unknown[];
  readonly QueueConfigurations?: readonly unknown[];
  readonly TopicConfigurations?: readonly unknown[];
}

/** S3 buckets; with notifications to EventBridge, events on the bus `default`. */
export function bucketProvider(cloud: LocalCloud): Provider {
  return {
    types: ['AWS::S3::Bucket'],
    create: ({ properties, physicalName, stack }) => {
      const { BucketName, NotificationConfiguration: notifications } = properties as BucketProps;
      const name = BucketName ?? bucketName(physicalName);
      cloud.s3.createBucket(name);
      cloud.buckets.push({ name, operator: stack.stage });
      notify(cloud, name, notifications ?? {});
      const host = `${name}.s3.${cloud.options.region}.amazonaws.com`;
      return {
        ref: name,
        attributes: {
          Arn: `arn:aws:s3:::${name}`,
          DomainName: `${name}.s3.amazonaws.com`,
          RegionalDomainName: host,
        },
      };
    },
  };
}

/** What CDK's `eventBridgeEnabled` and `addEventNotification` render, beside the bucket. */
export function bucketNotificationsProvider(cloud: LocalCloud): Provider {
  return {
    types: ['Custom::S3BucketNotifications'],
    create: ({ properties, physicalName }) => {
      const { BucketName, NotificationConfiguration } = properties as {
        BucketName: string;
        NotificationConfiguration: NotificationConfiguration;
      };
      const { EventBridgeConfiguration: bridge, ...others } = NotificationConfiguration;
      // This API switches EventBridge on by an empty object.
      notify(cloud, BucketName, {
        ...others,
        ...(bridge === undefined ? {} : { EventBridgeConfiguration: { EventBridgeEnabled: true } }),
      });
      return { ref: physicalName };
    },
  };
}

function notify(cloud: LocalCloud, bucket: string, configuration: NotificationConfiguration): void {
  const { EventBridgeConfiguration: bridge, ...others } = configuration;
  const direct = Object.entries(others).filter(([, list]) => Array.isArray(list) && list.length > 0);
  if (direct.length > 0)
    throw new Error(
      `the local run sends notifications of buckets to EventBridge only, not ${direct.map(([kind]) => kind).join(', ')}`,
    );
  if (bridge?.EventBridgeEnabled !== true) return;
  const bus = cloud.buses.get('default');
  cloud.s3.onChange(bucket, (change) => bus?.put(objectEvent(cloud, bucket, change)));
}

/** Source: S3 user guide, "Amazon S3 event notification message structure: EventBridge". */
function objectEvent({ options }: LocalCloud, bucket: string, change: ObjectChange): BusEvent {
  const sequencer = nextSequencer();
  const object =
    change.type === 'created'
      ? {
          key: change.object.key,
          size: change.object.size,
          etag: change.object.etag.replaceAll('"', ''),
          sequencer,
        }
      : { key: change.key, sequencer };
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': change.type === 'created' ? 'Object Created' : 'Object Deleted',
    source: 'aws.s3',
    account: options.accountId,
    time: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    region: options.region,
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object,
      'request-id': randomUUID().slice(0, 16).toUpperCase(),
      requester: options.accountId,
      'source-ip-address': '127.0.0.1',
      reason: change.reason,
      ...(change.type === 'deleted' ? { 'deletion-type': 'Permanently Deleted' } : {}),
    },
  };
}

let sequence = 0;

/** Hexadecimal, growing with time: tells the later of two changes of one key. */
function nextSequencer(): string {
  sequence = (sequence + 1) % 0x10000;
  return (Date.now().toString(16).padStart(12, '0') + sequence.toString(16).padStart(4, '0')).toUpperCase();
}

const MAX_NAME = 63;

/** 3 to 63 lower-case letters, digits and hyphens; a longer one is cut, and told apart by its hash. */
function bucketName(physicalName: string): string {
  const name = physicalName.toLowerCase().replaceAll(/[^a-z0-9-]/g, '-');
  if (name.length <= MAX_NAME) return name;
  const digest = createHash('sha256').update(physicalName).digest('hex').slice(0, 8);
  return `${name.slice(0, MAX_NAME - 9)}-${digest}`;
}
