import type { Counters, OperatorCounts } from './counters.js';
import { formatMoney } from './money.js';

export interface TickerOperator {
  readonly id: string;
  readonly currency: string;
}

const HEADER_EVERY = 20;

/**
 * A line a second while something happens: sessions that are open, grants and denials of that second, revenue
 * since the start.
 */
export class Ticker {
  private readonly operators: readonly TickerOperator[];
  private readonly counters: Counters;
  private readonly print: (line: string) => void;
  private before: Readonly<Record<string, OperatorCounts>>;
  private lines = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(operators: readonly TickerOperator[], counters: Counters, print: (line: string) => void) {
    this.operators = operators;
    this.counters = counters;
    this.print = print;
    this.before = structuredClone(counters.all());
  }

  start(): void {
    this.timer = setInterval(() => this.tick(new Date()), 1000);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  tick(at: Date): void {
    const now = structuredClone(this.counters.all());
    const cells = this.operators.map(({ id, currency }) => {
      const [current, earlier] = [now[id] as OperatorCounts, this.before[id] as OperatorCounts];
      const quiet = JSON.stringify(current) === JSON.stringify(earlier);
      return { quiet, text: cell(current, earlier, currency) };
    });
    this.before = now;
    if (cells.every(({ quiet }) => quiet)) return;
    if (this.lines % HEADER_EVERY === 0) {
      this.print(
        row(
          '',
          this.operators.map(({ id }) => id),
        ),
      );
      this.print(
        row(
          'UTC',
          this.operators.map(() => columns('open', 'grants', 'denied', 'revenue')),
        ),
      );
    }
    this.lines += 1;
    this.print(
      row(
        at.toISOString().slice(11, 19),
        cells.map(({ text }) => text),
      ),
    );
  }
}

function cell(now: OperatorCounts, before: OperatorCounts, currency: string): string {
  return columns(
    String(now.sessionsOpen),
    `${now.grants - before.grants}/s`,
    `${now.denials - before.denials}/s`,
    formatMoney(now.revenueMicros, currency),
  );
}

const columns = (open: string, grants: string, denials: string, revenue: string): string =>
  `${open.padStart(5)} ${grants.padStart(7)} ${denials.padStart(7)} ${revenue.padStart(11)}`;

const row = (first: string, cells: readonly string[]): string =>
  [first.padEnd(8), ...cells.map((text) => text.padEnd(33))].join(' │ ');
