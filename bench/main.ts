/** `npm run bench [-- --json] [-- --only PREFIX]`: every figure is a count, or a ratio taken in one run. */
import { readCommandLine } from '../local/command-line.js';

type Emit = (name: string, value: number, unit: string) => void;

const HELP = `npm run bench -- [options]

  --json         one JSON object a line: {"name","value","unit"}
  --only PREFIX  only figures whose name begins with it, such as charging. or rating.length
`;

const SUITES: Record<string, () => Promise<{ run: (emit: Emit) => Promise<void> }>> = {
  'rating.': () => import('./rating.js'),
  'charging.': () => import('./charging.js'),
  'quota.': () => import('./quota.js'),
  'pool.': () => import('./pool.js'),
  'budget.': () => import('./budget.js'),
  'renewal.': () => import('./renewal.js'),
  'usage_file.': () => import('./usage-file.js'),
  'payments.': () => import('./payments.js'),
  'hub.': () => import('./hub.js'),
  'partner.': () => import('./partners.js'),
  'vouchers.': () => import('./vouchers.js'),
  'ads.': () => import('./ads.js'),
  'reconcile.': () => import('./reconcile.js'),
  'simulate.': () => import('./simulate.js'),
  'ledger.': () => import('./ledger.js'),
  'synth.': () => import('./synth.js'),
};

async function main(): Promise<void> {
  const problems: string[] = [];
  const values = readCommandLine(
    process.argv.slice(2),
    { texts: ['only'], flags: ['json', 'help'], shorts: { help: 'h' } },
    problems,
  );
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const { only = '' } = values;
  const suites = Object.entries(SUITES).filter(([name]) => name.startsWith(only) || only.startsWith(name));
  if (suites.length === 0)
    problems.push(`--only is "${only}"; allowed: what begins with ${Object.keys(SUITES).join(', ')}`);
  if (problems.length > 0) {
    process.stderr.write([...problems, 'See npm run bench -- --help', ''].join('\n'));
    process.exitCode = 2;
    return;
  }
  const emit: Emit = (name, value, unit) => {
    if (!name.startsWith(only)) return;
    process.stdout.write(
      values.json
        ? `${JSON.stringify({ name, value, unit })}\n`
        : `${name.padEnd(36)} ${String(Number(value.toFixed(4))).padStart(12)}  ${unit}\n`,
    );
  };
  for (const [, load] of suites) await (await load()).run(emit);
}

void main();
