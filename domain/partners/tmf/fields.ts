/** Attribute selection of TMF630: `?fields=name,state` answers those and what names the resource. */

type Resource = Readonly<Record<string, unknown>>;

const ALWAYS = ['id', 'href'];

/** @param fields  first-level attributes; undefined = all. One that a resource has not is left out */
export function selectFields(resource: Resource, fields: readonly string[] | undefined): Resource {
  if (fields === undefined) return resource;
  const wanted = new Set([...ALWAYS, ...fields]);
  return Object.fromEntries(Object.entries(resource).filter(([name]) => wanted.has(name)));
}

/** `name, state` as a list; undefined when nothing is selected. */
export function parseFields(text: string | undefined): readonly string[] | undefined {
  if (text === undefined) return undefined;
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
