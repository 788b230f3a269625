import type { HttpClient } from './http-client.js';

/**
 * What an operator's money buckets paid since the meter started, as the local run counts it from usage records.
 * For progress only: it includes whatever else runs, and comes a moment late. The final figure is the accounts'.
 */
export class RevenueMeter {
  private readonly http: Pick<HttpClient, 'call'>;
  private readonly url: string;
  private readonly operator: string;
  private base: number | undefined;
  private latest = 0;
  private reading = false;

  constructor(http: Pick<HttpClient, 'call'>, url: string, operator: string) {
    this.http = http;
    this.url = `${url}/local/counters`;
    this.operator = operator;
  }

  async start(): Promise<void> {
    this.base = await this.count();
    this.latest = this.base ?? 0;
  }

  get isKnown(): boolean {
    return this.base !== undefined;
  }

  get micros(): number {
    return this.latest - (this.base ?? 0);
  }

  /** Asks for the next figure, without waiting for it. */
  read(): void {
    if (this.reading || this.base === undefined) return;
    this.reading = true;
    void this.count().then((micros) => {
      this.reading = false;
      this.latest = micros ?? this.latest;
    });
  }

  private async count(): Promise<number | undefined> {
    try {
      const { status, body } = await this.http.call({ method: 'GET', url: this.url });
      const counts = (body as Readonly<Record<string, { revenueMicros?: number }>> | undefined)?.[
        this.operator
      ];
      return status === 200 ? counts?.revenueMicros : undefined;
    } catch {
      return undefined;
    }
  }
}
