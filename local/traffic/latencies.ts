/** How long answers took. Fixed memory, however many: within 2 % of the true percentile. */
export class Latencies {
  private readonly counts: number[] = [];
  private total = 0;

  add(ms: number): void {
    const index = Math.max(0, Math.ceil(Math.log(Math.max(ms, LEAST_MS) / LEAST_MS) / LOG_STEP));
    this.counts[index] = (this.counts[index] ?? 0) + 1;
    this.total += 1;
  }

  get count(): number {
    return this.total;
  }

  /**
   * Milliseconds within which this share of the answers came; undefined without any.
   *
   * @param share  0.5 = the median
   */
  percentile(share: number): number | undefined {
    let left = Math.ceil(this.total * share);
    if (left === 0) return undefined;
    for (let index = 0; index < this.counts.length; index++) {
      left -= this.counts[index] ?? 0;
      if (left <= 0) return LEAST_MS * Math.exp(index * LOG_STEP);
    }
    return undefined;
  }
}

const LEAST_MS = 0.01;
const LOG_STEP = Math.log(1.02);
