/** Elements of an XML answer: texts, nested elements, lists of either. */
export type Xml = string | number | boolean | undefined | { readonly [name: string]: Xml | readonly Xml[] };

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

const escaped = (text: string): string =>
  text
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] as string)
    // Line ends would be normalised by the reader.
    .replaceAll('\r', '&#13;');

const element = (name: string, value: Xml): string =>
  value === undefined ? '' : `<${name}>${content(value)}</${name}>`;

function content(value: Xml): string {
  if (typeof value !== 'object') return escaped(String(value));
  return Object.entries(value)
    .map(([name, inner]) =>
      Array.isArray(inner)
        ? inner.map((each: Xml) => element(name, each)).join('')
        : element(name, inner as Xml),
    )
    .join('');
}

/** A document of the S3 API. */
export const xmlDocument = (root: string, value: Xml): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${element(root, value)}`;

/** Texts of the elements with a name, wherever they are. Good for the flat requests of S3. */
export function textsOf(document: string, name: string): string[] {
  return [...document.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text = '']) =>
    text
      .replaceAll('&quot;', '"')
      .replaceAll('&apos;', "'")
      .replaceAll('&#34;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&'),
  );
}
