import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { PartnerFunction } from '../domain/partners/route.js';
import { packageRoot } from './package-root.js';

/** The Lambda bundles, `<capability>-<name>` of `lambdas/<capability>/<name>.handler.ts`. */
export type LambdaBundle =
  | 'accounts-plan-changed'
  | 'accounts-quote'
  | 'accounts-write'
  | 'charging-nchf'
  | 'charging-reauthorise'
  | 'charging-records'
  | 'charging-sweep'
  | 'catalogue-offerings'
  | 'billing-close'
  | 'billing-read'
  | 'catalogue-publish'
  | 'catalogue-read'
  | 'files-jobs'
  | 'files-members'
  | 'files-settlements'
  | 'files-usage'
  | 'payments-api'
  | 'payments-apply'
  | 'payments-automatic-top-up'
  | 'payments-intake'
  | 'payments-query'
  | 'pools-api'
  | 'pools-reclaim'
  | 'policy-notify'
  | 'policy-spending-limits'
  | 'renewals-clock'
  | 'renewals-renew'
  | 'subscribers-read'
  | 'docs-read'
  | 'events-deliver'
  | 'events-fan-out'
  | 'events-sweep'
  | 'host-callback'
  | 'host-simulator'
  | 'orders-sweep'
  | 'orders-work'
  | 'partners-reservations'
  | 'promotions-api'
  | 'promotions-generate'
  | 'promotions-sweep'
  | 'loyalty-api'
  | 'loyalty-sweep'
  | 'sponsors-api'
  | 'sponsors-usage'
  | 'sponsors-sweep'
  | 'ads-decide'
  | 'ads-api'
  | 'ads-sweep'
  | 'experiments-api'
  | 'experiments-observe'
  | 'experiments-sweep'
  | 'ledger-api'
  | 'ledger-post'
  | 'ledger-sum'
  | 'ledger-sweep'
  | 'lake-ledger'
  | 'lake-usage'
  | 'statements-api'
  | 'statements-receive'
  | 'statements-sweep'
  | 'venture-api'
  | 'venture-sweep'
  | `partners-${PartnerFunction}`;

/**
 * The folder of a prebuilt bundle: `dist/lambdas/<name>`, which holds `index.js`.
 *
 * Bundles are built before synthesis by one esbuild pass (`scripts/build-lambdas.ts`): bundling each function
 * in CDK would cost about two seconds a function at every synthesis.
 *
 * @throws Error that names the command to run, when the bundle is not built
 */
export function lambdaBundlePath(name: LambdaBundle): string {
  const path = join(packageRoot(), 'dist', 'lambdas', name);
  if (!existsSync(join(path, 'index.js'))) {
    throw new Error(
      `The Lambda bundle ${path}/index.js does not exist. Build all bundles with: ` +
        'node_modules/.bin/tsx scripts/build-lambdas.ts (npm start, npm run synth and npm run deploy do it).',
    );
  }
  return path;
}
