/** `npm run storm -- [--requests 1000000] [--seed 1] [--clients 50] [--accounts 20] [--fault version]` */
import { parseArgs } from 'node:util';
import { storm } from './storm.js';
import { PLANTED_FAULTS } from './stormy-store.js';

const HELP = `npm run storm -- [options]

Runs the charging storm: seeded clients, crashes, lost answers, zombie writes, duplicates, replays.

  --requests N   how many requests are served   (default 1000000)
  --seed N       what decides everything         (default 1)
  --clients N    concurrent clients              (default 50)
  --accounts N   accounts they share             (default 20)
  --fault F      leave out a condition: ${PLANTED_FAULTS.join(', ')}
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
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
  const numbers = {
    requests: Number(values.requests),
    seed: Number(values.seed),
    clients: Number(values.clients),
    accounts: Number(values.accounts),
  };
  const wrong = Object.entries(numbers).filter(([, n]) => !Number.isSafeInteger(n) || n < 1);
  const fault = PLANTED_FAULTS.find((f) => f === values.fault);
  if (wrong.length > 0 || (values.fault !== undefined && fault === undefined)) {
    for (const [name] of wrong) process.stderr.write(`--${name}: a whole number above 0 is allowed\n`);
    if (fault === undefined && values.fault !== undefined) {
      process.stderr.write(`--fault: got "${values.fault}"; allowed: ${PLANTED_FAULTS.join(', ')}\n`);
    }
    process.exitCode = 2;
    return;
  }
  const started = Date.now();
  const result = await storm({
    ...numbers,
    ...(fault === undefined ? {} : { fault }),
    onProgress: (requests) => {
      const seconds = (Date.now() - started) / 1000;
      process.stdout.write(
        `${requests} of ${numbers.requests} requests, ${Math.round(requests / seconds)}/s\n`,
      );
    },
  });
  const { violations, ...counts } = result;
  for (const [name, value] of Object.entries(counts)) process.stdout.write(`${name.padEnd(18)} ${value}\n`);
  process.stdout.write(`violations         ${violations.length}\n`);
  for (const violation of violations) process.stdout.write(`  ${violation}\n`);
  if (violations.length > 0) {
    process.stdout.write(`replay it with --seed ${result.seed} --requests ${numbers.requests}\n`);
    process.exitCode = 1;
  }
}

void main();
