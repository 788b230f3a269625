/** What the standards' own files say about their schemas: kept apart, because functions check bodies without it. */

/** Of a schema: under '' what it is, else by its properties. */
type SchemaWords = Record<string, string>;
export type Words = Record<string, Record<string, SchemaWords>>;

interface Described {
  readonly description?: string;
  readonly title?: string;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly allOf?: readonly Described[];
}

/** @param sources  schemas by their names, by the name of their API */
export function wordsOf(sources: Readonly<Record<string, Readonly<Record<string, object>>>>): Words {
  const common: Record<string, SchemaWords> = {};
  const words: Words = {};
  for (const [source, schemas] of Object.entries(sources)) {
    for (const [name, schema] of Object.entries(schemas)) {
      if (/Event(Payload)?$/.test(name)) continue;
      const shared = (common[name] ??= {});
      for (const [of, text] of Object.entries(ofSchema(schema))) {
        shared[of] ??= text;
        if (shared[of] !== text) ((words[source] ??= {})[name] ??= {})[of] = text;
      }
    }
  }
  return { '': lessEmpty(common), ...words };
}

function ofSchema({ description, properties = {}, allOf = [] }: Described): SchemaWords {
  const parts = allOf.map(ofSchema);
  return {
    ...(Object.assign({}, ...parts) as SchemaWords),
    ...(description === undefined ? {} : { '': tidy(description) }),
    ...Object.fromEntries(
      Object.entries(properties).flatMap(([name, { description: text }]) =>
        text === undefined || tidy(text) === '' ? [] : [[name, tidy(text)]],
      ),
    ),
  };
}

const tidy = (text: string) => text.trim();

const lessEmpty = (words: Record<string, SchemaWords>) =>
  Object.fromEntries(Object.entries(words).filter(([, of]) => Object.keys(of).length > 0));

export function wordsModule(words: Words): string {
  return [
    '/** Descriptions of the TM Forum and CAMARA files in standards (Apache License 2.0). Written by scripts/openapi-words.ts. */',
    "import type { Words } from '../words.js';",
    '',
    `export const WORDS: Words = ${JSON.stringify(words)};`,
    '',
  ].join('\n');
}
