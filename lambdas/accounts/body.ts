/** Reads a JSON body: what it says, or everything that is wrong with it. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { z } from 'zod';
import { checkStructure } from '../../domain/operator/structure.js';
import { parseJson } from '../shared/parse-json.js';
import { type InvalidParam, problem } from '../shared/problem.js';

export type Body<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly invalidParams: InvalidParam[] };

export function readBody<T>(
  schema: z.ZodType<T>,
  { body = '', isBase64Encoded }: Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded'>,
): Body<T> {
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  let data: unknown;
  try {
    data = parseJson(text);
  } catch {
    // The schema says what should have come. An echo needs no more.
    data = text === '' ? undefined : text.slice(0, 200);
  }
  const problems = checkStructure(schema, data);
  return problems.length > 0
    ? {
        ok: false,
        invalidParams: problems.map(({ path, message }) => ({ param: path, reason: message })),
      }
    : { ok: true, value: schema.parse(data) };
}

export function invalidBody(invalidParams: readonly InvalidParam[]): APIGatewayProxyStructuredResultV2 {
  return problem(400, 'invalid-body', { invalidParams });
}
