/** Entries that partners make: drafts, which nobody can order, and catalogs and categories of their own. */
import { catalogHref, type CatalogResource, type Resource, typeOf } from './reference.js';

/** What is kept of an entry. */
export interface CatalogEntry {
  /** JSON of what its maker said of it. */
  readonly attributes: string;
}

export interface KeptEntry extends CatalogEntry {
  readonly id: string;
  /** ISO 8601. */
  readonly updatedAt: string;
}

/** Without a `lastUpdate` of its maker it is when the entry was written. */
export const entryOf = ({ lifecycleStatus = 'In design', ...body }: Resource): CatalogEntry => ({
  attributes: JSON.stringify({ ...body, lifecycleStatus }),
});

export function viewEntry(resource: CatalogResource, entry: KeptEntry, baseUrl: string): Resource {
  const { id, attributes, updatedAt } = entry;
  return {
    '@type': typeOf(resource),
    lastUpdate: updatedAt,
    ...(JSON.parse(attributes) as Resource),
    id,
    href: catalogHref(baseUrl, resource, id),
    // What was not compiled can't be ordered, whatever its maker says.
    ...(resource === 'productOffering' ? { isSellable: false } : {}),
  };
}
