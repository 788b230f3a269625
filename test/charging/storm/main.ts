/** `npm run storm -- [--world periods] [--requests 1000000] [--seed 1] [--clients 50] [--accounts 20] [--fault version]` */
import { parseArgs } from 'node:util';
import { PERIOD_FAULTS, type PeriodFault } from './period-faults.js';
import { periodStorm } from './period-world.js';
import { type StormOptions, type StormResult, storm } from './storm.js';
import { PLANTED_FAULTS } from './stormy-store.js';

const FAULTS: Readonly<Record<string, readonly string[]>> = {
  bundles: PLANTED_FAULTS,
  periods: Object.keys(PERIOD_FAULTS),
};

const HELP = `npm run storm -- [options]

Runs the charging storm: seeded clients, crashes, lost answers, zombie writes, duplicates, replays.

  --world W      bundles: sessions and events on bundles and a wallet; periods: also renewals, add-ons,
                 counters, roaming, transfers, plan changes, files, and time that goes on (default bundles)
  --requests N   how many requests are served   (default 1000000)
  --seed N       what decides everything         (default 1)
  --clients N    concurrent clients              (default 50)
  --accounts N   accounts they share             (default 20)
  --fault F      plants a fault
                 bundles: ${FAULTS['bundles']?.join(', ')}
                 periods: ${FAULTS['periods']?.join(', ')}
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      world: { type: 'string', default: 'bundles' },
      requests: { type: 'string', default: '1000000' },
      seed: { type: 'string', default: '1' },
      clients: { type: 'string', default: '50' },
      accounts: { type: 'string', default: '20' },
      fault: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const { world, fault } = values;
  const numbers = {
    requests: Number(values.requests),
    seed: Number(values.seed),
    clients: Number(values.clients),
    accounts: Number(values.accounts),
  };
  const faults = FAULTS[world];
  const wrong = [
    ...Object.entries(numbers)
      .filter(([, n]) => !Number.isSafeInteger(n) || n < 1)
      .map(([name, n]) => `--${name}: got ${n}; allowed: a whole number above 0`),
    ...(faults === undefined ? [`--world: got "${world}"; allowed: ${Object.keys(FAULTS).join(', ')}`] : []),
    ...(fault !== undefined && faults !== undefined && !faults.includes(fault)
      ? [`--fault: got "${fault}"; allowed: ${faults.join(', ')}`]
      : []),
  ];
  if (wrong.length > 0) {
    for (const line of wrong) process.stderr.write(`${line}\n`);
    process.exitCode = 2;
    return;
  }
  const started = Date.now();
  const onProgress = (requests: number) => {
    const seconds = (Date.now() - started) / 1000;
    process.stdout.write(
      `${requests} of ${numbers.requests} requests, ${Math.round(requests / seconds)}/s\n`,
    );
  };
  const result: StormResult =
    world === 'periods'
      ? await periodStorm({
          ...numbers,
          ...(fault === undefined ? {} : { fault: fault as PeriodFault }),
          onProgress,
        })
      : await storm({
          ...numbers,
          ...(fault === undefined ? {} : { fault: fault as NonNullable<StormOptions['fault']> }),
          onProgress,
        });
  const { violations, ...counts } = result;
  for (const [name, value] of Object.entries(counts)) {
    const told = typeof value === 'object' ? JSON.stringify(value) : String(value);
    process.stdout.write(`${name.padEnd(18)} ${told}\n`);
  }
  process.stdout.write(`violations         ${violations.length}\n`);
  for (const violation of violations) process.stdout.write(`  ${violation}\n`);
  if (violations.length > 0) {
    process.stdout.write(
      `replay it with --world ${world} --seed ${result.seed} --requests ${numbers.requests} ` +
        `--clients ${numbers.clients} --accounts ${numbers.accounts}\n`,
    );
    process.exitCode = 1;
  }
}

void main();
