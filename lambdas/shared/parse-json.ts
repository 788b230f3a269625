/** Far deeper than any body that is asked for; what echoes a value in an error walks it to its end. */
const MAX_DEPTH = 64;

/**
 * JSON from a stranger.
 *
 * @throws SyntaxError for what is no JSON, nested deeper than 64, or has numbers beyond those of IEEE 754
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) throw new SyntaxError(`nested deeper than ${MAX_DEPTH}`);
    // `1e400` is JSON, and no number that could be written again.
    if (level.some((each) => each === Infinity || each === -Infinity))
      throw new SyntaxError('a number is too large');
    level = level.flatMap((each): unknown[] =>
      typeof each === 'object' && each !== null ? Object.values(each) : [],
    );
  }
  return value;
}
