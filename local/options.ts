import { parseArgs } from 'node:util';

export interface StartOptions {
  readonly help: boolean;
  readonly port: number;
  readonly dataDirectory: string | undefined;
  /** Ids; undefined = all. */
  readonly operators: readonly string[] | undefined;
  readonly traffic: boolean;
  readonly quiet: boolean;
  /** The synthesized app. */
  readonly assembly: string | undefined;
}

/** The command line can't be understood; has every problem. */
export class OptionsError extends Error {
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'OptionsError';
  }
}

export const DEFAULT_PORT = 8100;

export const HELP = `Runs the operators of operators/ on this machine, from their synthesized AWS templates.

Usage: npm start -- [options]

  --port N            port on 127.0.0.1 (default: PORT, or ${DEFAULT_PORT})
  --data DIR          keep tables in DIR between runs (default: in memory)
  --operators A,B     run these operators only, for example lily-gb,fieldworks-de
  --no-traffic        no demonstration traffic in the background
  --quiet             no line a second
  --assembly DIR      run another synthesized app than the one just made
  --help              this text

Environment
  PORT                          as --port
  WILDLILY_DYNAMODB_ENDPOINT    another DynamoDB endpoint than the embedded one

Stop with Ctrl-C; a second Ctrl-C stops at once.`;

/**
 * Reads the command line.
 *
 * @throws OptionsError
 */
export function parseOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): StartOptions {
  const problems: string[] = [];
  const values = parse(args, problems);
  const portText = values.port ?? environment['PORT'] ?? String(DEFAULT_PORT);
  const port = /^\d{1,5}$/.test(portText) ? Number(portText) : Number.NaN;
  if (!(port <= 65_535))
    problems.push(
      `${values.port === undefined ? 'PORT' : '--port'} is "${portText}"; allowed: 0 (any free port) to 65535`,
    );
  const operators = values.operators
    ?.split(',')
    .map((id) => id.trim())
    .filter(Boolean);
  if (operators?.length === 0)
    problems.push('--operators is empty; allowed: ids separated by commas, for example lily-gb');
  if (problems.length > 0) throw new OptionsError([...problems, 'See npm start -- --help']);
  return {
    help: values.help ?? false,
    port,
    dataDirectory: values.data,
    operators,
    traffic: !(values['no-traffic'] ?? false),
    quiet: values.quiet ?? false,
    assembly: values.assembly,
  };
}

interface Values {
  port?: string;
  data?: string;
  operators?: string;
  assembly?: string;
  'no-traffic'?: boolean;
  quiet?: boolean;
  help?: boolean;
}

function parse(args: readonly string[], problems: string[]): Values {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      options: {
        port: { type: 'string', short: 'p' },
        data: { type: 'string' },
        operators: { type: 'string' },
        assembly: { type: 'string' },
        'no-traffic': { type: 'boolean' },
        quiet: { type: 'boolean', short: 'q' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    problems.push((error as Error).message);
    return {};
  }
}
