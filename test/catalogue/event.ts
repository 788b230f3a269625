import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** A request as API Gateway's HTTP API passes it on (payload 2.0), as far as the handlers read it. */
export function getRequest(
  routeKey: string,
  pathParameters: Record<string, string> = {},
  queryStringParameters?: Record<string, string>,
): APIGatewayProxyEventV2 {
  return {
    version: '2.0',
    routeKey,
    pathParameters,
    queryStringParameters,
  } as unknown as APIGatewayProxyEventV2;
}

/** What came back, its body parsed. */
export function read(response: APIGatewayProxyStructuredResultV2): {
  status: number | undefined;
  type: unknown;
  body: unknown;
} {
  return {
    status: response.statusCode,
    type: response.headers?.['content-type'],
    body: JSON.parse(response.body ?? 'null'),
  };
}
