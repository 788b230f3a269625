/** Micros with the currency's sign and decimals: `£12.34`, `CN¥5.00`. */
export function formatMoney(micros: number, currency: string): string {
  let format = FORMATS.get(currency);
  if (format === undefined) {
    format = new Intl.NumberFormat('en-GB', { style: 'currency', currency });
    FORMATS.set(currency, format);
  }
  return format.format(micros / 1_000_000);
}

const FORMATS = new Map<string, Intl.NumberFormat>();
