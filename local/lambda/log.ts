import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import type { LambdaError } from './lambda-error.js';

const REPEAT_MS = 10_000;
const TRACE_LINES = 6;

/** Where the functions' log lines go: one file a function, and the terminal for errors. */
export class LambdaLog {
  readonly directory: string;
  private readonly files = new Map<string, WriteStream>();
  private readonly print: (line: string) => void;
  private readonly shown = new Map<string, { atMs: number; hidden: number }>();
  private readonly observers = new Set<(functionName: string, line: string) => void>();

  constructor(directory: string, print: (line: string) => void) {
    this.directory = directory;
    this.print = print;
  }

  line(functionName: string, text: string): void {
    for (const observer of this.observers) observer(functionName, text);
    let file = this.files.get(functionName);
    if (file === undefined) {
      mkdirSync(this.directory, { recursive: true });
      file = createWriteStream(join(this.directory, `${functionName}.log`), { flags: 'w' });
      this.files.set(functionName, file);
    }
    file.write(`${text}\n`);
  }

  observe(observer: (functionName: string, line: string) => void): void {
    this.observers.add(observer);
  }

  /** Prints a failure; the same one again only every ten seconds, with a count of what was left out. */
  failure(functionName: string, error: LambdaError): void {
    const head = `${functionName} failed: ${error.errorType}: ${error.message}`;
    this.line(functionName, [head, ...error.trace].join('\n'));
    const known = this.shown.get(head);
    const now = Date.now();
    if (known !== undefined && now - known.atMs < REPEAT_MS) {
      known.hidden += 1;
      return;
    }
    const again = known === undefined || known.hidden === 0 ? '' : ` (and ${known.hidden} times more)`;
    this.shown.set(head, { atMs: now, hidden: 0 });
    this.print([`${head}${again}`, ...error.trace.slice(1, TRACE_LINES)].join('\n'));
  }

  close(): void {
    for (const file of this.files.values()) file.end();
  }
}
