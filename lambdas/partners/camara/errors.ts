/** Errors in CAMARA's form: `{status, code, message}`, codes of its API design guide. */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Route } from '../../../domain/partners/route.js';
import { json } from '../../shared/problem.js';
import type { ApiError } from '../kernel/serve.js';

/** Of the kernel's codes; handlers of CAMARA's APIs throw CAMARA's codes themselves. */
const CODES: Readonly<Record<string, string>> = {
  'too-many-requests': 'TOO_MANY_REQUESTS',
  'request-in-flight': 'ABORTED',
  busy: 'UNAVAILABLE',
  'internal-error': 'INTERNAL',
};

const BY_STATUS: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
};

export function camaraError(
  _route: Route,
  { status, code, detail }: ApiError,
): APIGatewayProxyStructuredResultV2 {
  return json(status, { status, code: camaraCode(status, code), message: detail });
}

function camaraCode(status: number, code: string): string {
  if (/^[A-Z][A-Z_.]*$/.test(code)) return code;
  return CODES[code] ?? BY_STATUS[status] ?? code.replaceAll('-', '_').toUpperCase();
}
