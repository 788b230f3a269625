import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyLambdaAssets } from '../../scripts/lambda-assets.js';

/** The fonts, as they lie beside the bundle; to be called before anything is drawn. */
export function installFonts(): void {
  const folder = mkdtempSync(join(tmpdir(), 'wildlily-fonts-'));
  copyLambdaAssets(join(__dirname, '../../lambdas/billing/read.handler.ts'), folder);
  process.env['FONTS_FOLDER'] = join(folder, 'fonts');
}
