/** docs/orders.md shows what the code does. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { redraw } from '../../domain/orders/draw.js';

/** Whatever a formatter makes of tables. */
const plain = (text: string) =>
  text.replaceAll(/ +/g, ' ').replaceAll(/-{2,}/g, '--').replaceAll(/\n+/g, '\n');

test('the diagrams and tables of docs/orders.md are those of the code; node scripts/run.js scripts/draw-orders.ts', () => {
  const document = readFileSync(join(__dirname, '../../docs/orders.md'), 'utf8');
  expect(plain(redraw(document))).toBe(plain(document));
});
