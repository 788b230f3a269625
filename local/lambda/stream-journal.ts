import type { DynamoDBRecord } from 'aws-lambda';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** A file that has grown beyond this, and twice what still waits, is written anew. */
const COMPACT_BYTES = 16 * 1024 * 1024;

/**
 * What a consumer of a stream has not handled yet, in a file, so that a process that is killed loses none of it.
 *
 * Each line is a record, or the number of records, from the oldest, that have been handled. Records are written
 * before the write that made them is answered.
 */
export class StreamJournal {
  private readonly file: string;
  private descriptor: number;
  private bytes = 0;
  private compactAtBytes = COMPACT_BYTES;
  /** What an earlier process left, oldest first. */
  readonly left: readonly DynamoDBRecord[];

  constructor(file: string) {
    this.file = file;
    mkdirSync(dirname(file), { recursive: true });
    this.left = existsSync(file) ? unhandled(readFileSync(file, 'utf8')) : [];
    this.descriptor = this.rewrite(this.left);
  }

  append(record: DynamoDBRecord): void {
    this.write(this.descriptor, JSON.stringify(record));
  }

  /**
   * Notes that the oldest `count` records are done with.
   *
   * @param rest  all that still wait
   */
  handled(count: number, rest: readonly DynamoDBRecord[]): void {
    if (count === 0) return;
    if (rest.length > 0 && this.bytes < this.compactAtBytes) {
      this.write(this.descriptor, String(count));
      return;
    }
    closeSync(this.descriptor);
    this.descriptor = this.rewrite(rest);
  }

  close(): void {
    closeSync(this.descriptor);
  }

  /** Under another name first, so that there is a whole file at any time. */
  private rewrite(records: readonly DynamoDBRecord[]): number {
    const fresh = `${this.file}.new`;
    const descriptor = openSync(fresh, 'w');
    this.bytes = 0;
    for (const record of records) this.write(descriptor, JSON.stringify(record));
    renameSync(fresh, this.file);
    this.compactAtBytes = Math.max(COMPACT_BYTES, 2 * this.bytes);
    return descriptor;
  }

  private write(descriptor: number, line: string): void {
    const bytes = Buffer.from(`${line}\n`);
    for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
    this.bytes += bytes.length;
  }
}

function unhandled(text: string): DynamoDBRecord[] {
  // What follows the last line feed was cut off by the end of the process.
  const lines = text.split('\n').slice(0, -1);
  const records: DynamoDBRecord[] = [];
  let handled = 0;
  for (const line of lines) {
    if (line.startsWith('{')) records.push(JSON.parse(line) as DynamoDBRecord);
    else handled += Number(line);
  }
  return records.slice(handled);
}
