/**
 * The one DynamoDB client of a Lambda instance.
 *
 * Made at module scope so that its connections outlive a request (the SDK's agent keeps them alive).
 * The endpoint comes from the standard environment (`AWS_ENDPOINT_URL[_DYNAMODB]`), which only a local run sets.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Why these: a network waits a few seconds for quota; two attempts must both fit, and an answer after that is useless. */
const CONNECTION_TIMEOUT_MS = 1_000;
const REQUEST_TIMEOUT_MS = 2_000;
const MAX_ATTEMPTS = 2;

export const dynamodb = new DynamoDBClient({
  maxAttempts: MAX_ATTEMPTS,
  requestHandler: {
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Without it the SDK only warns, and a stuck request lives until the function's own timeout.
    throwOnRequestTimeout: true,
  },
});
