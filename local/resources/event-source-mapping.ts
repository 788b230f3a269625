import { join } from 'node:path';
import type { LocalCloud } from '../cloud.js';
import { compilePattern } from '../events/pattern.js';
import { QueueSource } from '../lambda/queue-source.js';
import { StreamJournal } from '../lambda/stream-journal.js';
import { StreamSource } from '../lambda/stream-source.js';
import type { Provider } from '../template/deployment.js';

interface MappingProps {
  readonly FunctionName: string;
  readonly EventSourceArn: string;
  readonly Enabled?: boolean;
  readonly BatchSize?: number;
  readonly MaximumBatchingWindowInSeconds?: number;
  readonly TumblingWindowInSeconds?: number;
  readonly BisectBatchOnFunctionError?: boolean;
  readonly MaximumRetryAttempts?: number;
  readonly MaximumRecordAgeInSeconds?: number;
  readonly FunctionResponseTypes?: readonly string[];
  readonly FilterCriteria?: { readonly Filters?: readonly { readonly Pattern: string }[] };
  readonly DestinationConfig?: { readonly OnFailure?: { readonly Destination: string } };
  readonly ScalingConfig?: { readonly MaximumConcurrency?: number };
}

/** Lambda polls a shard of a stream four times a second. */
const POLL_MS = 250;

/** Event source mappings: from a DynamoDB stream, from an SQS queue. */
export function eventSourceMappingProvider(cloud: LocalCloud): Provider {
  return {
    types: ['AWS::Lambda::EventSourceMapping'],
    create: ({ properties, physicalName }) => {
      const props = properties as unknown as MappingProps;
      const provisioned = { ref: physicalName, attributes: { Id: physicalName } };
      if (props.Enabled === false) return provisioned;
      const [, service] = /^arn:[^:]*:([^:]+):/.exec(props.EventSourceArn) ?? [];
      if (service === 'dynamodb') addStream(cloud, props, physicalName);
      else if (service === 'sqs') addQueue(cloud, props);
      else
        throw new Error(
          `the local run has no event source "${props.EventSourceArn}"; it has dynamodb and sqs`,
        );
      return provisioned;
    },
  };
}

function addStream(cloud: LocalCloud, props: MappingProps, name: string): void {
  const target = cloud.functionOf(props.FunctionName);
  const table = /:table\/([^/]+)\/stream\//.exec(props.EventSourceArn)?.[1];
  if (table === undefined) throw new Error(`"${props.EventSourceArn}" is no stream of a table`);
  const { dataDirectory } = cloud.options;
  const destination = props.DestinationConfig?.OnFailure?.Destination;
  const source = new StreamSource({
    functionArn: target.arn,
    streamArn: props.EventSourceArn,
    batchSize: props.BatchSize ?? 100,
    windowMs: Math.max(POLL_MS, (props.MaximumBatchingWindowInSeconds ?? 0) * 1000),
    maxRetries: props.MaximumRetryAttempts ?? -1,
    maxAgeMs: props.MaximumRecordAgeInSeconds === undefined ? -1 : props.MaximumRecordAgeInSeconds * 1000,
    bisect: props.BisectBatchOnFunctionError ?? false,
    reportsItemFailures: reportsItemFailures(props),
    filters: filters(props),
    tumblingMs:
      props.TumblingWindowInSeconds === undefined ? undefined : props.TumblingWindowInSeconds * 1000,
    invoke: async (event) => await target.invoke(event),
    onGivenUp: destination === undefined ? undefined : (report) => cloud.sendTo(destination, report),
    retryDelayMs: (attempt) => Math.min(5_000, 50 * 2 ** attempt),
    journal:
      dataDirectory === undefined
        ? undefined
        : new StreamJournal(join(dataDirectory, 'streams', `${name.replaceAll(/[^\w.-]/g, '_')}.jsonl`)),
  });
  cloud.options.dynamodb.onStream(table, (record) => source.push(record));
  cloud.streamSources.push(source);
}

function addQueue(cloud: LocalCloud, props: MappingProps): void {
  const target = cloud.functionOf(props.FunctionName);
  cloud.queueSources.push(
    new QueueSource({
      queue: cloud.queueOf(props.EventSourceArn),
      region: cloud.options.region,
      batchSize: props.BatchSize ?? 10,
      reportsItemFailures: reportsItemFailures(props),
      filters: filters(props),
      concurrency: Math.min(props.ScalingConfig?.MaximumConcurrency ?? 2, cloud.options.concurrency),
      invoke: async (event) => await target.invoke(event),
    }),
  );
}

const reportsItemFailures = ({ FunctionResponseTypes = [] }: MappingProps): boolean =>
  FunctionResponseTypes.includes('ReportBatchItemFailures');

const filters = ({ FilterCriteria }: MappingProps): ((record: unknown) => boolean)[] =>
  (FilterCriteria?.Filters ?? []).map(({ Pattern }) => compilePattern(JSON.parse(Pattern)));
