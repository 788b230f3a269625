/** How resources of the catalog refer to each other. */
import { TMF_BASE } from '../routes.js';

/** A resource as its API answers it. */
export type Resource = Readonly<Record<string, unknown>>;

export const CATALOG_RESOURCES = [
  'catalog',
  'category',
  'productOffering',
  'productOfferingPrice',
  'productSpecification',
] as const;

export type CatalogResource = (typeof CATALOG_RESOURCES)[number];

/** @param baseUrl  of the partner API, without a slash at its end */
export const catalogHref = (baseUrl: string, resource: CatalogResource, id: string): string =>
  `${baseUrl}${TMF_BASE.catalog}/${resource}/${encodeURIComponent(id)}`;

/** `ProductOffering` of `productOffering`. */
export const typeOf = (resource: CatalogResource): string =>
  `${resource.charAt(0).toUpperCase()}${resource.slice(1)}`;

/** A reference with what it refers to in words. */
export function referenceTo(baseUrl: string, resource: CatalogResource, id: string, name: string): Resource {
  return {
    id,
    href: catalogHref(baseUrl, resource, id),
    name,
    '@referredType': typeOf(resource),
  };
}
