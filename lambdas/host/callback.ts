/** A callback of the host: verified over the bytes that came, kept, and its order woken. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { callbackSchema } from '../../domain/host/answer.js';
import { orderOf } from '../../domain/host/request.js';
import { SIGNATURE_HEADER, signatureProblem } from '../../domain/host/signature.js';
import { checkStructure } from '../../domain/operator/structure.js';
import { parseJson } from '../shared/parse-json.js';
import { problem } from '../shared/problem.js';
import type { HostRecords } from './host-records.js';

export interface CallbackOptions {
  readonly records: HostRecords;
  /** Those in force. */
  readonly keys: () => Promise<readonly string[]>;
  readonly wake: (orderId: string) => Promise<void>;
  /** Real time, epoch milliseconds. */
  readonly now: () => number;
}

const MAX_BODY = 64 * 1024;

/**
 * - 204: kept, also when it came before; the host need not send it again.
 * - 400 `invalid-callback` · 401 `signature-invalid` · 404 `request-unknown` · 413.
 */
export async function serveCallback(
  {
    headers,
    body = '',
    isBase64Encoded,
  }: Pick<APIGatewayProxyEventV2, 'headers' | 'body' | 'isBase64Encoded'>,
  { records, keys, wake, now }: CallbackOptions,
): Promise<APIGatewayProxyStructuredResultV2> {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MAX_BODY)
    return problem(413, 'callback-too-large', { detail: `at most ${MAX_BODY} bytes` });
  const refused = signatureProblem(headers[SIGNATURE_HEADER], bytes, await keys(), now());
  if (refused !== undefined) return problem(401, 'signature-invalid', { detail: refused });
  let said: unknown;
  try {
    said = parseJson(bytes.toString('utf8'));
  } catch (error) {
    return problem(400, 'invalid-callback', { detail: `the body is no JSON: ${(error as Error).message}` });
  }
  const problems = checkStructure(callbackSchema, said);
  if (problems.length > 0)
    return problem(400, 'invalid-callback', {
      invalidParams: problems.map(({ path, message }) => ({ param: path, reason: message })),
    });
  const { requestId, ...answer } = callbackSchema.parse(said);
  if (answer.state !== 'pending') {
    const kept = await records.settle(requestId, answer);
    if (kept === undefined)
      return problem(404, 'request-unknown', { detail: `there is no request "${requestId}"` });
  } else if ((await records.find(requestId)) === undefined)
    return problem(404, 'request-unknown', { detail: `there is no request "${requestId}"` });
  // Repeats wake the order too: the message of the first may have been lost.
  await wake(orderOf(requestId));
  return { statusCode: 204 };
}
