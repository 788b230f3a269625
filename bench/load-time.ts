/** How long a bundle takes to load, over an empty one, each in a process of its own. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROUNDS = 11;

export function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] as number;
}

/** @returns ms, medians in turns */
export function loadMsOverEmpty(bundle: string, environment: Readonly<Record<string, string>> = {}): number {
  const empty = join(mkdtempSync(join(tmpdir(), 'wildlily-bench-')), 'index.js');
  writeFileSync(empty, 'exports.handler = async () => ({ statusCode: 204 });\n');
  const load = (file: string) =>
    Number(
      execFileSync(
        process.execPath,
        [
          '-e',
          `const t = process.hrtime.bigint(); require(${JSON.stringify(file)});
           process.stdout.write(String(Number(process.hrtime.bigint() - t) / 1e6)); process.exit(0)`,
        ],
        {
          env: {
            PATH: process.env['PATH'] ?? '',
            AWS_REGION: 'eu-west-2',
            AWS_ACCESS_KEY_ID: 'bench',
            AWS_SECRET_ACCESS_KEY: 'bench',
            AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
            ACCOUNTS_TABLE: 'bench',
            RECORDS_TABLE: 'bench',
            OPERATOR_ID: 'bench',
            ...environment,
          },
        },
      ).toString(),
    );
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    ours.push(load(bundle));
    theirs.push(load(empty));
  }
  return Number((median(ours) - median(theirs)).toFixed(1));
}
