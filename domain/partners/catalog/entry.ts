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

/** With what TM Forum's conformance kit wants of every instance. Its `lastUpdate` is ours unless its maker said one. */
export function entryOf(resource: CatalogResource, body: Resource): CatalogEntry {
  const { lifecycleStatus = 'In design', ...rest } = body;
  const isRecurring = body['recurringChargePeriodType'] !== undefined;
  const priced =
    resource === 'productOfferingPrice' ? { priceType: isRecurring ? 'recurring' : 'oneTime' } : {};
  return { attributes: JSON.stringify({ ...priced, ...rest, lifecycleStatus }) };
}

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
