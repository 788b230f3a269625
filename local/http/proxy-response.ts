import type { HttpResponse } from './message.js';

/**
 * The HTTP response for a function's result, payload format 2.0: a result with `statusCode` is taken apart, any
 * other is a JSON body with status 200.
 *
 * @throws Error when the result can't be a response; API Gateway answers 500 then
 */
export function proxyResponse(result: unknown): HttpResponse {
  if (typeof result !== 'object' || result === null || !('statusCode' in result)) {
    if (result === null || result === undefined)
      return { status: 200, headers: { 'content-type': 'application/json' } };
    const body = typeof result === 'string' ? result : JSON.stringify(result);
    return { status: 200, headers: { 'content-type': 'application/json' }, body };
  }
  const {
    statusCode,
    headers = {},
    cookies,
    body,
    isBase64Encoded,
  } = result as {
    statusCode: unknown;
    headers?: Record<string, unknown>;
    cookies?: readonly string[];
    body?: unknown;
    isBase64Encoded?: boolean;
  };
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599)
    throw new Error(`statusCode must be 200–599, is ${JSON.stringify(statusCode)}`);
  if (body !== undefined && body !== null && typeof body !== 'string')
    throw new Error(`body must be a string, is ${typeof body}`);
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
  const lower: Record<string, string | readonly string[]> = Object.fromEntries(named);
  if (cookies !== undefined) lower['set-cookie'] = cookies;
  if (body && lower['content-type'] === undefined) lower['content-type'] = 'text/plain;charset=UTF-8';
  if (!body) return { status, headers: lower };
  return { status, headers: lower, body: isBase64Encoded === true ? Buffer.from(body, 'base64') : body };
}
