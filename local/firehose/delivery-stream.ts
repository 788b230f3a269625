/** A delivery stream: keeps rows for a while, then writes them into a file of a bucket. */
import { randomUUID } from 'node:crypto';
import { type Column, parquetOf } from './parquet.js';

export interface DeliveryStreamOptions {
  readonly name: string;
  /** With `!{timestamp:yyyy-MM-dd}`, which is the day of the arrival, UTC. */
  readonly prefix: string;
  readonly columns: readonly Column[];
  readonly put: (key: string, content: Uint8Array) => Promise<unknown>;
  /** How long rows wait for others. */
  readonly waitMs: number;
  readonly print: (line: string) => void;
}

const MOST_ROWS = 20_000;

export class LocalDeliveryStream {
  readonly options: DeliveryStreamOptions;
  private rows: string[] = [];
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(options: DeliveryStreamOptions) {
    this.options = options;
  }

  push(data: string): void {
    this.rows.push(...data.split('\n').filter((line) => line.trim() !== ''));
    if (this.rows.length >= MOST_ROWS) this.write();
    else this.timer ??= setTimeout(() => this.write(), this.options.waitMs).unref();
  }

  /** Writes what waits, and ends when all of it is in the bucket. */
  async flush(): Promise<void> {
    this.write();
    await this.writing;
  }

  private write(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const rows = this.rows;
    if (rows.length === 0) return;
    this.rows = [];
    const { name, prefix, columns, put, print } = this.options;
    const nowISO = new Date().toISOString();
    const key = `${prefix.replace('!{timestamp:yyyy-MM-dd}', nowISO.slice(0, 10))}${name}-${nowISO.slice(0, 19).replaceAll(/[T:]/g, '-')}-${randomUUID()}.parquet`;
    this.writing = this.writing
      .then(async () => {
        await put(key, await parquetOf(rows, columns));
      })
      .catch((error: unknown) =>
        print(`${name}: ${rows.length} rows could not be written: ${String(error)}`),
      );
  }
}
