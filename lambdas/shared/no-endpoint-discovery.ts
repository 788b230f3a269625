/**
 * In place of `@aws-sdk/middleware-endpoint-discovery` in Lambda bundles: DynamoDB's endpoint is known, no
 * command asks for another, and its cache would be 8 KiB of every cold start.
 */
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: () => undefined,
  configFileSelector: () => undefined,
  default: undefined,
};

export const resolveEndpointDiscoveryConfig = <T>(config: T): T => config;
