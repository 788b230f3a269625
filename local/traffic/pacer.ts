/**
 * Lets requests go at an even rate. Those of open sessions go first; what is left starts new ones.
 */
export class Pacer {
  private intervalMs: number;
  private readonly urgent: (() => void)[] = [];
  private readonly patient: (() => void)[] = [];
  private nextAt = 0;
  private timer: NodeJS.Timeout | undefined;

  /** @param perSecond  requests a second, above 0 */
  constructor(perSecond: number) {
    this.intervalMs = 1000 / perSecond;
  }

  setRate(perSecond: number): void {
    this.intervalMs = 1000 / perSecond;
    this.nextAt = 0;
    this.pump();
  }

  /** Resolves when a request may go. */
  turn(isUrgent: boolean): Promise<void> {
    return new Promise((go) => {
      (isUrgent ? this.urgent : this.patient).push(go);
      this.pump();
    });
  }

  private pump(): void {
    const now = performance.now();
    // Timers are late now and then; what they missed is caught up, a little.
    this.nextAt = Math.max(this.nextAt, now - CATCH_UP_MS);
    while (this.nextAt <= now) {
      const go = this.urgent.shift() ?? this.patient.shift();
      if (go === undefined) return;
      this.nextAt += this.intervalMs;
      go();
    }
    if (this.timer !== undefined || this.urgent.length + this.patient.length === 0) return;
    this.timer = setTimeout(
      () => {
        this.timer = undefined;
        this.pump();
      },
      Math.max(1, this.nextAt - now),
    );
  }
}

const CATCH_UP_MS = 25;
