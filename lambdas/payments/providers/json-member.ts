/** A member of a JSON object as it was written: what was signed is that text, and no other way to write it. */

/**
 * @param json  a valid JSON object
 * @returns the text of the member's value; undefined = it is not there, or there twice
 */
export function memberText(json: string, name: string): string | undefined {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  let key: string | undefined;
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (character === '"') {
      const end = stringEnd(json, at);
      if (depth === 1 && key === undefined) {
        key = json.slice(at + 1, end);
        start = json.indexOf(':', end) + 1;
      }
      at = end;
      continue;
    }
    if (character === '{' || character === '[') depth++;
    if (character === '}' || character === ']') depth--;
    const isEnd = (depth === 1 && character === ',') || (depth === 0 && character === '}');
    if (!isEnd) continue;
    if (key === name) found.push(json.slice(start, at).trim());
    key = undefined;
  }
  return found.length === 1 ? found[0] : undefined;
}

/** Where the string that begins at `from` ends: its closing quotation mark. */
function stringEnd(json: string, from: number): number {
  let at = from + 1;
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return at;
}
