import { Duration, RemovalPolicy, type Size } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.js';
import { lambdaBundlePath, type LambdaBundle } from './lambda-bundles.js';

/**
 * What every function of the house has in common. This file alone owns it.
 *
 * - Node.js 24: the newest LTS of Lambda; the bundles also run on Node 20 and 22.
 * - ARM64: 20 % cheaper per GB-second than x86 and not slower for this work.
 * - System log level WARN: the START, END and REPORT lines would cost about USD 0.20 a million requests.
 */
export const FUNCTION_DEFAULTS = {
  runtime: Runtime.NODEJS_24_X,
  architecture: Architecture.ARM_64,
  handler: 'index.handler',
  memorySizeMb: 512,
  timeout: Duration.seconds(10),
  loggingFormat: LoggingFormat.JSON,
  systemLogLevel: SystemLogLevel.WARN,
  applicationLogLevel: ApplicationLogLevel.INFO,
  logRetention: RetentionDays.THREE_MONTHS,
} as const;

export interface HouseFunctionProps {
  /** The prebuilt bundle to run. */
  readonly bundle: LambdaBundle;

  readonly description: string;

  readonly environment: Readonly<Record<string, string>>;

  /**
   * Another folder with an `index.js`, for a bundle that ships with data.
   *
   * @default - the bundle's own folder
   */
  readonly codePath?: string;

  /** @default 512 */
  readonly memorySizeMb?: number;

  /** @default Duration.seconds(10) */
  readonly timeout?: Duration;

  /** What fits into `/tmp`. @default - 512 MiB */
  readonly ephemeralStorage?: Size;

  /**
   * Whether AWS X-Ray traces the function. Switched off on the hot path only.
   *
   * @default true
   */
  readonly tracing?: boolean;

  /**
   * Where the caller learns of a failure. Lambda's own dead-letter queue takes asynchronous events only, and an
   * on-failure destination carries more, so no function of the house has one; each says what stands in for it.
   */
  readonly failuresGo: string;

  /** @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: RetentionDays;
}

/**
 * A function of the house: prebuilt bundle, own log group with retention, a role that may write to that log
 * group and nothing else.
 */
export class HouseFunction extends LambdaFunction {
  public readonly logs: LogGroup;

  constructor(scope: Construct, id: string, props: HouseFunctionProps) {
    const shell = new Construct(scope, `${id}Runtime`);
    const logs = new LogGroup(shell, 'Logs', {
      retention: props.logRetention ?? FUNCTION_DEFAULTS.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Why: the role that CDK would make carries AWSLambdaBasicExecutionRole, which may write any log group.
    const role = new Role(shell, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logs.grantWrite(role);

    super(scope, id, {
      runtime: FUNCTION_DEFAULTS.runtime,
      architecture: FUNCTION_DEFAULTS.architecture,
      handler: FUNCTION_DEFAULTS.handler,
      code: Code.fromAsset(props.codePath ?? lambdaBundlePath(props.bundle)),
      description: props.description,
      memorySize: props.memorySizeMb ?? FUNCTION_DEFAULTS.memorySizeMb,
      timeout: props.timeout ?? FUNCTION_DEFAULTS.timeout,
      ...(props.ephemeralStorage === undefined ? {} : { ephemeralStorageSize: props.ephemeralStorage }),
      environment: { ...props.environment },
      role,
      logGroup: logs,
      loggingFormat: FUNCTION_DEFAULTS.loggingFormat,
      systemLogLevelV2: FUNCTION_DEFAULTS.systemLogLevel,
      applicationLogLevelV2: FUNCTION_DEFAULTS.applicationLogLevel,
      tracing: props.tracing === false ? Tracing.DISABLED : Tracing.ACTIVE,
    });
    this.logs = logs;
    acknowledge(this, { 'Serverless-LambdaDLQ': props.failuresGo });
    if (props.tracing === false) {
      acknowledge(this, {
        'Serverless-LambdaTracing':
          'The hot path: X-Ray adds time to every request; metrics and one log line carry what is needed.',
      });
    } else {
      acknowledge(role, {
        'AwsSolutions-IAM5[Resource::*]':
          'X-Ray knows no resources: xray:PutTraceSegments and xray:PutTelemetryRecords are granted on * only.',
      });
    }
  }
}
