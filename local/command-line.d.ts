/** The command line can't be understood; has every problem. */
export class OptionsError extends Error {
  constructor(problems: readonly string[]);
}

/** Reads options, and adds all that is wrong with them to `problems`; returns the last value of each. */
export function readCommandLine<Text extends string, Flag extends string>(
  args: readonly string[],
  known: {
    readonly texts: readonly Text[];
    readonly flags: readonly Flag[];
    readonly shorts: Readonly<Partial<Record<Text | Flag, string>>>;
  },
  problems: string[],
): Partial<Record<Text, string> & Record<Flag, true>>;
