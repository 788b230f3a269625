/** `npm run bench [-- --json] [-- --only PREFIX]`: every figure is a count, or a ratio taken in one run. */
import { parseArgs } from 'node:util';

type Emit = (name: string, value: number, unit: string) => void;

const HELP = `npm run bench -- [options]

  --json         one JSON object a line: {"name","value","unit"}
  --only PREFIX  only figures whose name begins with it, such as charging. or rating.length
`;

const SUITES: Record<string, () => Promise<{ run: (emit: Emit) => Promise<void> }>> = {
  'rating.': () => import('./rating.js'),
  'charging.': () => import('./charging.js'),
  'synth.': () => import('./synth.js'),
};

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const { only } = values;
  const suites = Object.entries(SUITES).filter(([name]) => name.startsWith(only) || only.startsWith(name));
  if (suites.length === 0) {
    process.stderr.write(
      `--only ${only}: no such figures; they begin with ${Object.keys(SUITES).join(', ')}\n`,
    );
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
