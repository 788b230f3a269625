import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalCloud } from '../cloud.js';
import { LocalFunction } from '../lambda/function.js';
import { simulatorUrl } from '../payments/simulator-url.js';
import type { Provider, Resource } from '../template/deployment.js';

interface FunctionProps {
  readonly FunctionName?: string;
  readonly Code: { readonly S3Key?: string; readonly ZipFile?: string };
  readonly Handler: string;
  readonly MemorySize?: number;
  readonly Timeout?: number;
  readonly ReservedConcurrentExecutions?: number;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
  readonly LoggingConfig?: { readonly LogFormat?: string; readonly ApplicationLogLevel?: string };
}

/** Lambda functions, their versions and aliases. All versions of a function are its newest here. */
export function functionProvider(cloud: LocalCloud): Provider {
  return {
    types: ['AWS::Lambda::Function'],
    create: (resource) => {
      const props = resource.properties as unknown as FunctionProps;
      const name = props.FunctionName ?? resource.physicalName.slice(0, 64);
      const arn = cloud.arn('lambda', `function:${name}`);
      const { log, concurrency } = cloud.options;
      cloud.functions.set(
        arn,
        new LocalFunction({
          name,
          arn,
          folder: codeFolder(cloud, resource, props),
          handler: props.Handler,
          memoryMb: Math.max(props.MemorySize ?? 128, LEAST_MEMORY_MB),
          timeoutMs: (props.Timeout ?? 3) * 1000,
          concurrency: Math.max(1, Math.min(concurrency, props.ReservedConcurrentExecutions ?? concurrency)),
          variables: {
            ...runtimeVariables(cloud, resource, props),
            ...withLocalTokens(cloud, resource, props.Environment?.Variables ?? {}),
          },
          onLog: (line) => log.line(name, line),
          onError: (error) => log.failure(name, error),
        }),
      );
      return { ref: name, attributes: { Arn: arn } };
    },
  };
}

const COGNITO = /^https:\/\/[\w-]+\.auth\.[\w-]+\.amazoncognito\.com(?=\/oauth2\/token$)/;

/** Tokens come from the issuer of the same operator, not from where a deployed one's would. */
function withLocalTokens(
  cloud: LocalCloud,
  { stack }: Resource,
  variables: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.replace(COGNITO, `${cloud.options.baseUrl}/${stack.stage}`) : value,
    ]),
  );
}

/** A worker's heap also holds what Lambda's runtime would keep outside of it. */
const LEAST_MEMORY_MB = 128;

export function versionProvider(cloud: LocalCloud): Provider {
  return {
    types: ['AWS::Lambda::Version'],
    create: ({ properties }) => {
      const { arn } = cloud.functionOf(String(properties['FunctionName']));
      return { ref: `${arn}:1`, attributes: { Version: '1', FunctionArn: `${arn}:1` } };
    },
  };
}

export function aliasProvider(cloud: LocalCloud): Provider {
  return {
    types: ['AWS::Lambda::Alias'],
    create: ({ properties }) => {
      const arn = `${cloud.functionOf(String(properties['FunctionName'])).arn}:${String(properties['Name'])}`;
      return { ref: arn, attributes: { AliasArn: arn } };
    },
  };
}

export function eventInvokeConfigProvider(cloud: LocalCloud): Provider {
  return {
    types: ['AWS::Lambda::EventInvokeConfig'],
    create: ({ properties, physicalName }) => {
      const { FunctionName, MaximumRetryAttempts, DestinationConfig } = properties as {
        FunctionName: string;
        MaximumRetryAttempts?: number;
        DestinationConfig?: { OnFailure?: { Destination: string } };
      };
      const destination = DestinationConfig?.OnFailure?.Destination;
      cloud.asyncConfigs.set(cloud.functionOf(FunctionName).arn, {
        maxRetries: MaximumRetryAttempts ?? 2,
        onFailure: destination === undefined ? undefined : (report) => cloud.sendTo(destination, report),
      });
      return { ref: physicalName };
    },
  };
}

function codeFolder(cloud: LocalCloud, { stack, physicalName }: Resource, { Code }: FunctionProps): string {
  if (Code.ZipFile !== undefined) {
    const folder = join(cloud.options.log.directory, '..', 'inline', physicalName);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'index.js'), Code.ZipFile);
    return folder;
  }
  const folder = Code.S3Key === undefined ? undefined : stack.assets.get(Code.S3Key);
  if (folder === undefined) throw new Error(`the code ${JSON.stringify(Code)} is no asset of the assembly`);
  return folder;
}

/** What Lambda sets in every environment, and how the SDK finds the local endpoints. */
function runtimeVariables(
  cloud: LocalCloud,
  { stack }: Resource,
  props: FunctionProps,
): Record<string, string> {
  const { region, dynamodb, awsEndpoint, s3, baseUrl } = cloud.options;
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_ENDPOINT_URL: awsEndpoint,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
    ...(s3 === undefined ? {} : { AWS_ENDPOINT_URL_S3: s3.endpoint }),
    // Requests to payment providers stay on this machine.
    WILDLILY_PAYMENT_API: simulatorUrl(baseUrl, stack.stage),
    AWS_LAMBDA_LOG_FORMAT: props.LoggingConfig?.LogFormat ?? 'Text',
    AWS_LAMBDA_LOG_LEVEL: props.LoggingConfig?.ApplicationLogLevel ?? 'INFO',
    // The SDK would print its notice in every environment.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
