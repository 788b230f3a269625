import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';
import { BUNDLING, lessSdk } from '../../scripts/bundle/options.js';

interface Told {
  readonly outcome: {
    readonly value?: Record<string, unknown>;
    readonly error?: { readonly is: string[]; readonly fields: Record<string, unknown> };
  };
  readonly requests: readonly { readonly headers: Record<string, string> }[];
  readonly unused: number;
}
interface Story {
  readonly told: Readonly<Record<string, Told>>;
  readonly places: Readonly<Record<string, { readonly hostname: string; readonly headers: object }>>;
  readonly refused: Readonly<Record<string, string>>;
}

const folder = mkdtempSync(join(tmpdir(), 'wildlily-bundle-'));
let whole: Story;
let less: Story;

async function story(name: string, plugins: Plugin[], ...args: string[]): Promise<Story> {
  const outfile = join(folder, `${name}.js`);
  const entryPoints = [join(__dirname, 'scenarios.ts')];
  await build({ ...BUNDLING, write: true, entryPoints, outfile, plugins });
  const { stdout } = await promisify(execFile)(process.execPath, [outfile, ...args], {
    env: {
      AWS_REGION: 'eu-west-2',
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'a',
      AWS_LAMBDA_FUNCTION_NAME: 'nchf',
      _X_AMZN_TRACE_ID: 'Root=1-environment',
      AWS_EC2_METADATA_DISABLED: 'true',
      // A newer SDK wants a newer Node.js than the one a developer may have.
      NODE_NO_WARNINGS: '1',
      HOME: folder,
    },
  });
  return JSON.parse(stdout) as Story;
}

beforeAll(async () => {
  [whole, less] = await Promise.all([story('whole', []), story('less', lessSdk(), '--misuse')]);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

test('clients send and understand what they do with the whole SDK', () => {
  expect(Object.keys(whole.told).length).toBeGreaterThan(30);
  expect(less.told).toEqual(whole.told);
});

test('endpoints and signatures are those of the whole SDK, in every partition', () => {
  expect(less.places).toEqual(whole.places);
  expect(Object.values(less.places).map(({ hostname }) => hostname)).toEqual([
    'dynamodb.eu-west-2.amazonaws.com',
    'dynamodb.cn-north-1.amazonaws.com.cn',
    'dynamodb.us-gov-west-1.amazonaws.com',
    'dynamodb-fips.us-east-1.amazonaws.com',
    'dynamodb.eu-west-2.api.aws',
    'dynamodb.eu-west-2.amazonaws.com',
  ]);
  for (const { headers } of Object.values(less.places)) {
    expect(headers).toHaveProperty('authorization', expect.stringMatching(/Signature=[0-9a-f]{64}$/));
  }
});

test('a failed condition is the exception of that name and carries the item', () => {
  const { outcome, requests } = less.told['a failed condition'] as Told;
  expect(outcome.error?.is).toEqual(['ConditionalCheckFailedException', 'DynamoDBServiceException']);
  expect(outcome.error?.fields).toMatchObject({
    name: 'ConditionalCheckFailedException',
    Item: { k: { S: 'imsi-1' }, v: { N: '9007199254740991' } },
  });
  expect(requests).toHaveLength(1);
});

test('a canceled transaction carries its reasons', () => {
  const { outcome } = less.told['a canceled transaction'] as Told;
  expect(outcome.error?.is).toEqual(['TransactionCanceledException', 'DynamoDBServiceException']);
  expect(outcome.error?.fields).toMatchObject({
    CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed', Item: { k: { S: 'imsi-1' } } }],
  });
});

test.each([
  'throttled once',
  'a replica that conflicts once',
  'a server error once',
  'an answer that is no JSON, then one',
  'wait, says the service',
  'wait until, says the service',
  'silence once',
  'a connection lost once',
])('%s is tried again', (name) => {
  const { outcome, requests, unused } = less.told[name] as Told;
  expect(outcome).toHaveProperty('value.$metadata.attempts', 2);
  expect(requests).toHaveLength(2);
  expect(unused).toBe(0);
});

test.each([
  ['throttled twice', 'ThrottlingException'],
  ['at the limit twice', 'RequestLimitExceeded'],
  ['server errors', 'InternalServerError'],
  ['silence', 'TimeoutError'],
])('%s is a %s after two attempts', (name, error) => {
  const { outcome, requests } = less.told[name] as Told;
  expect(outcome.error?.fields).toMatchObject({ name: error });
  expect(requests).toHaveLength(2);
});

test.each([
  ['an item', { 'x-amzn-trace-id': 'Root=1-store' }],
  ['the trace of the environment', { 'x-amzn-trace-id': 'Root=1-environment' }],
  [
    'the trace of OpenTelemetry',
    { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', tracestate: 'wildlily=1' },
  ],
])('%s is told to the service', (name, headers) => {
  expect(less.told[name]?.requests[0]?.headers).toMatchObject(headers);
});

test('who reaches for what is left out is told what and why', () => {
  const because = (what: string, why: string) => `Error: ${what} is left out of this bundle: ${why}`;
  expect(less.refused).toEqual({
    'adaptive retries': because('AdaptiveRetryStrategy', 'the clients retry in standard mode'),
    'a logger': because('getLoggerPlugin', 'no client has a logger'),
    'an extension': because('resolveRuntimeExtensions', 'no client is made with extensions'),
    'another mode': because(
      'resolveDefaultsModeConfig',
      'neither the clients nor AWS_DEFAULTS_MODE ask for another mode than the default',
    ),
    'no region': because('getInstanceMetadataRegion', 'Lambda sets AWS_REGION and has no instance metadata'),
  });
});
