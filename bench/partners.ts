/** Figures of the partner API: its answers against those of a handler that does nothing, over the same local run. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { context } from '../cdk.json';
import { OperatorStage, ScopedHttpApi } from '../lib/index.js';
import type { LocalOperator } from '../local/local-operator.js';
import { loadOperators } from '../operators/load.js';
import { loadMsOverEmpty, median } from './load-time.js';
import { measureLists } from './partners-list.js';

type Emit = (name: string, value: number, unit: string) => void;

const ROOT = join(__dirname, '..');
const BUNDLES = join(ROOT, 'dist', 'lambdas');
const ROUNDS = 11;
const REQUESTS = 20;

export async function run(emit: Emit): Promise<void> {
  await againstBareHandler(emit);
  await measureLists(emit);
  bundles(emit);
}

function bundles(emit: Emit): void {
  const sizes = readdirSync(BUNDLES)
    .filter((name) => name.startsWith('partners-'))
    .map((name) => ({ name, kib: statSync(join(BUNDLES, name, 'index.js')).size / 1_024 }))
    .sort((a, b) => b.kib - a.kib);
  const largest = sizes[0]!;
  emit('partner.bundle_kib', Number(largest.kib.toFixed(1)), `KiB, the largest: ${largest.name}`);
  const environment = {
    PARTNER_CLIENTS: 'bench=operator:1',
    PARTNER_URL: 'http://127.0.0.1:9',
    EVENTS_QUEUE_URL: 'http://127.0.0.1:9/events',
    ORDERS_QUEUE_URL: 'http://127.0.0.1:9/orders',
    PAYMENT_QUEUE_URL: 'http://127.0.0.1:9/payments',
  };
  emit(
    'partner.load_ms_over_empty',
    loadMsOverEmpty(join(BUNDLES, largest.name, 'index.js'), environment),
    'ms, median of 11, the largest',
  );
}

async function againstBareHandler(emit: Emit): Promise<void> {
  const outdir = mkdtempSync(join(tmpdir(), 'wildlily-bench-'));
  synthesize(outdir);
  const local = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      join(ROOT, 'local', 'main.ts'),
      '--assembly',
      outdir,
      '--operators',
      'lily-gb',
      '--port',
      '0',
      '--no-traffic',
      '--quiet',
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], cwd: ROOT },
  );
  try {
    const url = await new Promise<string>((found, failed) => {
      let output = '';
      local.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        const match = /Open (http:\S+)\/ in a browser/.exec(output);
        if (match?.[1] !== undefined) found(match[1]);
      });
      local.once('exit', (code) => failed(new Error(`the bench's local run ended with ${code}:\n${output}`)));
    });
    const [operator] = (await (await fetch(`${url}/local/operators`)).json()) as LocalOperator[];
    await compare(emit, operator!);
  } finally {
    local.kill('SIGINT');
    rmSync(outdir, { recursive: true });
  }
}

/** The operator, and beside it an API with the same token check before a function that only answers. */
function synthesize(outdir: string): void {
  const operator = loadOperators().find(({ market }) => market.country === 'GB')!;
  const app = new App({ outdir, context });
  const stage = new OperatorStage(app, 'lily-gb', { operator, sandbox: true });
  const stack = new Stack(stage, 'Bare');
  const code = join(outdir, 'bare-code');
  mkdirSync(code);
  writeFileSync(
    join(code, 'index.js'),
    `exports.handler = async () => ({ statusCode: 200, headers: { 'content-type': 'application/json' }, body: '{"id":"bare"}' });\n`,
  );
  const handler = new LambdaFunction(stack, 'Handler', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromAsset(code),
  });
  new ScopedHttpApi(stack, 'Api', { apiName: 'bare', issuer: stage.operator.issuer }).addScopedRoutes(
    'Bare',
    {
      routes: [
        { method: HttpMethod.GET, path: '/bare' },
        { method: HttpMethod.POST, path: '/bare' },
      ],
      handler,
      scope: 'partner/customers.read',
    },
  );
  app.synth();
}

async function compare(emit: Emit, { apis, tokenUrl, clients, plans }: LocalOperator): Promise<void> {
  const { clientId, clientSecret } = clients.find(({ scopes }) =>
    scopes.includes('partner/simulations.write'),
  )!;
  const issued = await fetch(tokenUrl, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    }),
  });
  const { access_token: token } = (await issued.json()) as { access_token: string };
  const ask = async (method: string, url: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const said: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${JSON.stringify(said)}`);
    return said;
  };
  const base = `${apis['partner']!}/tmf-api`;
  const person = (await ask('POST', `${base}/party/v4/individual`, {
    givenName: 'Ada',
    familyName: 'Bench',
  })) as { id: string; href: string };
  const customer = (await ask('POST', `${base}/customerManagement/v4/customer`, {
    name: 'Ada Bench',
    engagedParty: { id: person.id, href: person.href, name: 'Ada Bench', '@referredType': 'Individual' },
  })) as { id: string };
  const order = {
    productOrderItem: [{ id: '1', action: 'add', productOffering: { id: plans[0]!.id } }],
    relatedParty: [{ id: customer.id, role: 'customer', '@referredType': 'Customer' }],
  };
  const figures: Record<string, () => Promise<unknown>> = {
    get: async () => ask('GET', `${base}/customerManagement/v4/customer/${customer.id}`),
    list: async () => ask('GET', `${base}/customerManagement/v4/customer?limit=20`),
    order: async () => ask('POST', `${base}/productOrderingManagement/v4/productOrder?dryRun=true`, order),
  };
  for (const [name, call] of Object.entries(figures)) {
    const bare = async () => ask(name === 'order' ? 'POST' : 'GET', `${apis['bare']!}/bare`);
    const ratios: number[] = [];
    for (let round = 0; round < ROUNDS; round++) ratios.push((await timed(call)) / (await timed(bare)));
    emit(`partner.vs_bare_handler_${name}`, Number(median(ratios).toFixed(2)), 'times, median of 11');
  }
}

async function timed(call: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  for (let i = 0; i < REQUESTS; i++) await call();
  return performance.now() - started;
}
