/** A world with its own time: everything that happens is an event, and a seed decides all of it. */

/** Mulberry32: small, fast, and the same numbers on every machine. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from 0 to n − 1. */
  below(n: number): number {
    return Math.floor(this.next() * n);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }
}

interface Event {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

export class Simulation {
  readonly random: Random;
  now: number;
  private readonly heap: Event[] = [];
  private order = 0;

  constructor(seed: number, startMs: number) {
    this.random = new Random(seed);
    this.now = startMs;
  }

  after(ms: number, run: () => void): void {
    const event = { at: this.now + ms, order: this.order++, run };
    const { heap } = this;
    let i = heap.push(event) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!earlier(event, heap[parent] as Event)) break;
      heap[i] = heap[parent] as Event;
      i = parent;
    }
    heap[i] = event;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((done) => this.after(ms, done));
  }

  /** Runs events in order until none is left; promises settle between two events. */
  async run(): Promise<void> {
    for (let event = this.shift(); event !== undefined; event = this.shift()) {
      this.now = event.at;
      event.run();
      await new Promise((settled) => setImmediate(settled));
    }
  }

  private shift(): Event | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && earlier(heap[child + 1] as Event, heap[child] as Event)) child++;
      if (!earlier(heap[child] as Event, last)) break;
      heap[i] = heap[child] as Event;
      i = child;
    }
    heap[i] = last;
    return first;
  }
}

function earlier(a: Event, b: Event): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
