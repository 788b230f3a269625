/** npm run simulate:terms: a host's proposal over the usage of a month, of the lake or of a CSV that may be of any length. */
import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse as csv } from 'csv-parse';
import { parse as yaml } from 'yaml';
import { z } from 'zod';
import { propose } from '../../domain/agreements/propose.js';
import { simulate, type Simulation, UsageTally } from '../../domain/agreements/simulate.js';
import { compileCatalogue } from '../../domain/catalogue/compile.js';
import { operatorId } from '../../domain/operator/operator.js';
import { loadOperators } from '../../operators/load.js';
import { OptionsError, readCommandLine } from '../command-line.js';
import { fetchLake, openLake } from '../report/lake.js';
import { tableOf } from '../report/table.js';
import { chooseOperator, readDirectory, TrafficError } from '../traffic/directory.js';
import { HttpClient } from '../traffic/http-client.js';
import { lakeUsage } from './lake-usage.js';
import { pictureOf } from './picture.js';

const HELP = `npm run simulate:terms -- --operator lily-gb --proposal file.yaml --period 2026-10

  --operator ID    of a file in operators/
  --proposal FILE  YAML or JSON: members of host.agreement that would change; null takes one out
  --period MONTH   over what the lake has of that month
  --url URL        of the local run whose lake it is (default: http://127.0.0.1:8100)
  --lake FOLDER    a copy of a lake instead, as "aws s3 sync s3://<LakeBucket> FOLDER" fetches it
  --usage FILE     or over a CSV of a month: supi,plan,kind,zone,units,price; kind: data (bytes), voice (seconds),
                   sms (messages) or fee (recurring); price as subscribers paid it, with tax where the market's has it
  --json           one JSON object; money in micros
  --svg FILE       also draws it: margin by plan, before and after
`;

const row = z.object({
  supi: z.string().min(1),
  plan: z.string().min(1),
  kind: z.enum(['data', 'voice', 'sms', 'fee']),
  zone: z.string(),
  units: z.coerce.number().int().min(0),
  price: z.coerce.number().min(0),
});

async function main(): Promise<number> {
  const problems: string[] = [];
  const values = readCommandLine(
    process.argv.slice(2),
    {
      texts: ['operator', 'proposal', 'usage', 'period', 'url', 'lake', 'svg'],
      flags: ['json', 'help'],
      shorts: { help: 'h' },
    },
    problems,
  );
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const operators = loadOperators();
  const operator = operators.find((one) => operatorId(one) === values.operator);
  if (operator === undefined)
    problems.push(
      `--operator is "${values.operator ?? ''}"; allowed: ${operators.map(operatorId).join(', ')}`,
    );
  const { proposal, usage, period } = values;
  if (proposal === undefined) problems.push('--proposal is missing; allowed: a file');
  if ((usage === undefined) === (period === undefined))
    problems.push('either --period YYYY-MM or --usage FILE is needed, and not both');
  if (period !== undefined && !/^\d{4}-(0[1-9]|1[0-2])$/.test(period))
    problems.push(`--period is "${period}"; allowed: a month such as 2026-10`);
  if (operator === undefined || proposal === undefined || problems.length > 0)
    throw new OptionsError(problems);
  const proposed = propose(operator, yaml(readFileSync(proposal, 'utf8')));
  if (!proposed.ok)
    throw new OptionsError(proposed.problems.map(({ path, message }) => `${path}: ${message}`));
  const { tax } = operator.market;
  const outcome = simulate(
    usage === undefined
      ? await ofLake(values, operatorId(operator), tax)
      : await tallyOf(usage, tax.ratePercent, tax.inclusive),
    operator.host.agreement,
    proposed.agreement,
  );
  const refused = proposed.refusedPlans.map(({ path, message }) => `${path}: ${message}`);
  if (values.svg !== undefined)
    writeFileSync(
      values.svg,
      pictureOf(outcome, {
        title: `${operator.brand.name}, ${operator.market.country}: terms as proposed by ${operator.host.name}`,
        currency: operator.market.currency,
        names: new Map(compileCatalogue(operator).map(({ id, name }) => [id, name])),
      }),
    );
  if (values.json)
    process.stdout.write(
      `${JSON.stringify({ ...outcome, refusedPlans: refused }, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value), 2)}\n`,
    );
  else process.stdout.write(inWords(outcome, refused));
  return 0;
}

interface LakeOptions {
  readonly period?: string;
  readonly url?: string;
  readonly lake?: string;
}

/** The month of the lake: of a running operator, or of a copy. */
async function ofLake(
  { period = '', url = 'http://127.0.0.1:8100', lake: copy }: LakeOptions,
  id: string,
  tax: { readonly ratePercent: string; readonly inclusive: boolean },
): Promise<UsageTally> {
  const folder = copy ?? mkdtempSync(join(tmpdir(), 'wildlily-lake-'));
  try {
    if (copy === undefined) await fetchOf(url, id, folder);
    const lake = await openLake(folder);
    try {
      const tell = (records: number): void => {
        if (process.stderr.isTTY) process.stderr.write(`\r${records} records`);
      };
      const terms = { taxPercent: tax.ratePercent, taxInclusive: tax.inclusive };
      const tally = await lakeUsage(lake, period, terms, tell);
      if (tally.records === 0) throw new OptionsError([`the lake of ${id} has no usage of ${period}`]);
      return tally;
    } finally {
      lake.close();
    }
  } finally {
    if (copy === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

async function fetchOf(url: string, id: string, folder: string): Promise<void> {
  // Of the SDK's maker, to developers of this script: whoever simulates can do nothing about it.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  const http = new HttpClient();
  try {
    const { lakeUrl } = chooseOperator(await readDirectory(http, url), id);
    if (lakeUrl === undefined) throw new TrafficError(`${id} runs without a lake.`);
    await fetchLake(lakeUrl, folder, () => undefined);
  } finally {
    http.close();
  }
}

async function tallyOf(file: string, taxPercent: string, taxInclusive: boolean): Promise<UsageTally> {
  const tally = new UsageTally(taxPercent);
  const fees = new UsageTally(taxPercent);
  const rows = createReadStream(file).pipe(
    csv({ columns: true, bom: true, trim: true, skip_empty_lines: true }),
  );
  let line = 1;
  for await (const raw of rows) {
    line += 1;
    const parsed = row.safeParse(raw);
    if (!parsed.success) throw new OptionsError([`${file}, row ${line}: ${z.prettifyError(parsed.error)}`]);
    const { supi, plan: planId, kind, zone, units, price } = parsed.data;
    const priceMicros = Math.round(price * 1e6);
    const common = { supi, planId, priceMicros, taxInclusive };
    if (kind === 'fee') fees.add({ ...common, kind: 'data', units: 0 });
    else tally.add({ ...common, kind, units, ...(zone === '' ? {} : { zone }) });
  }
  for (const { planId, sums } of fees.plans())
    tally.addFees(planId, Number(sums.reduce((all, { retailMicros }) => all + retailMicros, 0n)));
  return tally;
}

function inWords(
  { plans, before, after, commitmentGap, subscribersAffected, ...rest }: Simulation,
  refused: string[],
) {
  const gap = Object.entries(commitmentGap).map(([id, micros]) => ({
    commitment: id,
    gap_micros: Number(micros),
  }));
  const table = plans.map((plan) => ({
    plan: plan.planId,
    subscribers: plan.subscribers,
    income_micros: Number(plan.incomeMicros),
    margin_before_micros: Number(plan.marginBefore),
    margin_after_micros: Number(plan.marginAfter),
    break_even_micros: Number(plan.breakEvenMicros),
    below_floor: plan.belowFloor.join(' '),
  }));
  const cost = [{ cost_before_micros: Number(before.micros), cost_after_micros: Number(after.micros) }];
  return [
    `${rest.records} records, ${rest.activeLines} lines, ${subscribersAffected} subscribers affected\n`,
    tableOf(cost),
    tableOf(table),
    ...(gap.length === 0 ? [] : [tableOf(gap)]),
    ...(refused.length === 0 ? [] : [`Could not be published:\n${refused.join('\n')}\n`]),
  ].join('\n');
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
