import { PAYMENT_PROVIDERS, type ProviderId } from '../../../domain/payments/provider.js';
import { OptionsError, readCommandLine } from '../../command-line.js';
import { DEFAULT_PORT } from '../../options.js';
import { isLoopback } from '../../traffic/http-client.js';
import { MAX_DELAY_MS, MAX_DUPLICATES } from '../deliveries.js';

export interface DriveOptions {
  readonly help: boolean;
  /** Of the local run. */
  readonly url: string;
  /** Undefined = the first that has payment providers. */
  readonly operator: string | undefined;
  readonly count: number;
  /** Undefined = all that the operator has. */
  readonly providers: readonly ProviderId[] | undefined;
  readonly duplicates: number;
  readonly delayMs: number;
  readonly reorder: boolean;
  readonly drop: number;
  readonly refunds: number;
  readonly disputes: number;
  readonly seed: number;
}

const DEFAULTS = {
  count: 100,
  duplicates: 3,
  delayMs: 500,
  drop: 0.05,
  refunds: 0.15,
  disputes: 0.1,
} as const;
const MAX_COUNT = 10_000;
const MAX_SEED = 2 ** 32 - 1;

export const HELP = `Pays top-ups at the simulated providers of a local run, disturbs the webhooks, and audits every balance.

Usage: npm run simulate:payments -- [options]        (npm start must be running)

  --operator ID       whose subscribers pay (default: the first that has providers), for example lily-gb
  --count N           how many top-ups (default: ${DEFAULTS.count})
  --providers A,B     at these providers only, for example stripe,paypal
  --duplicates N      each webhook comes up to N times, 1 to ${MAX_DUPLICATES} (default: ${DEFAULTS.duplicates})
  --delay MS          and up to MS milliseconds later (default: ${DEFAULTS.delayMs})
  --reorder           and later ones before earlier ones, however long they take
  --drop P            webhooks that never come; their payments are asked for (default: ${DEFAULTS.drop})
  --refunds P         payments that are refunded, in part or whole (default: ${DEFAULTS.refunds})
  --disputes P        payments that are disputed, and won or lost (default: ${DEFAULTS.disputes})
  --seed N            make the same choices again (default: another each time)
  --url URL           of the local run (default: http://127.0.0.1:PORT, PORT ${DEFAULT_PORT} unless set)
  --help              this text

P is a rate from 0 to 1. Disputes, and refunds at Adyen, are told by webhook alone: none of those is dropped.
Exit code: 0 when every balance is what it must be, 1 when one is not or something could not be ordered.`;

/**
 * Reads the command line.
 *
 * @throws OptionsError with all problems
 */
export function parseDriveOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  randomSeed: number,
): DriveOptions {
  const problems: string[] = [];
  const values = readCommandLine(args, KNOWN, problems);
  const number = (
    name: Exclude<(typeof KNOWN.texts)[number], 'operator' | 'providers' | 'url'>,
    fallback: number,
    [least, most]: readonly [number, number],
    isWhole = true,
  ): number => {
    const text = values[name];
    if (text === undefined) return fallback;
    const value = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most && (!isWhole || Number.isInteger(value))) return value;
    problems.push(
      `--${name} is "${text}"; allowed: ${isWhole ? 'a whole number' : 'a rate'} from ${least} to ${most}`,
    );
    return fallback;
  };
  const rate = (name: 'drop' | 'refunds' | 'disputes') => number(name, DEFAULTS[name], [0, 1], false);
  const options: DriveOptions = {
    help: values.help ?? false,
    url: readUrl(values.url, environment['PORT'], problems),
    operator: values.operator,
    count: number('count', DEFAULTS.count, [1, MAX_COUNT]),
    providers: readProviders(values.providers, problems),
    duplicates: number('duplicates', DEFAULTS.duplicates, [1, MAX_DUPLICATES]),
    delayMs: number('delay', DEFAULTS.delayMs, [0, MAX_DELAY_MS]),
    reorder: values.reorder ?? false,
    drop: rate('drop'),
    refunds: rate('refunds'),
    disputes: rate('disputes'),
    seed: number('seed', randomSeed, [0, MAX_SEED]),
  };
  if (problems.length > 0) throw new OptionsError([...problems, 'See npm run simulate:payments -- --help']);
  return options;
}

function readProviders(text: string | undefined, problems: string[]): ProviderId[] | undefined {
  if (text === undefined) return undefined;
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !PAYMENT_PROVIDERS.some((each) => each === name));
  if (unknown.length > 0)
    problems.push(`--providers names "${unknown.join('", "')}"; allowed: ${PAYMENT_PROVIDERS.join(', ')}`);
  return PAYMENT_PROVIDERS.filter((each) => names.includes(each));
}

function readUrl(text: string | undefined, port: string | undefined, problems: string[]): string {
  const url = (text ?? `http://127.0.0.1:${port ?? DEFAULT_PORT}`).replace(/\/+$/, '');
  if (!isLoopback(url))
    problems.push(
      `${text === undefined ? 'PORT' : '--url'} is "${text ?? port}"; allowed: a local run on this machine, such as http://127.0.0.1:8100`,
    );
  return url;
}

const KNOWN = {
  texts: [
    'url',
    'operator',
    'count',
    'providers',
    'duplicates',
    'delay',
    'drop',
    'refunds',
    'disputes',
    'seed',
  ],
  flags: ['reorder', 'help'],
  shorts: { operator: 'o', count: 'n', help: 'h' },
} as const;
