/** Far deeper than any body that is asked for; what echoes a value in an error walks it to its end. */
const MAX_DEPTH = 64;

/**
 * JSON from a stranger.
 *
 * @throws SyntaxError for what is no JSON, or nested deeper than 64
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) throw new SyntaxError(`nested deeper than ${MAX_DEPTH}`);
    level = level.flatMap((each): unknown[] =>
      typeof each === 'object' && each !== null ? Object.values(each) : [],
    );
  }
  return value;
}
