/** A webhook, whichever door it came in by: an HTTP API (payload 2.0) or a REST API (payload 1.0). */
import type { APIGatewayProxyEvent, APIGatewayProxyEventV2 } from 'aws-lambda';

export interface WebhookRequest {
  readonly method: string;
  /** What follows `/webhooks/`; '' = the path is another. */
  readonly provider: string;
  /** The segment after it, or ''. */
  readonly token: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of the request, when it is larger than what is read. */
  readonly tooLarge: boolean;
  /** The bytes as they were sent; empty when they are too many. */
  readonly body: Uint8Array;
  readonly source: string;
}

export type WebhookEvent = APIGatewayProxyEventV2 | APIGatewayProxyEvent;

/** Providers' messages are a few KiB; a batch of Adyen's some ten of them. */
export const MAX_BODY = 1024 * 1024;

/** The last `/webhooks/` counts: a stage or a base path before it may be called so, too. */
const ROUTE = /^.*\/webhooks\/([a-z]+)(?:\/([^/]+))?\/?$/;

const NO_BYTES = new Uint8Array();

export function webhookRequest(event: WebhookEvent): WebhookRequest {
  const isV2 = 'rawPath' in event;
  const [, provider = '', token = ''] = ROUTE.exec(isV2 ? event.rawPath : event.path) ?? [];
  const body = bytesOf(event.body ?? '', event.isBase64Encoded);
  return {
    method: isV2 ? event.requestContext.http.method : event.httpMethod,
    provider,
    token: decoded(token),
    headers: lowerCase(event.headers),
    tooLarge: body === undefined,
    body: body ?? NO_BYTES,
    source: isV2 ? event.requestContext.http.sourceIp : event.requestContext.identity.sourceIp,
  };
}

/** Undefined = too many, told by the length of the text before anything is copied. */
function bytesOf(text: string, isBase64: boolean): Uint8Array | undefined {
  if (text.length > (isBase64 ? Math.ceil(MAX_BODY / 3) * 4 : MAX_BODY)) return undefined;
  const bytes = Buffer.from(text, isBase64 ? 'base64' : 'utf8');
  return bytes.byteLength > MAX_BODY ? undefined : bytes;
}

function lowerCase(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value ?? '']),
  );
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
