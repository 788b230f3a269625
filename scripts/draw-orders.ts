/** Draws what docs/orders.md shows of the code: `node scripts/run.js scripts/draw-orders.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { redraw } from '../domain/orders/draw.js';

const path = join(__dirname, '..', 'docs', 'orders.md');
writeFileSync(path, redraw(readFileSync(path, 'utf8')));
