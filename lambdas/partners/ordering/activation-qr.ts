/** An eSIM's activation code as a picture: what devices scan (SGP.22 §4.1.1). */
import { qrImage } from '../../shared/qr.js';

type Resource = Readonly<Record<string, unknown>>;

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
  const qr = { name: 'activationQrCode', value: qrImage(code) };
  return { ...item, product: { ...product, productCharacteristic: [...characteristics, qr] } };
}
