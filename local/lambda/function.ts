import { randomUUID } from 'node:crypto';
import { Environment, type EnvironmentOptions } from './environment.js';
import { LambdaError } from './lambda-error.js';

export interface LocalFunctionOptions {
  readonly name: string;
  readonly arn: string;
  /** The unpacked code. */
  readonly folder: string;
  /** `index.handler` */
  readonly handler: string;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  /** Variables of the template, and those that Lambda and the local run set. */
  readonly variables: Readonly<Record<string, string>>;
  /** How many events may be served at a time; more wait. */
  readonly concurrency: number;
  /** Called with each log line, with the environment's log stream. */
  readonly onLog?: ((line: string, logStream: string) => void) | undefined;
  /** Called with each failed invocation, also those that are retried. */
  readonly onError?: ((error: LambdaError) => void) | undefined;
}

/** Lambda's limits on a payload: request and response of a synchronous call. */
const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

/**
 * A Lambda function on this machine: a pool of execution environments that grows to `concurrency`.
 *
 * Where Lambda would throttle beyond its concurrency, calls wait in line here.
 */
export class LocalFunction {
  readonly name: string;
  readonly arn: string;
  private readonly options: LocalFunctionOptions;
  private readonly idle: Environment[] = [];
  private readonly waiting: ((environment: Environment) => void)[] = [];
  private readonly all = new Set<Environment>();
  private stopped = false;

  constructor(options: LocalFunctionOptions) {
    this.name = options.name;
    this.arn = options.arn;
    this.options = options;
  }

  /**
   * Invokes synchronously.
   *
   * @param event  anything JSON-safe
   * @returns the handler's result, through JSON as Lambda passes it
   * @throws LambdaError
   */
  async invoke(event: unknown): Promise<unknown> {
    const payload = JSON.stringify(event);
    if (Buffer.byteLength(payload) > MAX_PAYLOAD_BYTES)
      throw new LambdaError('RequestTooLarge', `The event is over ${MAX_PAYLOAD_BYTES} bytes`);
    if (this.stopped) throw new LambdaError('Runtime.Stopped', 'The local run is stopping');
    const environment = await this.acquire();
    try {
      const result = await environment.invoke({
        requestId: randomUUID(),
        event: payload,
        timeoutMs: this.options.timeoutMs,
      });
      if (Buffer.byteLength(result) > MAX_PAYLOAD_BYTES)
        throw new LambdaError(
          'Function.ResponseSizeTooLarge',
          `The result is over ${MAX_PAYLOAD_BYTES} bytes`,
        );
      return JSON.parse(result) as unknown;
    } catch (error) {
      if (error instanceof LambdaError && !this.stopped) this.options.onError?.(error);
      throw error;
    } finally {
      this.release(environment);
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all([...this.all].map(async (environment) => await environment.stop()));
  }

  private async acquire(): Promise<Environment> {
    const idle = this.idle.pop();
    if (idle !== undefined) return idle;
    if (this.all.size < this.options.concurrency) return this.start();
    return await new Promise((resolve) => this.waiting.push(resolve));
  }

  private release(environment: Environment): void {
    let free = environment;
    if (environment.ended) {
      this.all.delete(environment);
      if (this.waiting.length === 0 || this.stopped) return;
      free = this.start();
    }
    const next = this.waiting.shift();
    if (next === undefined) this.idle.push(free);
    else next(free);
  }

  private start(): Environment {
    const { name, arn, folder, handler, memoryMb, variables, onLog } = this.options;
    const logStream = `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${randomUUID().replaceAll('-', '')}`;
    const logGroup = `/aws/lambda/${name}`;
    const options: EnvironmentOptions = {
      folder,
      handler,
      functionName: name,
      functionVersion: '$LATEST',
      functionArn: arn,
      memoryMb,
      logGroup,
      logStream,
      onLog: (line) => onLog?.(line, logStream),
      variables: {
        ...variables,
        _HANDLER: handler,
        LAMBDA_TASK_ROOT: folder,
        AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
        AWS_LAMBDA_LOG_GROUP_NAME: logGroup,
        AWS_LAMBDA_LOG_STREAM_NAME: logStream,
        AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      },
    };
    const environment = new Environment(options);
    this.all.add(environment);
    return environment;
  }
}
