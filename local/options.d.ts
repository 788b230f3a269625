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

export const DEFAULT_PORT: 8100;

/** What `--help` prints. */
export const HELP: string;

/** Reads the command line of `npm start`; `problems` has all that is wrong, and the options are of use when it is empty. */
export function readOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): { readonly options: StartOptions; readonly problems: readonly string[] };

/**
 * Reads the command line of `npm start`.
 *
 * @throws OptionsError with all problems
 */
export function parseOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): StartOptions;
