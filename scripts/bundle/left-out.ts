/** What of the AWS SDK the Lambda bundles do without (decision 005). Data only; `leave-out.ts` acts on it. */

export interface LeftOut {
  /** Path below node_modules; `*` stands for anything within one path segment. */
  readonly module: string;
  /** Why no Lambda function needs it; part of the error when one does. */
  readonly why: string;
  /**
   * What stands in for exports that are reached, as JavaScript expressions; `absent(name)` throws. Exports that
   * are not named throw when called.
   */
  readonly instead?: Readonly<Record<string, string>>;
  /** What the expressions import. */
  readonly imports?: string;
  /**
   * The functions and methods that go; the rest of the module stays. Without it, all of it goes. For a method,
   * `instead` gives parameters and body.
   */
  readonly parts?: readonly string[];
}

const SMITHY = '@smithy/core/dist-es/submodules';

export const LEFT_OUT: readonly LeftOut[] = [
  {
    module: '@aws-sdk/client-*/package.json',
    why: 'the client tells its version, and nothing else of its package',
  },
  {
    module: `${SMITHY}/checksum/sha256/Sha256Js.js`,
    why: "Node's own SHA-256 is always there",
  },
  {
    module: `${SMITHY}/retry/util-retry/AdaptiveRetryStrategy.js`,
    why: 'the clients retry in standard mode',
  },
  {
    module: '@smithy/signature-v4/dist-es/HeaderFormatter.js',
    why: 'only messages of event streams are signed with it',
    // Made with every signer, used by none.
    instead: { HeaderFormatter: "class { format() { absent('HeaderFormatter') } }" },
  },
  {
    module: '@smithy/signature-v4/dist-es/SignatureV4.js',
    why: 'functions sign requests, neither URLs for somebody else nor messages of event streams',
    parts: ['presign', 'signEvent', 'signMessage'],
  },
  {
    module: `${SMITHY}/protocols/HttpProtocol.js`,
    why: 'no operation in use streams events or has a host of its own, and no service in use speaks CBOR',
    // Called for every operation; most bundles need no more of what it looks the host's prefix up with.
    instead: { setHostPrefix: "(request, { traits }) { if (traits?.endpoint) absent('setHostPrefix') }" },
    parts: [
      'setHostPrefix',
      'resolveError',
      'serializeEventStream',
      'deserializeEventStream',
      'loadEventStreamCapability',
      'getEventStreamMarshaller',
      'resolveEventStreamMarshaller',
    ],
  },
  {
    module: `${SMITHY}/serde/date-utils.js`,
    why: 'no JSON that is answered to an operation in use has a time as a text in it',
    parts: ['parseRfc3339DateTimeWithOffset'],
  },
  {
    module: `${SMITHY}/config/config-resolver/regionConfig/getInstanceMetadataRegion.js`,
    why: 'Lambda sets AWS_REGION and has no instance metadata',
  },
  {
    module: `${SMITHY}/config/node-config-provider/fromSharedConfigFiles.js`,
    why: 'a function has no ~/.aws: it is configured by its environment',
    imports: "import { ProviderError } from '@smithy/core/config';",
    // What a provider without a value throws: the SDK goes on to the default.
    instead: { fromSharedConfigFiles: "() => async () => { throw new ProviderError('no file') }" },
  },
  {
    module: '@aws/lambda-invoke-store/dist-es/invoke-store.js',
    why: "Lambda's runtime brings its own",
    // Read at each call: the runtime makes its store before the first event, not before the code loads.
    instead: {
      InvokeStore: '{ getInstanceAsync: async () => globalThis.awslambda?.InvokeStore }',
      InvokeStoreBase: "class { constructor() { absent('InvokeStoreBase') } }",
    },
  },
  {
    module: '@aws-sdk/core/dist-es/submodules/client/emitWarningIfUnsupportedVersion.js',
    why: 'the construct chooses the version of Node.js',
    instead: { emitWarningIfUnsupportedVersion: '() => {}', state: '{ warningEmitted: true }' },
  },
  {
    module: '@aws-sdk/core/dist-es/submodules/client/middleware-user-agent/user-agent-middleware.js',
    why: 'AWS is told which function calls by its credentials; nobody reads which SDK it is made with',
    instead: {
      userAgentMiddleware: '() => (next) => next',
      getUserAgentMiddlewareOptions: '{}',
      getUserAgentPlugin: '() => ({ applyToStack() {} })',
    },
  },
  {
    module: '@aws-sdk/client-*/dist-es/runtimeExtensions.js',
    why: 'no client is made with extensions',
    imports: "import { getHttpHandlerExtensionConfiguration } from '@smithy/core/protocols';",
    // Called for its effect: it gives the request handler its default socket time-out.
    instead: {
      resolveRuntimeExtensions: `(config, extensions) => {
        if (extensions.length > 0) absent('resolveRuntimeExtensions');
        getHttpHandlerExtensionConfiguration(config);
        return config;
      }`,
    },
  },
  {
    module: `${SMITHY}/config/defaults-mode/resolveDefaultsModeConfig.js`,
    why: 'neither the clients nor AWS_DEFAULTS_MODE ask for another mode than the default',
    instead: {
      resolveDefaultsModeConfig: `(config) => async () => {
        if (config?.defaultsMode || process.env.AWS_DEFAULTS_MODE) absent('resolveDefaultsModeConfig');
        return 'legacy';
      }`,
    },
  },
  {
    module: '@aws-sdk/core/dist-es/submodules/client/middleware-logger/loggerMiddleware.js',
    why: 'no client has a logger',
    imports: "import { NoOpLogger } from '@smithy/core/client';",
    instead: {
      getLoggerPlugin: `({ logger }) => ({
        applyToStack() { if (!(logger instanceof NoOpLogger)) absent('getLoggerPlugin') },
      })`,
      loggerMiddlewareOptions: '{}',
    },
  },
  {
    module: `${SMITHY}/client/smithy-client/schemaLogFilter.js`,
    why: 'only what is logged is filtered, and no client has a logger',
  },
  {
    module: '@aws-sdk/client-dynamodb/dist-es/commands/DescribeEndpointsCommand.js',
    why: "DynamoDB's endpoint is known",
  },
  {
    module: `${SMITHY}/protocols/json/codec-v2/JsonBytesStringAdapter.js`,
    why: 'nothing reads the bytes of a request as a string',
    // Bytes all the same; the methods of strings are what is left out.
    instead: {
      JsonBytesStringAdapter: `class extends Uint8Array {
        static allocUnsafe(size) {
          const { buffer, byteOffset, byteLength } = Buffer.allocUnsafe(size);
          return new this(buffer, byteOffset, byteLength);
        }
        toString() { absent('JsonBytesStringAdapter') }
      }`,
    },
  },
];

/**
 * Errors of managing tables, backups, exports, imports and replicas. Should DynamoDB answer with one all the same,
 * it is a `DynamoDBServiceException` with this name.
 */
export const MANAGEMENT_ERRORS: readonly string[] = [
  'BackupInUseException',
  'BackupNotFoundException',
  'ContinuousBackupsUnavailableException',
  'ExportConflictException',
  'ExportNotFoundException',
  'GlobalTableAlreadyExistsException',
  'GlobalTableNotFoundException',
  'ImportConflictException',
  'ImportNotFoundException',
  'IndexNotFoundException',
  'InvalidExportTimeException',
  'InvalidRestoreTimeException',
  'PointInTimeRecoveryUnavailableException',
  'PolicyNotFoundException',
  'ReplicaAlreadyExistsException',
  'ReplicaNotFoundException',
  'TableAlreadyExistsException',
  'TableInUseException',
  'TableNotFoundException',
];
