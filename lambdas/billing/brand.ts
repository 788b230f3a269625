import type { Theme } from './pdf.js';

/** What bills show of a brand; the operator file's `brand`, as JSON in the environment. */
export interface BillingBrand {
  readonly id: string;
  readonly name: string;
  readonly theme: Theme;
  /** BCP 47, the default first. */
  readonly locales: readonly [string, ...string[]];
}

export const brandOf = (json: string): BillingBrand => JSON.parse(json) as BillingBrand;

/** The brand's language that a reader wants most (`Accept-Language`, RFC 9110 §12.5.4), or its default. */
export function localeFor({ locales }: BillingBrand, acceptLanguage = ''): string {
  for (const wanted of byQuality(acceptLanguage)) {
    const exact = locales.find((locale) => locale.toLowerCase() === wanted);
    const alike = locales.find((locale) => locale.toLowerCase().split('-')[0] === wanted.split('-')[0]);
    if (exact !== undefined || alike !== undefined) return (exact ?? alike)!;
  }
  return locales[0];
}

/** The values of a header such as `Accept`, the most wanted first, those with quality 0 left out; in lower case. */
export function byQuality(header: string): string[] {
  return header
    .toLowerCase()
    .split(',')
    .map((part) => {
      const [value = '', ...parameters] = part.split(';').map((text) => text.trim());
      const quality = parameters.find((text) => text.startsWith('q='))?.slice(2);
      return { value, quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ value, quality }) => value !== '' && quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ value }) => value);
}
