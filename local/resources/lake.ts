/** Tables of Glue, and delivery streams that write Parquet files by them. */
import type { LocalCloud } from '../cloud.js';
import { LocalDeliveryStream } from '../firehose/delivery-stream.js';
import type { Column } from '../firehose/parquet.js';
import type { Provider } from '../template/deployment.js';

/** Rows wait for others as long as a person does. */
const WAIT_MS = 3_000;

export function glueProviders({ glueTables }: LocalCloud): Provider[] {
  return [
    {
      types: ['AWS::Glue::Database'],
      create: ({ properties, physicalName }) => {
        const { DatabaseInput: { Name = physicalName } = {} } = properties as {
          DatabaseInput?: { Name?: string };
        };
        return { ref: Name };
      },
    },
    {
      types: ['AWS::Glue::Table'],
      create: ({ properties, physicalName }) => {
        const { DatabaseName, TableInput } = properties as {
          DatabaseName: string;
          TableInput: {
            Name?: string;
            StorageDescriptor?: { Columns?: readonly Column[] };
          };
        };
        const name = TableInput.Name ?? physicalName;
        glueTables.set(`${DatabaseName}.${name}`, TableInput.StorageDescriptor?.Columns ?? []);
        return { ref: name };
      },
    },
  ];
}

interface StreamProps {
  readonly DeliveryStreamName?: string;
  readonly ExtendedS3DestinationConfiguration?: {
    readonly BucketARN: string;
    readonly Prefix?: string;
    readonly DataFormatConversionConfiguration?: {
      readonly SchemaConfiguration?: { readonly DatabaseName: string; readonly TableName: string };
    };
  };
}

export function deliveryStreamProvider(cloud: LocalCloud): Provider {
  return {
    types: ['AWS::KinesisFirehose::DeliveryStream'],
    create: ({ properties, physicalName }) => {
      const { DeliveryStreamName, ExtendedS3DestinationConfiguration: destination } =
        properties as StreamProps;
      const name = DeliveryStreamName ?? physicalName.slice(0, 64);
      const schema = destination?.DataFormatConversionConfiguration?.SchemaConfiguration;
      const columns =
        schema === undefined ? undefined : cloud.glueTables.get(`${schema.DatabaseName}.${schema.TableName}`);
      if (destination === undefined || columns === undefined)
        throw new Error(
          `the local run has delivery streams into S3 that convert by a table of Glue; ${name} is none`,
        );
      const bucket = cloud.s3.createBucket(destination.BucketARN.replace(/^arn:[^:]*:s3:::/, ''));
      const stream = new LocalDeliveryStream({
        name,
        prefix: destination.Prefix ?? '',
        columns,
        put: async (key, content) =>
          bucket.put(key, once(content), {
            contentType: 'application/vnd.apache.parquet',
            metadata: {},
            onlyNew: true,
          }),
        waitMs: WAIT_MS,
        print: (line) => console.error(line),
      });
      cloud.deliveryStreams.set(name, stream);
      return { ref: name, attributes: { Arn: cloud.arn('firehose', `deliverystream/${name}`) } };
    },
  };
}

// eslint-disable-next-line @typescript-eslint/require-await -- A body is read as it comes; this one is there.
async function* once(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}
