import { OPERATIONS, type Operations } from './generated/operations.js';
import { ProblemError } from './problem.js';
import type { ListQuery } from './query.js';
import { Tokens } from './token.js';

export interface ClientOptions {
  /** The partner API's base URL. */
  readonly url: string;
  /** Where tokens come from, with what you were given. */
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** @default all that the client may have */
  readonly scopes?: readonly string[];
  /** The version of the API you were written for. @default the newest */
  readonly apiVersion?: string;
  /** How often a request is sent again that may be. @default 4 */
  readonly retries?: number;
  /** The longest wait before that, milliseconds; a longer `Retry-After` is an error. @default 60,000 */
  readonly maxWaitMs?: number;
  /** Of one attempt, milliseconds. @default 30,000 */
  readonly timeoutMs?: number;
  /** @default the global one */
  readonly fetch?: typeof fetch;
}

export type OperationId = keyof Operations;

/** Operations that answer lists. */
export type ListId = {
  [Id in OperationId]: (typeof OPERATIONS)[Id] extends { readonly paging: string } ? Id : never;
}[OperationId];

type Part<Id extends OperationId, Name extends 'body' | 'query'> = Operations[Id] extends {
  readonly [N in Name]: infer Value;
}
  ? Value
  : never;

interface Manners {
  /** @default one of its own for each call; give yours when you may call again after a crash */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
  /** Added to the request. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What an operation is asked with: the parameters of its path, its query, its body. */
export type Asked<Id extends OperationId> = Operations[Id]['path'] &
  ([Part<Id, 'query'>] extends [never] ? unknown : { readonly query?: Part<Id, 'query'> }) &
  ([Part<Id, 'body'>] extends [never] ? unknown : { readonly body: Part<Id, 'body'> }) &
  Manners;

/** A page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** How many match, where the API tells. */
  readonly total: number | undefined;
  /** Of events: `after` of the next page. */
  readonly after?: string;
}

export type Answer<Id extends OperationId> = Id extends ListId
  ? Page<Operations[Id]['answer']>
  : Operations[Id]['answer'];

type Arguments<Id extends OperationId> = {} extends Asked<Id> ? [asked?: Asked<Id>] : [asked: Asked<Id>];

/** An answer with what came around it. */
export interface Told<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

type Methods = {
  readonly [Id in OperationId]: (...asked: Arguments<Id>) => Promise<Answer<Id>>;
};

export type PartnerClient = Methods & {
  /** As the method of that name, with status and headers; `idempotency-replayed` is among them. */
  send<Id extends OperationId>(operation: Id, ...asked: Arguments<Id>): Promise<Told<Answer<Id>>>;
  /** Everything in a list, page by page as it is asked for. */
  all<Id extends ListId>(operation: Id, ...asked: Arguments<Id>): AsyncIterable<Operations[Id]['answer']>;
};

/** An operation as data. */
interface Wire {
  readonly method: string;
  readonly path: string;
  readonly paging?: 'offset' | 'after' | 'page' | 'none';
}

interface Loose extends Manners {
  readonly query?: ListQuery;
  readonly body?: unknown;
  readonly [parameter: string]: unknown;
}

const PAGE = 100;

/**
 * The partner API, an operation a method.
 *
 * Tokens are fetched and renewed. Each write has an `Idempotency-Key`, so what gets no answer, or 409 in flight, 429 or
 * 5xx, is sent again with the same key and happens once.
 */
export function partnerClient(options: ClientOptions): PartnerClient {
  const call = caller(options);
  const methods = Object.fromEntries(
    Object.keys(OPERATIONS).map((id) => [id, async (asked?: Loose) => (await call(id, asked)).body]),
  );
  const send = async (id: string, asked?: Loose) => call(id, asked);
  return {
    ...methods,
    send,
    all: (id: string, asked?: Loose) => pages(call, id, asked),
  } as unknown as PartnerClient;
}

type Call = (id: string, asked?: Loose) => Promise<Told<unknown>>;

async function* pages(call: Call, id: string, asked: Loose = {}): AsyncGenerator {
  const { paging } = (OPERATIONS as Readonly<Record<string, Wire>>)[id]!;
  let query: ListQuery = paging === 'offset' ? { limit: PAGE, ...asked.query } : { ...asked.query };
  for (;;) {
    const page = (await call(id, { ...asked, query })).body as Page<unknown>;
    yield* page.items;
    const next = nextPage(paging, query, page);
    if (next === undefined) return;
    query = next;
  }
}

/** @returns undefined after the last one */
function nextPage(
  paging: Wire['paging'],
  query: ListQuery,
  { items, total, after }: Page<unknown>,
): ListQuery | undefined {
  switch (paging) {
    case 'offset': {
      const offset = (query.offset ?? 0) + items.length;
      return items.length === 0 || (total !== undefined && offset >= total)
        ? undefined
        : { ...query, offset };
    }
    case 'after':
      // A page that filters have emptied is not the last one, one that leads nowhere is.
      return after === undefined || after === query['after'] ? undefined : { ...query, after };
    case 'page':
      return items.length === 0 ? undefined : { ...query, page: Number(query['page'] ?? 1) + 1 };
    default:
      return undefined;
  }
}

function caller(options: ClientOptions): Call {
  const { url, retries = 4, maxWaitMs = 60_000, timeoutMs = 30_000, fetch: send = fetch } = options;
  const tokens = new Tokens({ ...options, fetch: send, timeoutMs });
  const base = url.replace(/\/$/, '');

  return async (id, asked = {}) => {
    const operation = (OPERATIONS as Readonly<Record<string, Wire>>)[id];
    if (operation === undefined) throw new TypeError(`there is no operation ${id}`);
    const request = requestOf(operation, asked, options);
    let isTokenNew = false;
    for (let attempt = 0; ; attempt++) {
      asked.signal?.throwIfAborted();
      let problem: ProblemError;
      try {
        const told = await once(id, operation, request, asked.signal);
        if (!(told instanceof ProblemError)) return told;
        problem = told;
      } catch (error) {
        // No answer: whether it happened is not known, and the key makes it safe to ask again.
        if (error instanceof ProblemError || asked.signal?.aborted || attempt >= retries) throw error;
        await pause(backoff(attempt), asked.signal);
        continue;
      }
      if (problem.status === 401 && !isTokenNew) {
        tokens.drop();
        isTokenNew = true;
        continue;
      }
      const waitMs = problem.retryAfterS === undefined ? backoff(attempt) : problem.retryAfterS * 1_000;
      if (!mayRepeat(problem) || attempt >= retries || waitMs > maxWaitMs) throw problem;
      await pause(waitMs, asked.signal);
    }
  };

  async function once(
    id: string,
    operation: Wire,
    { path, headers, body }: WireRequest,
    signal: AbortSignal | undefined,
  ): Promise<Told<unknown> | ProblemError> {
    const limit = AbortSignal.timeout(timeoutMs);
    const response = await send(`${base}${path}`, {
      method: operation.method,
      headers: { ...headers, authorization: `Bearer ${await tokens.get()}` },
      ...(body === undefined ? {} : { body }),
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    });
    const text = await response.text();
    const parsed = parse(text);
    const { status, headers: answered } = response;
    if (!response.ok) return new ProblemError({ operation: id, status, headers: answered, body: parsed });
    const total = answered.get('x-total-count');
    const after = answered.get('x-next-after');
    return {
      status,
      headers: answered,
      body:
        operation.paging === undefined
          ? parsed
          : {
              items: parsed,
              total: total === null ? undefined : Number(total),
              ...(after === null ? {} : { after }),
            },
    };
  }
}

interface WireRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

function requestOf(
  { method, path }: Wire,
  { query = {}, body, headers = {}, idempotencyKey, ...parameters }: Loose,
  { apiVersion }: ClientOptions,
): WireRequest {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_match, name: string) => {
    const value = parameters[name];
    if (typeof value !== 'string' || value === '')
      throw new TypeError(`${name} of ${method} ${path}: got ${JSON.stringify(value)}; allowed: text`);
    return encodeURIComponent(value);
  });
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as [string, string]],
    ),
  ).toString();
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  return {
    path: search === '' ? filled : `${filled}?${search}`,
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': type }),
      ...(method === 'GET' ? {} : { 'idempotency-key': idempotencyKey ?? globalThis.crypto.randomUUID() }),
      ...(apiVersion === undefined ? {} : { 'api-version': apiVersion }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  };
}

const IN_FLIGHT = 'request-in-flight';

const mayRepeat = ({ status, code }: ProblemError) =>
  status === 429 || status >= 500 || (status === 409 && code === IN_FLIGHT);

/** A quarter of a second, doubled each time, less up to a half so that clients don't come together. */
const backoff = (attempt: number) => 250 * 2 ** attempt * (0.5 + Math.random() / 2);

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal!.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
