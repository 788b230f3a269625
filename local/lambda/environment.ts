import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { LambdaError, type ErrorReport } from './lambda-error.js';

export interface EnvironmentOptions {
  /** The unpacked code. */
  readonly folder: string;
  /** `index.handler` */
  readonly handler: string;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly functionArn: string;
  readonly memoryMb: number;
  readonly logGroup: string;
  readonly logStream: string;
  /** The whole of `process.env` in there. */
  readonly variables: Readonly<Record<string, string>>;
  /** Called with each line that the function writes to stdout or stderr. */
  readonly onLog: (line: string) => void;
}

export interface EnvironmentRequest {
  readonly requestId: string;
  /** JSON text. */
  readonly event: string;
  readonly timeoutMs: number;
  readonly invokedArn?: string;
}

/** Lambda gives the init phase ten seconds. */
const INIT_TIMEOUT_MS = 10_000;

interface Pending {
  readonly resolve: (result: string) => void;
  readonly reject: (error: LambdaError) => void;
}

/**
 * One execution environment: a worker thread with its own environment variables and memory cap.
 *
 * It serves one event at a time. Whatever ends it (a crash, a timeout, too much memory) fails the event it was
 * serving; the pool starts another one for the next event.
 */
export class Environment {
  private readonly worker: Worker;
  private readonly ready: Promise<void>;
  private pending: Pending | undefined;
  private over: LambdaError | undefined;
  private nextId = 0;

  constructor(options: EnvironmentOptions) {
    const { variables, onLog, ...workerData } = options;
    this.worker = new Worker(join(__dirname, 'environment-worker.js'), {
      workerData,
      env: { ...variables },
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: options.memoryMb },
      stdout: true,
      stderr: true,
    });
    createInterface({ input: this.worker.stdout }).on('line', onLog);
    createInterface({ input: this.worker.stderr }).on('line', onLog);

    this.ready = new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        void this.end(
          new LambdaError('Sandbox.Timedout', `Init timed out after ${INIT_TIMEOUT_MS / 1000} seconds`),
        );
      }, INIT_TIMEOUT_MS);
      this.worker.on('message', (message: { ready?: true; initError?: ErrorReport; id?: number }) => {
        if (message.ready === true) {
          clearTimeout(timer);
          resolve();
        } else if (message.initError !== undefined)
          void this.end(LambdaError.from(message.initError, 'init'));
        else this.answered(message as { result?: string; error?: ErrorReport });
      });
      this.worker.on('error', (error) => {
        const memory = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
        void this.end(
          memory
            ? new LambdaError('Runtime.OutOfMemory', `More than ${options.memoryMb} MB of memory were used`)
            : new LambdaError(error.name, error.message, String(error.stack).split('\n')),
        );
      });
      this.worker.on('exit', (code) => {
        clearTimeout(timer);
        void this.end(new LambdaError('Runtime.ExitError', `The runtime exited with exit status: ${code}`));
        reject(this.over);
      });
    });
    // The error is told to whoever invokes; an environment may also end with nobody waiting.
    this.ready.catch(() => {});
  }

  /** Whether it has ended and must be replaced. */
  get ended(): boolean {
    return this.over !== undefined;
  }

  /**
   * Runs one event.
   *
   * @returns the handler's result as JSON text
   * @throws LambdaError for whatever the handler throws, a failed init, a timeout, a crash
   */
  async invoke(request: EnvironmentRequest): Promise<string> {
    await this.ready;
    return await new Promise<string>((resolve, reject) => {
      if (this.over !== undefined) return reject(this.over);
      const timer = setTimeout(() => {
        const seconds = (request.timeoutMs / 1000).toFixed(2);
        void this.end(new LambdaError('Sandbox.Timedout', `Task timed out after ${seconds} seconds`));
      }, request.timeoutMs);
      const settled = (settle: () => void): void => {
        clearTimeout(timer);
        this.pending = undefined;
        settle();
      };
      this.pending = {
        resolve: (result) => settled(() => resolve(result)),
        reject: (error) => settled(() => reject(error)),
      };
      const { timeoutMs, ...rest } = request;
      this.nextId += 1;
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      this.worker.postMessage({ ...rest, id: this.nextId, deadlineMs: Date.now() + timeoutMs });
    });
  }

  async stop(): Promise<void> {
    await this.end(new LambdaError('Runtime.Stopped', 'The local run is stopping'));
  }

  private answered({ result, error }: { result?: string; error?: ErrorReport }): void {
    if (error !== undefined) this.pending?.reject(LambdaError.from(error));
    else this.pending?.resolve(result ?? 'null');
  }

  private async end(reason: LambdaError): Promise<void> {
    if (this.over !== undefined) return;
    this.over = reason;
    this.pending?.reject(reason);
    await this.worker.terminate();
  }
}
