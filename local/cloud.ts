import type { LocalDynamoDb } from './dynamodb/index.js';
import { LocalEventBus } from './events/event-bus.js';
import { Scheduler } from './events/scheduler.js';
import type { LocalDeliveryStream } from './firehose/delivery-stream.js';
import type { Column } from './firehose/parquet.js';
import type { HttpApi } from './http/http-api.js';
import type { TokenIssuer } from './identity/token-issuer.js';
import { invokeAsync, type AsyncInvokeConfig } from './lambda/async-invoke.js';
import type { LocalFunction } from './lambda/function.js';
import type { QueueSource } from './lambda/queue-source.js';
import type { StreamSource } from './lambda/stream-source.js';
import type { LambdaLog } from './lambda/log.js';
import type { LocalS3 } from './s3/server.js';
import type { LocalQueue } from './sqs/queue.js';

export interface CloudOptions {
  readonly region: string;
  readonly accountId: string;
  /** Where the APIs are served: `http://127.0.0.1:8100`. */
  readonly baseUrl: string;
  readonly dynamodb: Pick<LocalDynamoDb, 'endpoint' | 'call' | 'onStream'>;
  /** Where SQS and EventBridge answer. */
  readonly awsEndpoint: string;
  /** Only templates without buckets can do without. */
  readonly s3?: LocalS3 | undefined;
  /** Most environments of one function. */
  readonly concurrency: number;
  readonly log: LambdaLog;
  /** Where streams keep what their consumers have not handled yet; in memory only when absent. */
  readonly dataDirectory?: string | undefined;
}

/** What the templates became: everything that runs, by the names and ARNs that templates use. */
export class LocalCloud {
  readonly options: CloudOptions;
  /** By ARN, without qualifier. */
  readonly functions = new Map<string, LocalFunction>();
  readonly asyncConfigs = new Map<string, AsyncInvokeConfig>();
  /** By ARN. */
  readonly queues = new Map<string, LocalQueue>();
  /** By name; every account has the bus `default`. */
  readonly buses = new Map([['default', new LocalEventBus('default')]]);
  /** With the stage that each belongs to. */
  readonly buckets: { readonly name: string; readonly operator: string }[] = [];
  /** By name. */
  readonly deliveryStreams = new Map<string, LocalDeliveryStream>();
  /** Columns of tables of Glue, by `<database>.<table>`. */
  readonly glueTables = new Map<string, readonly Column[]>();
  /** By id. */
  readonly apis = new Map<string, HttpApi>();
  /** By user pool id. */
  readonly issuers = new Map<string, TokenIssuer>();
  readonly streamSources: StreamSource[] = [];
  readonly queueSources: QueueSource[] = [];
  readonly scheduler = new Scheduler();
  private readonly background = new Set<Promise<void>>();

  constructor(options: CloudOptions) {
    this.options = options;
  }

  get s3(): LocalS3 {
    if (this.options.s3 === undefined) throw new Error('this local run has no S3');
    return this.options.s3;
  }

  arn(service: string, resource: string): string {
    const { region, accountId } = this.options;
    return `arn:aws:${service}:${region}:${accountId}:${resource}`;
  }

  /** The function of an ARN (qualified or not), a name, or an integration URI of API Gateway. */
  functionOf(reference: string): LocalFunction {
    const [, name] = /(?:^|function:)([\w-]+)(?::[\w$-]+)?(?:\/invocations)?$/.exec(reference) ?? [];
    const found = name === undefined ? undefined : this.functions.get(this.arn('lambda', `function:${name}`));
    if (found === undefined) throw new Error(`"${reference}" is no function of this deployment`);
    return found;
  }

  queueOf(arn: string): LocalQueue {
    const found = this.queues.get(arn);
    if (found === undefined) throw new Error(`"${arn}" is no queue of this deployment`);
    return found;
  }

  queueByUrl(url: string): LocalQueue | undefined {
    return [...this.queues.values()].find((queue) => queue.options.url === url);
  }

  /** Hands an event to a function or a queue, as a rule or a destination does: without waiting for it. */
  sendTo(arn: string, input: unknown): void {
    if (arn.includes(':sqs:')) {
      this.queueOf(arn).send(typeof input === 'string' ? input : JSON.stringify(input));
      return;
    }
    const target = this.functionOf(arn);
    const config = this.asyncConfigs.get(target.arn) ?? { maxRetries: 2 };
    const work = invokeAsync(target.arn, input, async (event) => await target.invoke(event), config).finally(
      () => this.background.delete(work),
    );
    this.background.add(work);
  }

  /** Hands on what an earlier process left in the streams. */
  resume(): void {
    for (const source of this.streamSources) source.resume();
  }

  /** Waits until streams, queues and asynchronous invocations have nothing left to do, or the time is over. */
  async drain(timeoutMs: number): Promise<boolean> {
    const quiet = async (): Promise<boolean> => {
      // Twice, because what one hands on (a stream to a bus, a bus to a function) starts another.
      for (let round = 0; round < 2; round += 1) {
        await Promise.all(this.streamSources.map(async (source) => await source.idle()));
        await Promise.allSettled(this.background);
        await Promise.all(this.queueSources.map(async (source) => await source.idle()));
      }
      await Promise.all([...this.deliveryStreams.values()].map(async (stream) => await stream.flush()));
      return true;
    };
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), timeoutMs);
    });
    const result = await Promise.race([quiet(), late]);
    clearTimeout(timer);
    return result;
  }

  async stop(): Promise<void> {
    this.scheduler.stop();
    for (const source of [...this.streamSources, ...this.queueSources]) source.stop();
    await Promise.all([...this.functions.values()].map(async (each) => await each.stop()));
    await Promise.all(this.streamSources.map(async (source) => await source.close()));
    this.options.log.close();
  }
}
