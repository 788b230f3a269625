import { OptionsError, readCommandLine } from '../command-line.js';
import { DEFAULT_PORT } from '../options.js';
import type { Faults, Mix, Service } from './host-network.js';
import { isLoopback } from './http-client.js';

export interface TrafficOptions {
  readonly help: boolean;
  /** Undefined = the first that runs. */
  readonly operator: string | undefined;
  readonly subscribers: number;
  readonly minutes: number;
  /** Of the local run. */
  readonly url: string;
  readonly faults: Faults;
  readonly mix: Mix;
  /** Messages a second, at most; what is sent again comes on top. */
  readonly rate: number;
  readonly seed: number;
  readonly json: boolean;
}

const DEFAULTS = {
  subscribers: 200,
  minutes: 2,
  rate: 50,
  loss: 0.02,
  repeats: 0.02,
  abandoned: 0.02,
  mix: { data: 60, voice: 25, sms: 15 },
} as const;

const MAX_SEED = 2 ** 32 - 1;

export const HELP = `Sends the traffic of a simulated host network to an operator of the local run.

Usage: npm run traffic -- [options]        (npm start must be running)

  --operator ID       whose subscribers (default: the first that runs), for example lily-gb
  --subscribers N     how many of them (default: ${DEFAULTS.subscribers})
  --minutes M         how long, for example 0.5 (default: ${DEFAULTS.minutes})
  --rate R            messages a second, at most; repeats come on top (default: ${DEFAULTS.rate})
  --mix A=W,...       what is started, by weight (default: data=60,voice=25,sms=15)
  --loss P            answers that get lost; the message is sent again (default: ${DEFAULTS.loss})
  --repeats P         messages that arrive twice, also at once or late (default: ${DEFAULTS.repeats})
  --abandoned P       sessions that are never released (default: ${DEFAULTS.abandoned})
  --seed N            make the same choices again (default: another each time)
  --url URL           of the local run (default: http://127.0.0.1:PORT, PORT ${DEFAULT_PORT} unless set)
  --json              the summary as JSON, progress on standard error
  --help              this text

P is a rate from 0 to 1. Ctrl-C ends the traffic early and still checks; a second one stops at once.
Exit code: 0 when the books balance, 1 when they do not or nothing could be sent.`;

/**
 * Reads the command line.
 *
 * @throws OptionsError with all problems
 */
export function parseTrafficOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  randomSeed: number,
): TrafficOptions {
  const problems: string[] = [];
  const values = readCommandLine(args, KNOWN, problems);
  const number = (
    name: (typeof KNOWN.texts)[number],
    fallback: number,
    isAllowed: (value: number) => boolean,
    allowed: string,
  ): number => {
    const text = values[name];
    if (text === undefined) return fallback;
    const value = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (isAllowed(value)) return value;
    problems.push(`--${name} is "${text}"; allowed: ${allowed}`);
    return fallback;
  };
  const rate = (name: 'loss' | 'repeats' | 'abandoned') =>
    number(name, DEFAULTS[name], (value) => value >= 0 && value <= 1, 'a rate from 0 to 1, such as 0.02');
  const whole = (value: number) => Number.isSafeInteger(value);
  const options: TrafficOptions = {
    help: values.help ?? false,
    operator: values.operator,
    subscribers: number(
      'subscribers',
      DEFAULTS.subscribers,
      (value) => whole(value) && value >= 1,
      'a whole number from 1',
    ),
    minutes: number(
      'minutes',
      DEFAULTS.minutes,
      (value) => value > 0 && value <= 1_440,
      'above 0, up to 1440',
    ),
    rate: number('rate', DEFAULTS.rate, (value) => value > 0 && value <= 10_000, 'above 0, up to 10000'),
    faults: { loss: rate('loss'), repeats: rate('repeats'), abandoned: rate('abandoned') },
    mix: readMix(values.mix, problems),
    seed: number(
      'seed',
      randomSeed,
      (value) => whole(value) && value <= MAX_SEED,
      `a whole number from 0 to ${MAX_SEED}`,
    ),
    url: readUrl(values.url, environment['PORT'], problems),
    json: values.json ?? false,
  };
  if (problems.length > 0) throw new OptionsError([...problems, 'See npm run traffic -- --help']);
  return options;
}

function readMix(text: string | undefined, problems: string[]): Mix {
  if (text === undefined) return DEFAULTS.mix;
  const mix: Record<Service, number> = { data: 0, voice: 0, sms: 0 };
  for (const part of text.split(',')) {
    const [, service, weight] = /^(data|voice|sms)=(\d*\.?\d+)$/.exec(part.trim()) ?? [];
    if (service === undefined || weight === undefined) {
      problems.push(`--mix has "${part}"; allowed: data, voice or sms, "=" and a weight, such as data=60`);
    } else mix[service as Service] = Number(weight);
  }
  if (mix.data + mix.voice + mix.sms === 0)
    problems.push(
      `--mix is "${text}"; allowed: at least one weight above 0, such as data=60,voice=25,sms=15`,
    );
  return mix;
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
  texts: ['operator', 'subscribers', 'minutes', 'url', 'loss', 'repeats', 'abandoned', 'seed', 'mix', 'rate'],
  flags: ['json', 'help'],
  shorts: { operator: 'o', subscribers: 'n', minutes: 'm', help: 'h' },
} as const;
