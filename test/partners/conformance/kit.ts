/**
 * What the TM Forum's conformance test kits (v4) do with a resource, in our own words: make it twice, list, retrieve,
 * select attributes, filter by them, patch, delete, and ask for what is not there. What a kit demands of an instance, it
 * demands of every one of every list, whoever made it; and an empty list it takes for an instance without attributes.
 */
import type { Asked, Told } from '../partner-desk.js';

type Resource = Readonly<Record<string, unknown>>;
type JsonType = 'string' | 'array' | 'object' | 'boolean' | 'any';

export interface Kit {
  /** As in operations: `ProductOffering`. */
  readonly type: string;
  /** What a kit posts; absent where there is no POST. */
  readonly payload?: () => Resource | Promise<Resource>;
  /** What every instance must have, beside `id` and `href`, and of which type. */
  readonly mandatory: Readonly<Record<string, JsonType>>;
  /** What only the answer to POST must have. */
  readonly onPost?: readonly string[];
  /** What instances are filtered by, beside `id`: the mandatory ones that are text. */
  readonly alsoFiltered?: readonly string[];
  readonly notFiltered?: readonly string[];
  readonly patch?: Resource;
  readonly isDeletable?: boolean;
}

export type Ask = (operationId: string, asked?: Asked) => Promise<Told>;

const NOWHERE = '933929cd-1761-44f5-96e7-e6e138d17b94';
/** Kits send it with everything, without a body, too. */
const HEADERS = { accept: 'application/json', 'content-type': 'application/json' };

/** Tests of a kit's scenario; `ask` judges every answer by the standard's own file. */
export function replay(kit: Kit, ask: Ask): void {
  const { type, payload, patch, isDeletable } = kit;
  const asked = (more: Asked = {}): Asked => ({ ...more, headers: HEADERS });
  const made: Resource[] = [];

  const listed = async (query: Record<string, string> = {}): Promise<Resource[]> => {
    const { status, body } = await ask(`list${type}`, asked({ query }));
    expect(status).toBe(200);
    return body as Resource[];
  };

  describe(type, () => {
    beforeAll(async () => {
      if (payload === undefined) made.push(...(await listed()).slice(0, 2));
    });

    if (payload !== undefined)
      test.each(['once', 'and the same again, as another one'])('POST %s', async () => {
        const given = await payload();
        const { status, body } = await ask(`create${type}`, asked({ body: given }));
        expect([status, body]).toEqual([201, expect.any(Object)]);
        expectInstance(kit, body as Resource);
        expect(Object.keys(body as Resource)).toEqual(expect.arrayContaining([...(kit.onPost ?? [])]));
        expect(made.map(({ id }) => id)).not.toContain(body.id);
        made.push(body as Resource);
      });

    test('GET the list: every instance has what is mandatory', async () => {
      const all = await listed();
      expect(all).not.toEqual([]);
      for (const instance of all) expectInstance(kit, instance);
    });

    test('GET each of them', async () => {
      expect(made).not.toEqual([]);
      for (const { id } of made) {
        const { status, body } = await ask(`retrieve${type}`, asked({ path: { id: id as string } }));
        expect([status, (body as Resource)['id']]).toEqual([200, id]);
        expectInstance(kit, body as Resource);
      }
    });

    const attributes = ['id', 'href', ...Object.keys(kit.mandatory)];

    test.each(attributes)('GET ?fields=%s', async (attribute) => {
      for (const instance of await listed({ fields: attribute }))
        expect(Object.keys(instance).sort()).toEqual([...new Set(['id', 'href', attribute])].sort());
    });

    const filtered = [
      ...attributes.filter((name) => name === 'id' || name === 'href' || kit.mandatory[name] === 'string'),
      ...(kit.alsoFiltered ?? []),
    ].filter((name) => !(kit.notFiltered ?? []).includes(name));

    test.each(filtered)(
      'GET ?%s= finds them by the value that they had, quoted or not',
      async (attribute) => {
        for (const [n, instance] of made.entries()) {
          const value = String(instance[attribute]);
          const found = await listed({ [attribute]: n === 0 ? value : `"${value}"` });
          expect(found.map(({ id }) => id)).toContain(instance['id']);
          for (const each of found) {
            expectInstance(kit, each);
            expect(String(each[attribute])).toBe(value);
          }
        }
      },
    );

    test('GET with two filters: both hold', async () => {
      const [first] = made;
      const [attribute = 'href'] = filtered.slice(2);
      const query = { id: String(first?.['id']), [attribute]: String(first?.[attribute]) };
      expect((await listed(query)).map(({ id }) => id)).toEqual([first?.['id']]);
    });

    if (patch !== undefined)
      test('PATCH, and GET it as it is then', async () => {
        const path = { id: String(made[0]?.['id']) };
        const { status, body } = await ask(`patch${type}`, asked({ path, body: patch }));
        expect([status, body]).toEqual([200, expect.objectContaining(patch)]);
        expectInstance(kit, body as Resource);
        expect((await ask(`retrieve${type}`, asked({ path }))).body).toEqual(body);
      });

    if (isDeletable === true)
      test('DELETE, and GET finds nothing', async () => {
        const path = { id: String(made[0]?.['id']) };
        expect((await ask(`delete${type}`, asked({ path }))).status).toBe(204);
        expect((await ask(`retrieve${type}`, asked({ path }))).status).toBe(404);
        expect((await listed({ id: path.id })).length).toBe(0);
      });

    test('GET of what is not there: 404', async () => {
      expect((await ask(`retrieve${type}`, asked({ path: { id: NOWHERE } }))).status).toBe(404);
    });
  });
}

function expectInstance({ mandatory }: Kit, instance: Resource): void {
  const all: Readonly<Record<string, JsonType>> = { id: 'string', href: 'string', ...mandatory };
  const types = Object.fromEntries(
    Object.entries(all).map(([name, type]) => [
      name,
      type === 'any' ? anyOf(instance[name]) : typeOf(instance[name]),
    ]),
  );
  expect(types).toEqual(all);
}

const anyOf = (value: unknown) => (value === undefined || value === null || value === '' ? 'nothing' : 'any');

function typeOf(value: unknown): string {
  if (value === null || value === '') return 'nothing';
  return Array.isArray(value) ? 'array' : typeof value;
}
