/**
 * Carries messages to the charging function as a network does that loses answers and repeats messages. Every
 * message is sent until somebody answers it (TS 29.500 §6.10, TS 32.290 §5.3.3).
 */
import type { Ledger } from './ledger.js';
import {
  type Answer,
  type Message,
  type NchfTransport,
  isServed,
  isTransient,
  readAnswer,
} from './message.js';
import type { Random } from './random.js';
import type { Statistics } from './statistics.js';

/** Rates, 0 to 1. */
export interface MessageFaults {
  /** Answers that get lost: the message is sent again, with `retransmissionIndicator`. */
  readonly loss: number;
  /** Messages that arrive twice, one after the other or at once; some arrive again much later. */
  readonly repeats: number;
}

export interface MessengerOptions {
  readonly transport: NchfTransport;
  readonly faults: MessageFaults;
  readonly random: Random;
  readonly statistics: Statistics;
  readonly ledger: Ledger;
  readonly pause: (ms: number) => Promise<void>;
}

const MAX_ATTEMPTS = 8;
const BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 2_000;
/** Answers come within a few milliseconds: some connections break before, some after. */
const PATIENCE_MS = 12;

/** What became of a message. */
export interface Delivery {
  /** The answer that the network takes; undefined when it never got one. */
  readonly answer: Answer | undefined;
  /** Whether the charging function may have served it, although nobody heard so. */
  readonly isDoubtful: boolean;
}

type Fate = 'answered' | 'lost' | 'failed';

export class Messenger {
  private readonly options: MessengerOptions;

  constructor(options: MessengerOptions) {
    this.options = options;
  }

  /** Sends a message until it is answered, or so often that there is no hope. */
  async deliver(message: Message): Promise<Delivery> {
    const { random, faults, statistics, ledger, pause } = this.options;
    const heard: Answer[] = [];
    let fate: Fate = 'failed';
    let taken: Answer | undefined;
    let isDoubtful = false;
    ledger.touch(message.supi);
    for (let attempt = 0; attempt < MAX_ATTEMPTS && fate !== 'answered'; attempt++) {
      const again = attempt > 0;
      if (again) statistics.retransmissions += 1;
      if (random.chance(faults.loss) && attempt < MAX_ATTEMPTS - 2) {
        const unheard = await this.sendAndLose(message, again);
        if (unheard === undefined) isDoubtful = true;
        else heard.push(unheard);
        fate = 'lost';
        continue;
      }
      const answers = random.chance(faults.repeats)
        ? await this.sendTwice(message, again)
        : [await this.send(message, again)];
      const complete = answers.filter((answer) => answer !== undefined);
      heard.push(...complete);
      // A refusal leaves nothing behind, so the other copy may have been served.
      taken = complete.find(isServed) ?? complete.find((answer) => !isTransient(answer));
      if (taken !== undefined) {
        fate = 'answered';
        continue;
      }
      fate = 'failed';
      isDoubtful = true;
      await pause(Math.min(LONGEST_BACKOFF_MS, BACKOFF_MS * 2 ** attempt));
    }
    this.compare(message, heard);
    const isKnown = heard.some(isServed);
    if (isKnown) ledger.acknowledged(message);
    else if (isDoubtful) ledger.uncertain(message);
    if (taken === undefined) statistics.unanswered += 1;
    else statistics.settled(message.operation, taken);
    return { answer: taken, isDoubtful: isKnown ? taken === undefined : isDoubtful };
  }

  /** A message that was answered long ago arrives once more; nobody waits for what comes back. */
  async repeatLate(message: Message): Promise<void> {
    this.options.statistics.lateRepeats += 1;
    await this.send(message, true);
  }

  private async sendAndLose(message: Message, again: boolean): Promise<Answer | undefined> {
    const { random, statistics } = this.options;
    statistics.lostAnswers += 1;
    // Half of the answers arrive and are dropped; half of the connections break, before or after the work is done.
    if (random.chance(0.5)) return this.send(message, again);
    const broken = new AbortController();
    const timer = setTimeout(() => broken.abort(), random.next() * PATIENCE_MS);
    try {
      return await this.send(message, again, broken.signal);
    } finally {
      clearTimeout(timer);
    }
  }

  private async sendTwice(message: Message, again: boolean): Promise<(Answer | undefined)[]> {
    const { random, statistics } = this.options;
    statistics.repeats += 1;
    if (random.chance(0.5))
      return Promise.all([this.send(message, again), this.send(message, random.chance(0.5))]);
    const first = await this.send(message, again);
    return [first, await this.send(message, true)];
  }

  private async send(message: Message, again: boolean, signal?: AbortSignal): Promise<Answer | undefined> {
    const { transport, statistics } = this.options;
    const counts = statistics.operations[message.operation];
    const body = again ? { ...message.body, retransmissionIndicator: true } : message.body;
    counts.sent += 1;
    const started = performance.now();
    try {
      const answer = readAnswer(await transport.post(message.path, body, signal));
      statistics.lastAnswerAt = performance.now();
      counts.latencies.add(statistics.lastAnswerAt - started);
      if (isTransient(answer)) statistics.error(`${answer.status} ${answer.cause ?? ''}`.trim());
      return answer;
    } catch (error) {
      if (signal?.aborted !== true) statistics.error(nameOf(error));
      return undefined;
    }
  }

  /** A message that was served is served alike each time it comes. */
  private compare({ operation, supi, path }: Message, answers: readonly Answer[]): void {
    const served = answers.filter(isServed).map(meaning);
    const unlike = served.find((each) => each !== served[0]);
    if (unlike === undefined) return;
    this.options.statistics.unlike(`${operation} of ${supi} at ${path}: ${served[0]}, then ${unlike}`);
  }
}

function meaning({ status, groups }: Answer): string {
  const told = groups
    .map(({ ratingGroup, resultCode, granted, final }) =>
      [ratingGroup, resultCode, granted, ...(final === undefined ? [] : [final])].join(' '),
    )
    .sort();
  return `${status} [${told.join(', ')}]`;
}

function nameOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return code ?? message ?? String(error);
}
