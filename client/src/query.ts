/** Of a list: a page, and filters by attribute (`state`, `'relatedParty.id'`, `'orderDate.gte'`). */
export interface ListQuery {
  /** First-level attributes, separated by commas. */
  readonly fields?: string;
  readonly offset?: number;
  /** At most 200. */
  readonly limit?: number;
  readonly [filter: string]: string | number | boolean | undefined;
}

/** A JSON merge patch: what is not there stays, `null` removes, lists are replaced whole. */
export type Patch<T> = {
  [Name in keyof T]?:
    | (T[Name] extends readonly unknown[] | undefined
        ? T[Name]
        : T[Name] extends object | undefined
          ? Patch<NonNullable<T[Name]>>
          : T[Name])
    | null;
};
