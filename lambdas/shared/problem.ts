/** Answers of the HTTP APIs: JSON bodies, and errors as problem details (RFC 9457). */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** One wrong part of a request: where it is, what came, what is allowed. */
export interface InvalidParam {
  readonly param: string;
  readonly reason: string;
}

/**
 * Members of a problem beside its status and code. `cause` and `invalidParams` are those of 3GPP's
 * ProblemDetails (TS 29.571 §5.2.4.1); any other member is an extension.
 */
export interface ProblemMembers {
  readonly title?: string;
  readonly detail?: string;
  readonly instance?: string;
  readonly cause?: string;
  readonly invalidParams?: readonly InvalidParam[];
  readonly [extension: string]: unknown;
}

/**
 * A response with a JSON body.
 *
 * @param status  HTTP status code
 * @param headers  added to (and overriding) the content type; names in lower case
 */
export function json(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

/**
 * An error response, `application/problem+json`.
 *
 * @param status  HTTP status code, repeated in the body
 * @param code  stable, machine-readable, kebab-case; the `type` is `urn:wildlily:problem:<code>`
 */
export function problem(
  status: number,
  code: string,
  members: ProblemMembers = {},
  headers: Readonly<Record<string, string>> = {},
): APIGatewayProxyStructuredResultV2 {
  const { title, ...rest } = members;
  return {
    statusCode: status,
    headers: { 'content-type': 'application/problem+json', ...headers },
    body: JSON.stringify({
      type: `urn:wildlily:problem:${code}`,
      title: title ?? code.replaceAll('-', ' '),
      status,
      ...rest,
    }),
  };
}
