/** Slips of the TM Forum's files, corrected in memory; the files in `standards/` stay as they were published. */

export interface SwaggerSchema {
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, object>>;
  readonly [keyword: string]: unknown;
}

export interface Swagger {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          { readonly operationId: string; readonly responses: Readonly<Record<string, { schema?: object }>> }
        >
      >
    >
  >;
  readonly definitions: Readonly<Record<string, SwaggerSchema>>;
}

type Correction = (schema: SwaggerSchema) => SwaggerSchema;

const notMandatory =
  (...names: readonly string[]): Correction =>
  ({ required = [], ...schema }) => ({
    ...schema,
    required: required.filter((name) => !names.includes(name)),
  });

/** @param names  of attributes that are text */
const ofText =
  (...names: readonly string[]): Correction =>
  (schema) => ({
    ...schema,
    properties: {
      ...schema.properties,
      ...Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
    },
  });

const SLIPS: Readonly<Record<string, Readonly<Record<string, Correction>>>> = {
  TMF658: {
    // An error's code is text in TMF630 and in every other file; partners have one form of errors for all APIs.
    Error: ofText('code', 'status'),
  },
  TMF639: {
    // They demand of the client the id and href that the server gives, and have no such attributes.
    Resource_Create: notMandatory('id', 'href'),
    Resource_Update: notMandatory('id', 'href'),
  },
  TMF669: {
    // It demands an id, and has no such attribute: a role's type is known by its name.
    RoleTypeRef: notMandatory('id'),
  },
};

/** @param number  `TMF639` */
export function corrected(number: string, swagger: Swagger): Swagger {
  const slips = SLIPS[number] ?? {};
  return {
    ...swagger,
    definitions: Object.fromEntries(
      Object.entries(swagger.definitions).map(([name, schema]) => [
        name,
        withRelativeHref(slips[name]?.(schema) ?? schema),
      ]),
    ),
  };
}

/** References are given back as they came, and the TM Forum's own samples and kits tell them relatively. */
function withRelativeHref(schema: SwaggerSchema): SwaggerSchema {
  const { href } = schema.properties ?? {};
  if (href === undefined || (href as { format?: string }).format !== 'uri') return schema;
  return { ...schema, properties: { ...schema.properties, href: { ...href, format: 'uri-reference' } } };
}
