/** Schemas of an API by their names; they refer to each other by `#/definitions/<name>`. */
export type Definitions = Readonly<Record<string, Schema>>;

export interface Schema {
  readonly type?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly (string | number)[];
  readonly [keyword: string]: unknown;
}

/** The attributes of a named schema, those of what it builds on included. */
export function attributesOf(definitions: Definitions, name: string): readonly string[] {
  const schema = definitions[name];
  return schema === undefined ? [] : Object.keys(propertiesOf(definitions, schema));
}

/** A schema's own properties, those of its reference and those of all that it builds on. */
export function propertiesOf(definitions: Definitions, schema: Schema): Readonly<Record<string, Schema>> {
  const referred = schema.$ref === undefined ? undefined : definitions[schema.$ref.split('/').at(-1)!];
  return Object.assign(
    {},
    ...(schema.allOf ?? []).map((part) => propertiesOf(definitions, part)),
    referred === undefined ? {} : propertiesOf(definitions, referred),
    schema.properties ?? {},
  ) as Readonly<Record<string, Schema>>;
}
