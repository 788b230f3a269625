/** One wrong part of a request. */
export interface InvalidParam {
  /** Where: `productOrderItem[0].action`. */
  readonly param: string;
  /** What came, and what is allowed. */
  readonly reason: string;
}

export interface ProblemOptions {
  readonly operation: string;
  readonly status: number;
  readonly headers: Headers;
  /** Parsed when it is JSON. */
  readonly body: unknown;
}

/** What the API refuses, or fails to do. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly operation: string;
  /** HTTP status. */
  readonly status: number;
  /** Stable: decide by it. `invalid-body`, `product-order-not-found`; CAMARA's operations have CAMARA's. */
  readonly code: string;
  /** Everything that is wrong with the request. */
  readonly invalidParams: readonly InvalidParam[];
  /** Tell us when something went wrong on our side. */
  readonly requestId: string | undefined;
  /** Seconds after which the same request may be sent again. */
  readonly retryAfterS: number | undefined;
  /** As it came. */
  readonly body: unknown;

  constructor({ operation, status, headers, body }: ProblemOptions) {
    const problem = (typeof body === 'object' && body !== null ? body : {}) as Readonly<
      Record<string, unknown>
    >;
    const detail = textOf(problem['detail']) ?? textOf(problem['message']) ?? `HTTP ${status}`;
    super(`${operation}: ${detail}`);
    this.operation = operation;
    this.status = status;
    this.code = textOf(problem['code']) ?? `http-${status}`;
    this.invalidParams = Array.isArray(problem['invalidParams'])
      ? (problem['invalidParams'] as readonly InvalidParam[])
      : [];
    this.requestId = headers.get('x-request-id') ?? undefined;
    this.retryAfterS = secondsOf(headers.get('retry-after'));
    this.body = body;
  }
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** `Retry-After`, which is seconds or a date. */
function secondsOf(text: string | null): number | undefined {
  if (text === null) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? undefined : Math.max(0, (atMs - Date.now()) / 1_000);
}
