/** npm run report: ready queries over the lake, with DuckDB: of the local run, or of a folder of its files. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LAKE_QUERIES, type LakeQuery } from '../../domain/lake/queries.js';
import { didYouMean } from '../../domain/operator/suggest.js';
import { OptionsError, readCommandLine } from '../command-line.js';
import { chooseOperator, readDirectory, TrafficError } from '../traffic/directory.js';
import { HttpClient } from '../traffic/http-client.js';
import { fetchLake, openLake } from './lake.js';
import { tableOf } from './table.js';

const HELP = `npm run report -- --operator lily-cn --period 2026-10

  --period YYYY-MM  the month, on the clocks of the market (default: the present one, UTC)
  --operator ID     of the local run (default: the first)
  --query NAME      one of them only
  --json            one JSON object: a list of rows for each query; money in micros
  --url URL         of the local run (default: http://127.0.0.1:8100)
  --lake FOLDER     files of a lake instead, as "aws s3 sync s3://<LakeBucket> FOLDER" fetches them

Queries:
${LAKE_QUERIES.map(({ name, title }) => `  ${name.padEnd(24)}${title}`).join('\n')}

In AWS, Athena answers the same: they are the prepared statements of the lake's workgroup.
`;

interface Options {
  readonly period: string;
  readonly operator: string | undefined;
  readonly queries: readonly LakeQuery[];
  readonly isJson: boolean;
  readonly url: string;
  readonly lake: string | undefined;
}

/** @throws OptionsError @returns undefined = help was asked for */
function optionsOf(args: readonly string[], nowISO: string): Options | undefined {
  const problems: string[] = [];
  const values = readCommandLine(
    args,
    { texts: ['period', 'operator', 'query', 'url', 'lake'], flags: ['json', 'help'], shorts: { help: 'h' } },
    problems,
  );
  if (values.help) return undefined;
  const period = values.period ?? nowISO.slice(0, 7);
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(period))
    problems.push(`--period is "${period}"; allowed: a month such as 2026-10`);
  const name = values.query;
  const names = LAKE_QUERIES.map((query) => query.name);
  const queries = LAKE_QUERIES.filter((query) => name === undefined || query.name === name);
  if (queries.length === 0)
    problems.push(`--query is "${name}"${didYouMean(name ?? '', names)}; allowed: ${names.join(', ')}`);
  const url = values.url ?? 'http://127.0.0.1:8100';
  if (!URL.canParse(url)) problems.push(`--url is "${url}"; allowed: http://127.0.0.1:<port>`);
  if (problems.length > 0) throw new OptionsError([...problems, 'See npm run report -- --help']);
  return {
    period,
    operator: values.operator,
    queries,
    isJson: values.json === true,
    url: url.replace(/\/$/, ''),
    lake: values.lake,
  };
}

async function main(): Promise<number> {
  // Of the SDK's maker, to developers of this script: whoever asks for a report can do nothing about it.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  const options = optionsOf(process.argv.slice(2), new Date().toISOString());
  if (options === undefined) {
    process.stdout.write(HELP);
    return 0;
  }
  const folder = options.lake ?? mkdtempSync(join(tmpdir(), 'wildlily-lake-'));
  try {
    const name = options.lake ?? (await fetchFromRun(options, folder));
    return await report(options, folder, name);
  } finally {
    if (options.lake === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns the operator's id */
async function fetchFromRun({ url, operator }: Options, folder: string): Promise<string> {
  const http = new HttpClient();
  try {
    const { id, lakeUrl } = chooseOperator(await readDirectory(http, url), operator);
    if (lakeUrl === undefined) throw new TrafficError(`${id} runs without a lake.`);
    await fetchLake(lakeUrl, folder, (done, all) => {
      if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${all} files${done === all ? '\n' : ''}`);
    });
    return id;
  } finally {
    http.close();
  }
}

async function report({ period, queries, isJson }: Options, folder: string, name: string): Promise<number> {
  const lake = await openLake(folder);
  try {
    if (lake.files === 0) {
      process.stderr.write(
        `The lake of ${name} is empty. Usage is in it some seconds after it was recorded: npm run traffic makes some.\n`,
      );
      return 1;
    }
    const answers: Record<string, unknown> = {};
    for (const query of queries) {
      const rows = await lake.ask(query, period);
      answers[query.name] = rows;
      if (!isJson) process.stdout.write(`\n${query.title}\n${period}, ${name}\n\n${tableOf(rows)}`);
    }
    if (isJson) process.stdout.write(`${JSON.stringify(answers, null, 2)}\n`);
    return 0;
  } finally {
    lake.close();
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const isOurs = error instanceof OptionsError || error instanceof TrafficError;
    process.stderr.write(`${isOurs ? error.message : (error as Error).stack}\n`);
    process.exitCode = error instanceof OptionsError ? 2 : 1;
  },
);
