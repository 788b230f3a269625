import { Latencies } from './latencies.js';
import { type Answer, type Operation, OPERATIONS, isServed } from './message.js';

/** Counts of one operation: HTTP requests, of which the answers that came were so fast. */
export interface OperationCounts {
  sent: number;
  readonly latencies: Latencies;
}

/** What the simulated network has seen since it started. */
export class Statistics {
  readonly operations: Readonly<Record<Operation, OperationCounts>> = Object.fromEntries(
    OPERATIONS.map((operation) => [operation, { sent: 0, latencies: new Latencies() }]),
  ) as Record<Operation, OperationCounts>;
  /** Rating groups granted units. */
  grants = 0;
  /** Rating groups and events refused for want of credit or tariff. */
  denials = 0;
  /** Messages refused as a whole, by cause. */
  readonly refusals = new Map<string, number>();
  /** Answers 5xx and 429, and requests that got none, by what happened. */
  readonly errors = new Map<string, number>();
  /** Messages that nobody answered in the end. */
  unanswered = 0;
  /** Faults made on purpose. */
  lostAnswers = 0;
  repeats = 0;
  lateRepeats = 0;
  retransmissions = 0;
  /** Repeats answered otherwise than the first time; examples. */
  unlikeAnswers = 0;
  readonly unlikeExamples: string[] = [];
  sessionsOpened = 0;
  sessionsReleased = 0;
  sessionsAbandoned = 0;
  /** Sessions that ended because a message of theirs was refused or never answered. */
  sessionsLost = 0;
  events = 0;
  /** When an answer came last, by `performance.now()`. */
  lastAnswerAt = performance.now();

  get requests(): number {
    return OPERATIONS.reduce((sum, operation) => sum + this.operations[operation].sent, 0);
  }

  get sessionsOpen(): number {
    return this.sessionsOpened - this.sessionsReleased - this.sessionsAbandoned - this.sessionsLost;
  }

  get refused(): number {
    return total(this.refusals);
  }

  get failed(): number {
    return total(this.errors);
  }

  /** The answer that a message got in the end. */
  settled(operation: Operation, answer: Answer): void {
    if (isServed(answer)) {
      for (const { resultCode, granted } of answer.groups) {
        if (resultCode !== 'SUCCESS') this.denials += 1;
        else if (granted > 0) this.grants += 1;
      }
      if (operation === 'event') this.events += 1;
    } else if (answer.cause === 'QUOTA_LIMIT_REACHED') this.denials += 1;
    else
      count(
        this.refusals,
        `${answer.status} ${answer.problem ?? answer.cause ?? answer.detail ?? ''}`.trim(),
      );
  }

  error(what: string): void {
    count(this.errors, what);
  }

  unlike(example: string): void {
    this.unlikeAnswers += 1;
    if (this.unlikeExamples.length < 3) this.unlikeExamples.push(example);
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, n) => sum + n, 0);
}
