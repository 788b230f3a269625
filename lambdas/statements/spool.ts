/**
 * Rows put aside in files, by part: both sides of a subscriber land in the same part, so a part at a time is compared and
 * memory does not grow with the files.
 */
import { createReadStream } from 'node:fs';
import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const FLUSH_CHARS = 8 * 1024;

export class Spool {
  private readonly folder: string;
  private readonly buffers = new Map<string, string[]>();
  private readonly sizes = new Map<string, number>();

  /** @param folder  exists, and is this spool's alone */
  constructor(folder: string) {
    this.folder = folder;
  }

  /** @param line  ends with a line break */
  async add(name: string, line: string): Promise<void> {
    const buffer = this.buffers.get(name) ?? [];
    buffer.push(line);
    this.buffers.set(name, buffer);
    const size = (this.sizes.get(name) ?? 0) + line.length;
    this.sizes.set(name, size);
    if (size >= FLUSH_CHARS) await this.flush(name);
  }

  private async flush(name: string): Promise<void> {
    const buffer = this.buffers.get(name);
    if (buffer === undefined || buffer.length === 0) return;
    this.buffers.set(name, []);
    this.sizes.set(name, 0);
    await appendFile(join(this.folder, name), buffer.join(''));
  }

  /** The lines, in the order in which they came; none when nothing was added. */
  async *lines(name: string): AsyncGenerator<string> {
    await this.flush(name);
    if (!this.buffers.has(name)) return;
    yield* createInterface({ input: createReadStream(join(this.folder, name)), crlfDelay: Infinity });
  }

  async drop(name: string): Promise<void> {
    this.buffers.delete(name);
    this.sizes.delete(name);
    await rm(join(this.folder, name), { force: true });
  }
}
