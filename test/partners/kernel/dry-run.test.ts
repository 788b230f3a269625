import { partnerRoutes } from '../../../domain/partners/routes.js';
import { dryRunOf } from '../../../lambdas/partners/kernel/dry-run.js';
import { RefusedError } from '../../../lambdas/partners/kernel/refused.js';

const route = partnerRoutes({ sandbox: true }).find(
  ({ operationId }) => operationId === 'createProductOrder',
)!;
const ask = (query: Record<string, string>) => dryRunOf({ route, query });

test('a creation is tried or done', () => {
  expect(ask({})).toBe(false);
  expect(ask({ dryRun: 'false' })).toBe(false);
  expect(ask({ dryRun: 'true' })).toBe(true);
});

test.each<Record<string, string>>([{ dryRun: 'yes' }, { dryrun: 'true' }, { fields: 'id' }])(
  'what is mistyped is refused rather than done: %j',
  (query) => {
    expect(() => ask(query)).toThrow(RefusedError);
  },
);
