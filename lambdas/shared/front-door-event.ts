/** A request of the network, whichever door it came in by: an HTTP API (payload 2.0) or an Application Load Balancer. */
import type { ALBEvent, APIGatewayProxyEventV2 } from 'aws-lambda';

export interface NetworkRequest {
  readonly method: string;
  /** As the client sent it, with any prefix before the service's name. */
  readonly path: string;
  /** Scheme and authority for `Location`. */
  readonly origin: string;
  readonly contentType: string;
  readonly body: string;
}

export function networkRequest(event: APIGatewayProxyEventV2 | ALBEvent): NetworkRequest {
  const headers = event.headers ?? {};
  const encoded = event.body ?? '';
  const body = event.isBase64Encoded ? Buffer.from(encoded, 'base64').toString('utf8') : encoded;
  const contentType = headers['content-type'] ?? '';
  const protocol = headers['x-forwarded-proto'] ?? 'https';
  if ('rawPath' in event) {
    const { http, domainName } = event.requestContext;
    return {
      method: http.method,
      path: event.rawPath,
      origin: `${protocol}://${domainName}`,
      contentType,
      body,
    };
  }
  return {
    method: event.httpMethod,
    path: event.path,
    origin: `${protocol}://${headers['host'] ?? ''}`,
    contentType,
    body,
  };
}
