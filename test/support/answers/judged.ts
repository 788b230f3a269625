export interface Judged {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed; undefined without one. */
  readonly body?: unknown;
}
