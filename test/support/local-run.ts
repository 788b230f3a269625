/**
 * The local run as its user starts it: a child process, a port of its own. Templates that `npm test` synthesized before
 * are used as they are; by itself a test synthesizes them like `npm start`.
 */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { LocalOperator } from '../../local/local-operator.js';

const ROOT = resolve(__dirname, '../..');

function command(): string[] {
  const assembly = process.env['WILDLILY_TEST_ASSEMBLY'];
  return assembly === undefined
    ? [resolve(ROOT, 'scripts/start.js')]
    : ['--import', 'tsx', resolve(ROOT, 'local/main.ts'), '--assembly', assembly];
}

export interface LocalRun {
  readonly url: string;
  readonly operators: readonly LocalOperator[];
  stop(): Promise<number | null>;
}

export async function startLocalRun(...args: string[]): Promise<LocalRun> {
  const child = spawn(process.execPath, [...command(), '--no-traffic', '--quiet', '--port', '0', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const exited = new Promise<number | null>((done) => child.on('exit', done));
  const url = await new Promise<string>((found, failed) => {
    const look = (chunk: Buffer) => {
      output += chunk.toString();
      const match = /Open (http:\S+)\/ in a browser/.exec(output);
      if (match?.[1] !== undefined) found(match[1]);
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    void exited.then((code) => failed(new Error(`the local run ended with ${code}:\n${output}`)));
  });
  const operators = (await (await fetch(`${url}/local/operators`)).json()) as LocalOperator[];
  return {
    url,
    operators,
    stop: () => {
      child.kill('SIGINT');
      return exited;
    },
  };
}

/** A token by client credentials, for the first local client that has the scope. */
export async function tokenFor({ tokenUrl, clients }: LocalOperator, scope: string): Promise<string> {
  const client = clients.find(({ scopes }) => scopes.includes(scope));
  if (client === undefined) throw new Error(`no local client has the scope ${scope}`);
  const response = await fetch(tokenUrl, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: client.clientId,
      client_secret: client.clientSecret,
    }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}
