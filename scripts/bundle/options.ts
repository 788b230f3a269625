/** How Lambda code is bundled: by the build, and by the tests that compare with the SDK as it comes. */
import { join } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';
import { dropErrorSchemas, factorErrors } from './dynamodb-errors.js';
import { leaveOut, rewrite } from './leave-out.js';
import { fewerRegions } from './partitions.js';
import { LEFT_OUT, MANAGEMENT_ERRORS } from './left-out.js';

const ROOT = join(__dirname, '..', '..');
const SHARED = join(ROOT, 'lambdas', 'shared');

export const BUNDLING = {
  absWorkingDir: ROOT,
  write: false,
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // Why: the SDK's CommonJS files don't tree-shake: 513 KiB and 72 ms to load, against 326 KiB and 41 ms.
  mainFields: ['module', 'main'],
  // Why: another 130 KiB and 10 ms for credential providers that Lambda never uses, 8 each for endpoint discovery and event streams.
  alias: {
    '@aws-sdk/credential-provider-node': join(SHARED, 'environment-credentials.ts'),
    '@aws-sdk/middleware-endpoint-discovery': join(SHARED, 'no-endpoint-discovery.ts'),
    '@smithy/core/event-streams': join(SHARED, 'no-event-streams.ts'),
    // Why: its ES module looks for files beside itself when it loads, and a bundle has none there.
    pdfkit: require.resolve('pdfkit'),
  },
  legalComments: 'none',
  logLevel: 'warning',
} satisfies BuildOptions;

/** Why: another 42 KiB of every bundle (decision 005). */
export function lessSdk(): Plugin[] {
  return [
    leaveOut(LEFT_OUT),
    rewrite('@aws-sdk/client-dynamodb/dist-es/models/errors.js', (source) =>
      factorErrors(source, MANAGEMENT_ERRORS),
    ),
    rewrite('@aws-sdk/client-dynamodb/dist-es/schemas/schemas_0.js', (source) =>
      dropErrorSchemas(source, MANAGEMENT_ERRORS),
    ),
    rewrite('@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js', fewerRegions),
  ];
}
