/** Nchf_ConvergedCharging over HTTP: a method, a path and a body in, a status, headers and a body out. */
import { chargingDataResponse, type ChargingProblem, problems } from '../../domain/charging/nchf-answer.js';
import { notifyUriProblem, type NotifyPolicy } from '../../domain/notify/notify-uri.js';
import { parseCreate, parseUpdate, type UserPlaneFunctions } from '../../domain/charging/nchf-request.js';
import type { CreateRequest } from '../../domain/charging/request.js';
import { type ReferenceKey, decodeReference, encodeReference } from '../../domain/charging/reference.js';
import type { Charger, Outcome } from './charger.js';
import type { ChargingMetrics } from './charging-metrics.js';

export interface NchfRequest {
  readonly method: string;
  /** As the client sent it, with any prefix before `/nchf-convergedcharging`. */
  readonly path: string;
  /** Scheme and authority for `Location`. */
  readonly origin: string;
  readonly contentType: string;
  readonly body: string;
}

export interface NchfResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface NchfOptions {
  readonly charger: Charger;
  /** The first one signs. */
  readonly keys: readonly ReferenceKey[];
  readonly metrics: ChargingMetrics;
  readonly now: () => number;
  /** Where the network may be told to ask again. @default nowhere */
  readonly notify?: NotifyPolicy;
}

// The YAML says `chargingdata`; peers that follow the stage 3 text's capitals say `chargingData`.
const ROUTE = /\/nchf-convergedcharging\/v3\/charging[dD]ata(?:\/([^/]+)\/(update|release))?\/?$/;
/** More than any request of a real peer; the longest sample is 4 KB. */
const MAX_BODY = 256 * 1024;
/** The deepest sample is 8; brackets within strings count too. */
const MAX_DEPTH = 200;
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];

export async function serveNchf(request: NchfRequest, options: NchfOptions): Promise<NchfResponse> {
  const { metrics } = options;
  metrics.count('Requests');
  const route = ROUTE.exec(request.path);
  if (route === null || request.method !== 'POST') {
    return refuse(options, {
      status: route === null ? 404 : 405,
      type: 'urn:wildlily:problem:route-unknown',
      title: 'Unknown operation',
      cause: route === null ? 'RESOURCE_URI_STRUCTURE_NOT_FOUND' : 'METHOD_NOT_ALLOWED',
      detail: `${request.method} ${request.path}; allowed: POST …/chargingdata, …/{ref}/update, …/{ref}/release`,
    });
  }
  const read = readJson(request);
  if ('problem' in read) return refuse(options, read.problem);
  const [, ref, operation] = route;
  if (ref === undefined) return create(read.json, request, options);
  const session = decodeReference(ref, options.keys);
  if (session === undefined) return refuse(options, problems.unknownReference());
  const now = options.now();
  const parsed = parseUpdate(read.json, now);
  if (!parsed.ok) return refuse(options, problems.malformed(parsed.invalidParams));
  if (operation === 'release') {
    const outcome = await options.charger.release(session, parsed.request);
    if (!outcome.ok) return refuse(options, outcome.problem);
    metrics.count('Releases');
    return { status: 204, headers: {} };
  }
  const outcome = await options.charger.update(session, parsed.request, parsed.envelope.notifyUri);
  return answer(200, outcome, parsed.request.sequence, parsed.envelope.functions, options);
}

async function create(json: unknown, request: NchfRequest, options: NchfOptions): Promise<NchfResponse> {
  const { charger, keys, metrics } = options;
  const parsed = parseCreate(json, options.now());
  if (!parsed.ok) return refuse(options, problems.malformed(parsed.invalidParams));
  const supi = parsed.envelope.supi as string;
  const { functions } = parsed.envelope;
  if (parsed.request.kind === 'event') {
    const { event } = parsed.request;
    const outcome = await charger.event(supi, event);
    if (outcome.ok) metrics.count('Events');
    return answer(
      201,
      outcome,
      event.sequence,
      functions,
      options,
      outcome.ok ? location(request, outcome, event, keys) : undefined,
    );
  }
  const { create: opening } = parsed.request;
  const { notifyUri } = parsed.envelope;
  const outcome = await charger.create(supi, opening, notifyUri);
  if (outcome.ok) metrics.count('Sessions');
  return answer(
    201,
    outcome,
    opening.sequence,
    functions,
    options,
    outcome.ok ? location(request, outcome, opening, keys, allowed(notifyUri, options)) : undefined,
  );
}

/** Only a URI that may be told is worth its place in the reference. */
function allowed(uri: string | undefined, { notify }: NchfOptions): string | undefined {
  if (uri === undefined || notify === undefined) return undefined;
  return notifyUriProblem(uri, notify) === undefined ? uri : undefined;
}

/** Absolute, and with the path's case and prefix as the client wrote them: some peers keep the last segment only. */
function location(
  request: NchfRequest,
  outcome: Outcome & { ok: true },
  create: CreateRequest,
  keys: readonly ReferenceKey[],
  notifyUri?: string,
): string {
  const { answer: opened, accountKey, planId } = outcome;
  // Only what this request named: the same create again gets the same reference, whatever came between.
  const groups = opened.session.filter((g) => create.groups.some((c) => c.ratingGroup === g.ratingGroup));
  const { sessionId, slot, zone } = opened;
  const session = { accountKey, planId, sessionId, slot, zone, groups, ...(notifyUri && { notifyUri }) };
  const ref = encodeReference(session, keys[0] as ReferenceKey);
  return `${request.origin}${request.path.replace(/\/$/, '')}/${ref}`;
}

function readJson(request: NchfRequest): { json: unknown } | { problem: ChargingProblem } {
  if (!/^application\/([\w.+-]+\+)?json\b/i.test(request.contentType)) {
    return {
      problem: {
        status: 415,
        type: 'urn:wildlily:problem:media-type-unsupported',
        title: 'Unsupported media type',
        cause: 'UNSUPPORTED_MEDIA_TYPE',
        detail: `got "${request.contentType}"; allowed: application/json`,
      },
    };
  }
  if (request.body.length > MAX_BODY) {
    return {
      problem: {
        status: 413,
        type: 'urn:wildlily:problem:body-too-large',
        title: 'Body too large',
        cause: 'PAYLOAD_TOO_LARGE',
        detail: `got ${request.body.length} characters; allowed: at most ${MAX_BODY}`,
      },
    };
  }
  if (isTooDeep(request.body)) {
    return { problem: problems.notJson(`nested deeper than ${MAX_DEPTH}; no charging request is`) };
  }
  try {
    return { json: JSON.parse(request.body) };
  } catch (error) {
    return { problem: problems.notJson((error as Error).message) };
  }
}

/** Counted in the text, strings and all: a bound that costs nothing for bodies too short to be deep. */
function isTooDeep(body: string): boolean {
  if (body.length < 2 * MAX_DEPTH) return false;
  let depth = 0;
  for (let i = 0; i < body.length; i++) {
    const c = body.charCodeAt(i);
    if (c === OPEN_BRACE || c === OPEN_BRACKET) {
      if (++depth > MAX_DEPTH) return true;
    } else if (c === CLOSE_BRACE || c === CLOSE_BRACKET) depth--;
  }
  return false;
}

function answer(
  status: number,
  outcome: Outcome,
  sequence: number,
  functions: UserPlaneFunctions,
  options: NchfOptions,
  at?: string,
): NchfResponse {
  if (!outcome.ok) return refuse(options, outcome.problem);
  let grants = 0;
  for (const group of outcome.answer.groups) if (group.granted > 0) grants++;
  options.metrics.count('Grants', grants);
  options.metrics.count('Denials', outcome.answer.groups.length - grants);
  return {
    status,
    headers: { 'content-type': 'application/json', ...(at === undefined ? {} : { location: at }) },
    body: JSON.stringify(chargingDataResponse(outcome.answer, sequence, functions, options.now())),
  };
}

function refuse({ metrics }: NchfOptions, problem: ChargingProblem): NchfResponse {
  metrics.count(problem.cause === 'QUOTA_LIMIT_REACHED' ? 'Denials' : 'Refusals');
  return {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      ...(problem.status === 503 ? { 'retry-after': '1' } : {}),
    },
    body: JSON.stringify(problem),
  };
}
