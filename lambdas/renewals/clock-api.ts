/** What the routes of the test clock answer. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { parseJson } from '../shared/parse-json.js';
import { json, problem } from '../shared/problem.js';
import { LATEST_MS, parseAdvance } from './advance-request.js';
import type { ClockState, ClockStore } from './test-clock.js';

export interface ClockApiOptions {
  readonly clock: ClockStore;
  /** The one clock that the operator's functions follow. */
  readonly clockId: string;
  /** The market's IANA zone. */
  readonly timeZone: string;
  /** Real time, epoch ms. */
  readonly realNow: () => number;
  /** Works on the advance for as long as a caller may wait. */
  readonly drive: () => Promise<ClockState>;
  /** Asks somebody with more time to go on. */
  readonly handOver: (state: ClockState) => Promise<void>;
  /** Tells those who work by schedules that it is later. */
  readonly arrived: (state: ClockState) => Promise<void>;
}

type Answer = APIGatewayProxyStructuredResultV2;

export async function serveClock(event: APIGatewayProxyEventV2, options: ClockApiOptions): Promise<Answer> {
  const { clock, clockId } = options;
  const body = bodyOf(event);
  if (event.routeKey === 'POST /test/clocks') {
    const id = (body as { id?: unknown } | null | undefined)?.id;
    if (id !== clockId)
      return problem(422, 'unknown-clock', {
        invalidParams: [
          {
            param: 'id',
            reason: `got ${JSON.stringify(id) ?? 'nothing'}; allowed: "${clockId}", the operator's one clock`,
          },
        ],
      });
    const state = await clock.read();
    // Who comes second finds it there, and is answered as the first was.
    if (state.revision === 0) await clock.write(state);
    return json(201, view(state, options), { location: `/test/clocks/${clockId}` });
  }
  const asked = event.pathParameters?.['clockId'] ?? '';
  if (asked !== clockId)
    return problem(404, 'clock-not-found', {
      detail: `there is no clock "${asked}"; the operator's functions follow the clock "${clockId}"`,
    });
  switch (event.routeKey) {
    case 'GET /test/clocks/{clockId}':
      return json(200, view(await clock.read(), options));
    case 'POST /test/clocks/{clockId}/advance':
      return advance(body, options);
    default:
      return problem(404, 'route-not-found', { detail: `${event.routeKey} is not served here` });
  }
}

async function advance(body: unknown, options: ClockApiOptions): Promise<Answer> {
  const { clock, drive, handOver, arrived, realNow, timeZone } = options;
  const request = parseAdvance(body, timeZone);
  if ('invalidParams' in request)
    return problem(400, 'invalid-advance', { invalidParams: request.invalidParams });
  for (;;) {
    const state = await clock.read();
    const nowMs = realNow() + state.offsetMs;
    const repeated = 'toMs' in request && request.toMs === state.lastToMs;
    if (state.targetMs !== undefined && !repeated)
      return problem(409, 'clock-is-advancing', {
        detail: 'it has to arrive before it can go on',
        now: iso(nowMs),
        to: iso(state.targetMs),
      });
    if (!repeated) {
      const targetMs = 'toMs' in request ? request.toMs : request.from(nowMs);
      if (targetMs < nowMs)
        return problem(409, 'clock-goes-back', {
          detail: `the clock shows ${iso(nowMs)}; it can't go back to ${iso(targetMs)}`,
          now: iso(nowMs),
          to: iso(targetMs),
        });
      if (!(targetMs < LATEST_MS))
        return problem(400, 'invalid-advance', {
          invalidParams: [
            { param: 'by', reason: `leads to ${isoOrFar(targetMs)}; allowed: before ${iso(LATEST_MS)}` },
          ],
        });
      const lastToMs = 'toMs' in request ? request.toMs : undefined;
      // Another advance was first: look again.
      if (!(await clock.write({ ...state, targetMs, lastToMs, renewed: 0, failed: 0 }))) continue;
    }
    const reached = await drive();
    if (reached.targetMs === undefined) {
      await arrived(reached);
      return json(200, view(reached, options));
    }
    await handOver(reached);
    return json(202, view(reached, options), { 'retry-after': '1' });
  }
}

/** The clock as its users see it. */
function view({ id, offsetMs, targetMs, renewed, failed }: ClockState, { realNow }: ClockApiOptions): object {
  return {
    id,
    now: iso(realNow() + offsetMs),
    status: targetMs === undefined ? 'ready' : 'advancing',
    ...(targetMs === undefined ? {} : { to: iso(targetMs) }),
    renewed,
    failed,
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrFar = (ms: number): string => (Math.abs(ms) <= 8.64e15 ? iso(ms) : 'a time past all calendars');

/** The parsed body; as it came when it is no JSON, for the answer to show. */
function bodyOf({ body, isBase64Encoded }: APIGatewayProxyEventV2): unknown {
  if (body === undefined) return undefined;
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  try {
    return parseJson(text);
  } catch {
    return text.slice(0, 200);
  }
}
