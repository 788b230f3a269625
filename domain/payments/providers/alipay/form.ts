/** A form's values as bytes: Alipay signs them as they are after decoding once, in whichever charset they are. */

export type Form = ReadonlyMap<string, Buffer>;

const MOST_FIELDS = 200;
const NAME = /^[A-Za-z_][A-Za-z0-9_.]{0,63}$/;

/** Undefined = it is no form: a bad escape, a field without a name, or one that is there twice. */
export function parseForm(body: Uint8Array): Form | undefined {
  const fields = new Map<string, Buffer>();
  // One character a byte.
  const pairs = Buffer.from(body).toString('latin1').split('&');
  if (pairs.length > MOST_FIELDS) return undefined;
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const name = at < 0 ? undefined : decoded(pair.slice(0, at))?.toString('latin1');
    const value = decoded(pair.slice(at + 1));
    if (name === undefined || value === undefined || !NAME.test(name) || fields.has(name)) return undefined;
    fields.set(name, value);
  }
  return fields;
}

/** Once: what still looks like an escape afterwards is text. */
function decoded(text: string): Buffer | undefined {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return undefined;
  const bytes = text
    .replaceAll('+', ' ')
    .replaceAll(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}

/** `name=value&…`, sorted by name, without those that are not signed. */
export function signedText(form: Form, unsigned: readonly string[]): Buffer {
  const names = [...form.keys()].filter((name) => !unsigned.includes(name)).sort();
  return Buffer.concat(
    names.flatMap((name, i) => [Buffer.from(`${i === 0 ? '' : '&'}${name}=`), form.get(name) as Buffer]),
  );
}
