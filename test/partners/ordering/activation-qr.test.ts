import makeCode from 'qrcode-generator';
import { withActivationQr } from '../../../lambdas/partners/ordering/activation-qr.js';
import { qrImage } from '../../../lambdas/shared/qr.js';

const CODE = 'LPA:1$smdp.lily-gb.example$2139049E65329F1DFF07';
const svgOf = (uri: string) =>
  Buffer.from(uri.replace('data:image/svg+xml;base64,', ''), 'base64').toString();

test('the picture has each dark module of the code, within a quiet zone of four', () => {
  const svg = svgOf(qrImage(CODE));
  const qr = makeCode(0, 'M');
  qr.addData(CODE);
  qr.make();
  const size = qr.getModuleCount();
  const dark = Array.from(
    { length: size * size },
    (_, i) => [Math.floor(i / size), i % size] as const,
  ).filter(([row, column]) => qr.isDark(row, column));
  const drawn = [...svg.matchAll(/M(\d+),(\d+)l1,0/g)].map(([, x, y]) => `${Number(y) - 4},${Number(x) - 4}`);
  expect(drawn.sort()).toEqual(dark.map(([row, column]) => `${row},${column}`).sort());
  expect(svg).toContain(`viewBox="0 0 ${size + 8} ${size + 8}"`);
});

test('stands beside the activation code of an item, and only there', () => {
  const of = (characteristics: object[]) => ({
    productOrderItem: [{ id: '1', product: { productCharacteristic: characteristics } }, { id: '2' }],
  });
  const code = { name: 'activationCode', value: CODE };
  expect(withActivationQr(of([code]))).toEqual(
    of([code, { name: 'activationQrCode', value: qrImage(CODE) }]),
  );
  expect(withActivationQr(of([]))).toEqual(of([]));
});
