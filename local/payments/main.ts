/** npm run simulate:payments: subscribers of a local run pay, and every balance is audited. */
import { OptionsError } from '../command-line.js';
import { chooseOperator, readDirectory, TrafficError } from '../traffic/directory.js';
import { HttpClient } from '../traffic/http-client.js';
import { DrivenMerchant, RefusedError } from './drive/merchant.js';
import { HELP, parseDriveOptions } from './drive/options.js';
import { rehearse } from './drive/rehearsal.js';
import { describeRehearsal } from './drive/report.js';

async function main(): Promise<number> {
  const options = parseDriveOptions(process.argv.slice(2), process.env, Math.floor(Math.random() * 2 ** 32));
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const http = new HttpClient();
  try {
    const operators = await readDirectory(http, options.url);
    const first = operators.find(({ paymentSimulatorUrl }) => paymentSimulatorUrl !== undefined);
    const operator = chooseOperator(operators, options.operator ?? first?.id);
    console.log(
      `${operator.id}: ${operator.brand.name}, ${operator.market.country}; ` +
        `${operator.paymentProviders.join(', ')}; seed ${options.seed}`,
    );
    const merchant = new DrivenMerchant(http, operator);
    const result = await rehearse(merchant, operator, options, console.log);
    console.log(describeRehearsal(result, operator.market.currency, options.seed));
    return result.differences.length === 0 && result.refused.length === 0 ? 0 : 1;
  } finally {
    http.close();
  }
}

const GONE = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT']);

function explain(error: unknown): unknown {
  if (error instanceof TrafficError || error instanceof OptionsError || error instanceof RefusedError)
    return error.message;
  const { code } = error as { code?: string };
  return code !== undefined && GONE.has(code) ? `The local run stopped answering (${code}).` : error;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(explain(error));
    process.exit(1);
  },
);
