import { Aws, Duration, Fn } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Alarm, IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.js';
import { addAlarm, ALARM_PERIOD } from './alarm.js';
import { operatorIdProblems, type PropProblem, refuse } from './check-props.js';
import { HouseFunction } from './function-defaults.js';
import { grantReadSecret } from './payment-webhooks.js';
import type { IScopedHttpApi } from './scoped-http-api.js';
import type { ISubscriberStore } from './subscriber-store.js';

/** How the host is reached. */
export interface HostEndpoint {
  /** Base URL of the host's API, or of an adapter before it: `https://…`, without a slash at its end. */
  readonly url: string;

  /**
   * Base URL of the SM-DP+ that keeps the eSIM profiles (ES2+).
   *
   * @default - `url`
   */
  readonly smdpUrl?: string;

  /**
   * The operator's name at the SM-DP+ (`functionRequesterIdentifier`).
   *
   * @default - the operator id
   */
  readonly es2Requester?: string;

  /**
   * `{"token": "…", "callbackKeys": ["…"]}`: our token there, and one or two keys that callbacks are signed with.
   *
   * @default - the secret `wildlily/<operatorId>/host`, which has to be there before the first order
   */
  readonly secret?: ISecret;
}

export interface HostAdapterProps {
  /** Names the operator in descriptions and alarms: 1 to 64 letters, digits, ".", "_", "-". */
  readonly operatorId: string;

  readonly store: ISubscriberStore;

  /** The API that answers `POST /host/callbacks`, and in a sandbox the simulated host. */
  readonly api: IScopedHttpApi;

  /** The base URL of `api`, without a slash at its end. */
  readonly apiUrl: string;

  /** Where product orders are put to work: they go on when the host calls. */
  readonly orders: IQueue;

  /**
   * The host.
   *
   * @default - simulated, in a sandbox. Any other operator needs one
   */
  readonly host?: HostEndpoint;

  /**
   * Whether the host may be simulated.
   *
   * @default false
   */
  readonly sandbox?: boolean;

  /**
   * Who is told of alarms.
   *
   * @default - alarms change state, nobody is told
   */
  readonly alarmTopic?: ITopic;

  /** @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: RetentionDays;
}

const CALLBACKS = '/host/callbacks';
const SIMULATOR = '/host-simulator';

/**
 * The way to the host network: asks it to activate, swap, port and end, orders eSIM profiles at its SM-DP+ (ES2+), and
 * takes its callbacks. A sandbox without a host has a simulated one.
 */
export class HostAdapter extends Construct {
  public readonly callbacks: LambdaFunction;
  /** Only where the host is simulated. */
  public readonly simulator: LambdaFunction | undefined;
  public readonly alarms: readonly Alarm[];

  private readonly environment: Readonly<Record<string, string>>;
  private readonly secret: ISecret | undefined;
  private readonly sandboxKey: string | undefined;

  constructor(scope: Construct, id: string, props: HostAdapterProps) {
    super(scope, id);
    refuse(this, [...operatorIdProblems(props.operatorId), ...hostProblems(props)]);
    const { operatorId, store, api, apiUrl, orders, host, alarmTopic, logRetention } = props;

    this.secret =
      host && (host.secret ?? Secret.fromSecretNameV2(this, 'Secret', `wildlily/${operatorId}/host`));
    // Why the stack's own id: it is random, in no template, and the same at every deployment.
    this.sandboxKey = host ? undefined : Fn.select(2, Fn.split('/', Aws.STACK_ID));
    this.environment = {
      OPERATOR_ID: operatorId,
      HOST_URL: host?.url ?? `${apiUrl}${SIMULATOR}`,
      HOST_CALLBACK_URL: `${apiUrl}${CALLBACKS}`,
      ...(host?.smdpUrl && { SMDP_URL: host.smdpUrl }),
      ...(host?.es2Requester && { ES2_REQUESTER: host.es2Requester }),
    };

    this.callbacks = new HouseFunction(this, 'Callbacks', {
      bundle: 'host-callback',
      description: `Callbacks of the host of ${operatorId}`,
      environment: { RECORDS_TABLE: store.records.tableName, ORDERS_QUEUE_URL: orders.queueUrl },
      failuresGo: 'To the host: it calls again until it is answered 204.',
      logRetention,
    });
    store.grantHostRequests(this.callbacks);
    this.readSecret(this.callbacks);
    Grant.addToPrincipal({
      grantee: this.callbacks,
      actions: ['sqs:SendMessage'],
      resourceArns: [orders.queueArn],
    });
    api.addPublicRoutes('HostCallbacks', {
      routes: [{ method: HttpMethod.POST, path: CALLBACKS }],
      handler: this.callbacks,
      reason: 'Callbacks of the host are signed; the function behind the route checks that.',
    });

    this.simulator = host === undefined ? this.addSimulator(props) : undefined;
    this.alarms = [
      addAlarm(
        this,
        'CallbackErrors',
        {
          metric: this.callbacks.metricErrors({ period: ALARM_PERIOD }),
          threshold: 1,
          description: `Callbacks of the host of ${operatorId} failed. The function's log group says why; orders ask the host themselves, only later.`,
        },
        alarmTopic,
      ),
    ];
  }

  /** Lets a function ask the host. */
  public use(handler: LambdaFunction): void {
    for (const [name, value] of Object.entries(this.environment)) handler.addEnvironment(name, value);
    this.readSecret(handler);
  }

  /** Callbacks that came. @default - sum */
  public metricCallbacks(): IMetric {
    return this.callbacks.metricInvocations();
  }

  private readSecret(handler: LambdaFunction): void {
    if (this.sandboxKey !== undefined) handler.addEnvironment('HOST_SANDBOX_KEY', this.sandboxKey);
    if (this.secret === undefined) return;
    handler.addEnvironment('HOST_SECRET_ID', this.secret.secretName);
    grantReadSecret(this.secret, handler);
  }

  private addSimulator({ operatorId, store, api, logRetention }: HostAdapterProps): LambdaFunction {
    const encrypted = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
    const lost = new Queue(this, 'SimulatorDeadLetters', { ...encrypted, retentionPeriod: Duration.days(1) });
    const isSimulated = 'The host is simulated, in a sandbox: what is lost here is asked for again.';
    acknowledge(lost, { 'Serverless-SQSRedrivePolicy': isSimulated });
    const timeout = Duration.seconds(10);
    const queue = new Queue(this, 'SimulatorQueue', {
      ...encrypted,
      visibilityTimeout: Duration.seconds(60),
      deadLetterQueue: { queue: lost, maxReceiveCount: 3 },
    });
    const simulator = new HouseFunction(this, 'Simulator', {
      bundle: 'host-simulator',
      description: `Simulated host of ${operatorId}`,
      environment: {
        OPERATOR_ID: operatorId,
        RECORDS_TABLE: store.records.tableName,
        HOST_SIMULATOR_QUEUE_URL: queue.queueUrl,
      },
      timeout,
      failuresGo: 'To the caller, or back to the queue and then to its dead letters.',
      logRetention,
    });
    store.grantSimulateHost(simulator);
    this.readSecret(simulator);
    Grant.addToPrincipal({
      grantee: simulator,
      actions: ['sqs:SendMessage'],
      resourceArns: [queue.queueArn],
    });
    simulator.addEventSource(new SqsEventSource(queue, { batchSize: 10, reportBatchItemFailures: true }));
    acknowledge(simulator, {
      'Serverless-LambdaEventSourceMappingDestination':
        'A queue has no on-failure destination: its own redrive policy moves what failed to the dead-letter queue.',
    });
    api.addPublicRoutes('HostSimulator', {
      routes: [
        { method: HttpMethod.POST, path: `${SIMULATOR}/requests` },
        { method: HttpMethod.GET, path: `${SIMULATOR}/requests/{requestId}` },
        { method: HttpMethod.POST, path: `${SIMULATOR}/gsma/rsp2/es2plus/{function}` },
      ],
      handler: simulator,
      reason: 'The simulated host of a sandbox checks its own bearer token, as a host does.',
    });
    return simulator;
  }
}

function hostProblems({ host, sandbox }: HostAdapterProps): PropProblem[] {
  if (host === undefined)
    return sandbox
      ? []
      : [
          {
            prop: 'host',
            value: host,
            allowed:
              '{ url: "https://…" } of the host, or of an adapter before it; only sandboxes have a simulated host',
          },
        ];
  return Object.entries({ url: host.url, smdpUrl: host.smdpUrl }).flatMap(([name, value]) =>
    value === undefined || /^https:\/\/[^\s/?#]+(\/[^\s?#]*[^\s/?#])?$/.test(value)
      ? []
      : [{ prop: `host.${name}`, value, allowed: 'an https URL without a slash at its end' }],
  );
}
