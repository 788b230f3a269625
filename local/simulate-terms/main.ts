/** npm run simulate:terms: a host's proposal over the usage of a period, from a CSV that may be of any length. */
import { createReadStream, readFileSync } from 'node:fs';
import { parse as csv } from 'csv-parse';
import { parse as yaml } from 'yaml';
import { z } from 'zod';
import { propose } from '../../domain/agreements/propose.js';
import { simulate, type Simulation, UsageTally } from '../../domain/agreements/simulate.js';
import { operatorId } from '../../domain/operator/operator.js';
import { loadOperators } from '../../operators/load.js';
import { OptionsError, readCommandLine } from '../command-line.js';
import { tableOf } from '../report/table.js';

const HELP = `npm run simulate:terms -- --operator lily-gb --proposal file.yaml --usage usage.csv

  --operator ID    of a file in operators/
  --proposal FILE  YAML or JSON: members of host.agreement that would change; null takes one out
  --usage FILE     CSV of a month: supi,plan,kind,zone,units,price; kind: data (bytes), voice (seconds),
                   sms (messages) or fee (recurring); price as subscribers paid it, with tax where the market's has it
  --json           one JSON object; money in micros
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
    { texts: ['operator', 'proposal', 'usage'], flags: ['json', 'help'], shorts: { help: 'h' } },
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
  const { proposal, usage } = values;
  if (proposal === undefined) problems.push('--proposal is missing; allowed: a file');
  if (usage === undefined) problems.push('--usage is missing; allowed: a file');
  if (operator === undefined || proposal === undefined || usage === undefined || problems.length > 0)
    throw new OptionsError(problems);
  const proposed = propose(operator, yaml(readFileSync(proposal, 'utf8')));
  if (!proposed.ok)
    throw new OptionsError(proposed.problems.map(({ path, message }) => `${path}: ${message}`));
  const { tax } = operator.market;
  const outcome = simulate(
    await tallyOf(usage, tax.ratePercent, tax.inclusive),
    operator.host.agreement,
    proposed.agreement,
  );
  const refused = proposed.refusedPlans.map(({ path, message }) => `${path}: ${message}`);
  if (values.json)
    process.stdout.write(
      `${JSON.stringify({ ...outcome, refusedPlans: refused }, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value), 2)}\n`,
    );
  else process.stdout.write(inWords(outcome, refused));
  return 0;
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
    const isOurs = error instanceof OptionsError;
    process.stderr.write(`${isOurs ? error.message : (error as Error).stack}\n`);
    process.exitCode = isOurs ? 2 : 1;
  },
);
