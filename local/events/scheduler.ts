interface Scheduled {
  readonly due: (atMs: number) => boolean;
  readonly run: (atMs: number) => void;
}

/** Runs what is due, once a minute. */
export class Scheduler {
  private readonly entries: Scheduled[] = [];
  private lastMinute = Math.floor(Date.now() / 60_000);
  private readonly timer: NodeJS.Timeout;

  constructor() {
    this.timer = setInterval(() => this.tick(Date.now()), 5_000);
    this.timer.unref();
  }

  add(due: Scheduled['due'], run: Scheduled['run']): void {
    this.entries.push({ due, run });
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /**
   * Runs what is due in the minute that an instant is in, once. A minute that was slept through (a closed laptop) is
   * not made up for, as EventBridge's rules don't either.
   */
  tick(nowMs: number): void {
    const minute = Math.floor(nowMs / 60_000);
    if (minute === this.lastMinute) return;
    this.lastMinute = minute;
    for (const { due, run } of this.entries) if (due(minute * 60_000)) run(minute * 60_000);
  }
}
