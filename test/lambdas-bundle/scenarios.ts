/**
 * What clients of a bundle do with the answers of a service, told as JSON: bundled with the SDK as it comes and
 * with what Lambda functions need of it, it has to tell the same. The clock stands still, so that signatures can be
 * compared too.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as dynamo from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ChangeMessageVisibilityCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';

const NOW = Date.UTC(2026, 10, 22, 12);
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...given: [] | [number | string]) {
    super(given.length === 0 ? NOW : given[0]);
  }
  static override now() {
    return NOW;
  }
} as DateConstructor;

// How long a client waits before it tries again is told, too.
Math.random = () => 0.5;

// Lambda's runtime has its store before the first event.
const invocation = { trace: 'Root=1-store' as string | undefined, parent: undefined as string | undefined };
Object.assign(globalThis, {
  awslambda: {
    InvokeStore: {
      getXRayTraceId: () => invocation.trace,
      getTraceparent: () => invocation.parent,
      getTracestate: () => 'wildlily=1',
      getBaggage: () => undefined,
    },
  },
});

type Answer =
  | 'silence'
  | 'reset'
  | {
      readonly status?: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    };

interface Scenario {
  readonly answers: readonly Answer[];
  readonly call: () => Promise<unknown>;
}

let answers: Answer[] = [];
let requests: unknown[] = [];

function serve(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const headers = { ...request.headers };
    // The one is random, the other names this process's own port: so neither they nor the signature compare.
    delete headers['amz-sdk-invocation-id'];
    delete headers.host;
    // Left out on purpose: which SDK it is made with, and that it is signed.
    delete headers['user-agent'];
    delete headers['x-amz-user-agent'];
    const authorization = headers.authorization
      ?.replace(/Signature=\w+/, 'Signature=')
      .replace(';x-amz-user-agent', '');
    requests.push({
      method: request.method,
      path: request.url,
      headers: { ...headers, authorization },
      body: Buffer.concat(chunks).toString(),
    });
    const answer = answers.shift() ?? { status: 418 };
    if (answer === 'silence') return;
    if (answer === 'reset') return void request.socket.destroy();
    response.sendDate = false;
    const body = answer.body ?? {};
    response.writeHead(answer.status ?? 200, {
      'content-type': 'application/x-amz-json-1.0',
      'x-amzn-requestid': 'R',
      ...answer.headers,
    });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
}

const failure = (type: string, status = 400, more: object = {}): Answer => ({
  status,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: `${type}!`, ...more },
});

const {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
  ThrottlingException,
  InternalServerError,
  DynamoDBServiceException,
} = dynamo;
const CLASSES = Object.entries({
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
  ThrottlingException,
  InternalServerError,
  DynamoDBServiceException,
});

function describe(error: unknown): object {
  if (!(error instanceof Error)) return { thrown: String(error) };
  return {
    is: CLASSES.filter(([, of]) => error instanceof of).map(([name]) => name),
    noSuchKey: error instanceof NoSuchKey,
    string: String(error),
    fields: Object.fromEntries(
      Object.getOwnPropertyNames(error)
        .filter((name) => name !== 'stack' && name !== '$response')
        .sort()
        .map((name) => [name, (error as unknown as Record<string, unknown>)[name]]),
    ),
  };
}

const withReasons = {
  ThrottlingReasons: [{ reason: 'TableWriteKeyRangeThroughputExceeded', resource: 'arn' }],
};
const ITEM = {
  k: { S: 'imsi-1' },
  v: { N: '9007199254740991' },
  b: { B: 'AAH/' },
  m: { M: { l: { L: [{ BOOL: true }, { NULL: true }, { SS: ['ä'] }] } } },
};
const GET = { TableName: 'accounts', Key: { k: { S: 'imsi-1' } }, ConsistentRead: true };
const PUT = {
  TableName: 'accounts',
  Item: { k: { S: 'imsi-"ä"' }, b: { B: new Uint8Array([0, 1, 255]) }, v: { N: '2' } },
  ConditionExpression: 'v = :v',
  ExpressionAttributeValues: { ':v': { N: '1' } },
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
};

function scenarios(): Record<string, Scenario> {
  const client = new dynamo.DynamoDBClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 500, requestTimeout: 150, throwOnRequestTimeout: true },
  });
  const events = new EventBridgeClient({ maxAttempts: 3 });
  const queue = new SQSClient({ maxAttempts: 2 });
  const secrets = new SecretsManagerClient({ maxAttempts: 2 });
  const secret = () =>
    secrets.send(new GetSecretValueCommand({ SecretId: 'wildlily/lily-gb/payments/stripe' }));
  const bucket = new S3Client({ maxAttempts: 2, forcePathStyle: true });
  const get = () => client.send(new dynamo.GetItemCommand(GET));
  const put = () => client.send(new dynamo.PutItemCommand(PUT));
  const transact = () =>
    client.send(
      new dynamo.TransactWriteItemsCommand({ ClientRequestToken: 'token', TransactItems: [{ Put: PUT }] }),
    );
  const reasons = [
    { Code: 'None' },
    { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed', Item: ITEM },
  ];
  return {
    'an item': { answers: [{ body: { Item: ITEM } }], call: get },
    'no item': { answers: [{}], call: get },
    'a write': { answers: [{}], call: put },
    'values of an update': {
      answers: [{ body: { Attributes: { v: { N: '2' } } } }],
      call: () =>
        client.send(
          new dynamo.UpdateItemCommand({
            ...GET,
            UpdateExpression: 'SET v = v',
            ReturnValues: 'UPDATED_NEW',
          }),
        ),
    },
    'a query': {
      answers: [{ body: { Items: [ITEM], Count: 1, LastEvaluatedKey: { k: { S: 'imsi-1' } } } }],
      call: () =>
        client.send(new dynamo.QueryCommand({ TableName: 'records', KeyConditionExpression: 'pk = :p' })),
    },
    'a batch': {
      answers: [{ body: { UnprocessedItems: {} } }],
      call: () =>
        client.send(
          new dynamo.BatchWriteItemCommand({
            RequestItems: { records: [{ PutRequest: { Item: PUT.Item } }] },
          }),
        ),
    },
    'a failed condition': {
      answers: [failure('ConditionalCheckFailedException', 400, { Item: ITEM })],
      call: put,
    },
    'a failed condition on nothing': { answers: [failure('ConditionalCheckFailedException')], call: put },
    'a transaction': { answers: [{}], call: transact },
    'a canceled transaction': {
      answers: [
        failure('TransactionCanceledException', 400, { CancellationReasons: reasons, Message: 'Canceled' }),
      ],
      call: transact,
    },
    'a conflict': { answers: [failure('TransactionConflictException')], call: put },
    'another request with this token': {
      answers: [failure('IdempotentParameterMismatchException', 400, { Message: 'Mismatch' })],
      call: transact,
    },
    'a table that is missing': { answers: [failure('ResourceNotFoundException')], call: get },
    'throttled once': {
      answers: [
        failure('ProvisionedThroughputExceededException', 400, withReasons),
        { body: { Item: ITEM } },
      ],
      call: get,
    },
    'throttled twice': {
      answers: [failure('ThrottlingException'), failure('ThrottlingException')],
      call: get,
    },
    'at the limit twice': {
      answers: [failure('RequestLimitExceeded', 400, withReasons), failure('RequestLimitExceeded')],
      call: get,
    },
    'a replica that conflicts once': {
      answers: [failure('ReplicatedWriteConflictException'), {}],
      call: put,
    },
    'a server error once': { answers: [failure('InternalServerError', 500), {}], call: put },
    'server errors': {
      answers: [failure('InternalServerError', 500), failure('InternalServerError', 500)],
      call: put,
    },
    'an answer that is no JSON, then one': { answers: [{ status: 503, body: '<busy>' }, {}], call: get },
    'wait, says the service': {
      answers: [{ ...(failure('ThrottlingException') as object), headers: { 'retry-after': '0' } }, {}],
      call: get,
    },
    'wait until, says the service': {
      answers: [
        {
          ...(failure('ThrottlingException') as object),
          headers: { 'retry-after': 'Sun, 22 Nov 2026 12:00:00 GMT' },
        },
        {},
      ],
      call: get,
    },
    'an error nobody knows': { answers: [failure('NeverHeardOfException')], call: get },
    'no permission': { answers: [failure('AccessDeniedException')], call: get },
    'silence once': { answers: ['silence', {}], call: get },
    silence: { answers: ['silence', 'silence'], call: get },
    'a connection lost once': { answers: ['reset', {}], call: get },
    'connections lost': { answers: ['reset', 'reset'], call: get },
    'the trace of the environment': {
      answers: [{}],
      call: () => {
        invocation.trace = undefined;
        return get();
      },
    },
    'the trace of OpenTelemetry': {
      answers: [{}],
      call: () => {
        invocation.parent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
        return get();
      },
    },
    'events that are taken after an error': {
      answers: [{ status: 500 }, { body: { FailedEntryCount: 0, Entries: [{ EventId: 'e' }] } }],
      call: () =>
        events.send(
          new PutEventsCommand({
            Entries: [{ Source: 's', DetailType: 'd', Detail: '{}', Time: new Date() }],
          }),
        ),
    },
    'a message that is gone': {
      answers: [
        {
          status: 400,
          headers: { 'x-amzn-query-error': 'ReceiptHandleIsInvalid;Sender' },
          body: { __type: 'com.amazonaws.sqs#ReceiptHandleIsInvalid', message: 'Gone' },
        },
      ],
      call: () =>
        queue.send(
          new ChangeMessageVisibilityCommand({
            QueueUrl: 'http://q/1/q',
            ReceiptHandle: 'r',
            VisibilityTimeout: 1,
          }),
        ),
    },
    'messages, of which one is not taken': {
      answers: [
        {
          body: {
            // MD5 of the text m.
            Successful: [{ Id: '0', MessageId: 'i', MD5OfMessageBody: '6f8f57715090da2632453988d9a1501b' }],
            Failed: [{ Id: '1', Code: 'InternalError', SenderFault: false }],
          },
        },
      ],
      call: () =>
        queue.send(
          new SendMessageBatchCommand({
            QueueUrl: 'http://q/1/q',
            Entries: ['m', 'n'].map((MessageBody, i) => ({ Id: String(i), MessageBody })),
          }),
        ),
    },
    'a secret': {
      answers: [
        {
          body: {
            ARN: 'arn',
            Name: 'n',
            SecretString: '{"a":1}',
            VersionId: 'v',
            CreatedDate: 1_795_348_800.5,
          },
        },
      ],
      call: secret,
    },
    'a secret after an error': {
      answers: [{ status: 500, body: { __type: 'InternalServiceError' } }, { body: { SecretString: '{}' } }],
      call: secret,
    },
    'no secret': {
      answers: [{ status: 400, body: { __type: 'ResourceNotFoundException', Message: 'None' } }],
      call: secret,
    },
    'a file that is put after an error': {
      answers: [{ status: 503 }, { headers: { etag: '"e"' } }],
      call: () =>
        bucket.send(new PutObjectCommand({ Bucket: 'files', Key: 'a b', Body: Buffer.from('text') })),
    },
    'a file': {
      answers: [{ body: 'text', headers: { 'last-modified': 'Sun, 22 Nov 2026 12:00:00 GMT' } }],
      call: async () => {
        const { Body: body, LastModified: at } = await bucket.send(
          new GetObjectCommand({ Bucket: 'files', Key: 'a b', Range: 'bytes=1-' }),
        );
        return { text: await body?.transformToString(), at };
      },
    },
    'no file': {
      answers: [
        {
          status: 404,
          headers: { 'content-type': 'application/xml' },
          body: '<Error><Code>NoSuchKey</Code><Message>None</Message></Error>',
        },
      ],
      call: () => bucket.send(new GetObjectCommand({ Bucket: 'files', Key: 'a b' })),
    },
  };
}

async function tell({ answers: given, call }: Scenario): Promise<object> {
  answers = [...given];
  requests = [];
  const outcome = await call().then(
    (value) => ({ value }),
    (error: unknown) => ({ error: describe(error) }),
  );
  return { outcome, requests, unused: answers.length };
}

/** Where requests would go and how they'd be signed, without a network. */
async function signed(region: string, more: object = {}): Promise<object> {
  let sent: object = {};
  const client = new dynamo.DynamoDBClient({
    region,
    ...more,
    requestHandler: {
      handle: (request: { hostname: string; protocol: string; headers: Record<string, string> }) => {
        const { protocol, hostname, headers } = request;
        sent = { protocol, hostname, headers };
        return Promise.reject(new Error('sent'));
      },
    } as never,
    maxAttempts: 1,
  });
  // It is random, and signed.
  const sameInvocation =
    (next: (args: object) => Promise<unknown>) =>
    (args: { request: { headers: Record<string, string> } }) => {
      args.request.headers['amz-sdk-invocation-id'] = 'I';
      delete args.request.headers['x-amz-user-agent'];
      delete args.request.headers['user-agent'];
      return next(args);
    };
  client.middlewareStack.addRelativeTo(sameInvocation as never, {
    name: 'sameInvocation',
    relation: 'before',
    toMiddleware: 'httpSigningMiddleware',
  });
  await client.send(new dynamo.GetItemCommand(GET)).catch(() => undefined);
  return sent;
}

const misuses: Record<string, () => Promise<unknown>> = {
  'adaptive retries': () =>
    new dynamo.DynamoDBClient({ retryMode: 'adaptive' }).send(new dynamo.GetItemCommand(GET)),
  'a logger': () => new dynamo.DynamoDBClient({ logger: console }).send(new dynamo.GetItemCommand(GET)),
  'an extension': () =>
    new dynamo.DynamoDBClient({ extensions: [{ configure: () => undefined }] }).send(
      new dynamo.GetItemCommand(GET),
    ),
  'another mode': () =>
    new dynamo.DynamoDBClient({ defaultsMode: 'auto' }).send(new dynamo.GetItemCommand(GET)),
  'no region': () => {
    delete process.env['AWS_REGION'];
    return new dynamo.DynamoDBClient({}).send(new dynamo.GetItemCommand(GET));
  },
};

async function misuse(call: () => Promise<unknown>): Promise<string> {
  try {
    await call();
    return 'done';
  } catch (error) {
    return String(error);
  }
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function main(): Promise<void> {
  const server = createServer(serve);
  process.env['AWS_ENDPOINT_URL'] = await listen(server);
  const told: Record<string, object> = {};
  for (const [name, scenario] of Object.entries(scenarios())) told[name] = await tell(scenario);
  delete process.env['AWS_ENDPOINT_URL'];
  const places = {
    london: await signed('eu-west-2'),
    beijing: await signed('cn-north-1'),
    government: await signed('us-gov-west-1'),
    fips: await signed('us-east-1', { useFipsEndpoint: true }),
    dualstack: await signed('eu-west-2', { useDualstackEndpoint: true }),
    session: await signed('eu-west-2', {
      credentials: { accessKeyId: 'b', secretAccessKey: 'b', sessionToken: 'c' },
    }),
  };
  const refused: Record<string, string> = {};
  if (process.argv.includes('--misuse')) {
    for (const [name, call] of Object.entries(misuses)) refused[name] = await misuse(call);
  }
  process.stdout.write(JSON.stringify({ told, places, refused }), () => process.exit(0));
  server.close();
}

void main();
