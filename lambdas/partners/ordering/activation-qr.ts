/** An eSIM's activation code as a picture: what devices scan (SGP.22 §4.1.1). */
import makeCode from 'qrcode-generator';

type Resource = Readonly<Record<string, unknown>>;

/** Any size that the code needs; 15 % of the picture may be covered. */
const SIZE = 0;
const CORRECTION = 'M';

/** @returns an SVG image as a `data:` URI */
export function activationQr(code: string): string {
  const qr = makeCode(SIZE, CORRECTION);
  qr.addData(code);
  qr.make();
  const svg = qr.createSvgTag({ cellSize: 1, margin: 4, scalable: true });
  return `data:image/svg+xml;base64,${Buffer.from(svg, 'utf8').toString('base64')}`;
}

/** A product order with `activationQrCode` beside each `activationCode` of its items. */
export function withActivationQr(order: Resource): Resource {
  const items = order['productOrderItem'] as Resource[];
  return { ...order, productOrderItem: items.map(withQr) };
}

function withQr(item: Resource): Resource {
  const product = item['product'] as Resource | undefined;
  const characteristics = (product?.['productCharacteristic'] ?? []) as Resource[];
  const code = characteristics.find(({ name }) => name === 'activationCode')?.['value'];
  if (typeof code !== 'string') return item;
  const qr = { name: 'activationQrCode', value: activationQr(code) };
  return { ...item, product: { ...product, productCharacteristic: [...characteristics, qr] } };
}
