import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');
const BUNDLES = [
  'accounts-write',
  'billing-close',
  'billing-read',
  'charging-nchf',
  'charging-records',
  'charging-sweep',
  'catalogue-publish',
  'catalogue-read',
  'files-usage',
  'ledger-sum',
  'payments-api',
  'payments-apply',
  'payments-automatic-top-up',
  'payments-intake',
  'payments-query',
  'renewals-clock',
  'renewals-renew',
  'subscribers-read',
];

/** Builds the Lambda bundles once, when a fresh clone has none. */
export function ensureBundles(): void {
  if (BUNDLES.every((name) => existsSync(join(ROOT, 'dist', 'lambdas', name, 'index.js')))) return;
  execFileSync(process.execPath, ['--import', 'tsx', join('scripts', 'build-lambdas.ts')], { cwd: ROOT });
}
