/** A text as a picture that devices scan: a QR code (ISO/IEC 18004). */
import makeCode from 'qrcode-generator';

/** Any size that the text needs; 15 % of the picture may be covered. */
const SIZE = 0;
const CORRECTION = 'M';

/** @returns an SVG image as a `data:` URI */
export function qrImage(text: string): string {
  const qr = makeCode(SIZE, CORRECTION);
  qr.addData(text);
  qr.make();
  const svg = qr.createSvgTag({ cellSize: 1, margin: 4, scalable: true });
  return `data:image/svg+xml;base64,${Buffer.from(svg, 'utf8').toString('base64')}`;
}
