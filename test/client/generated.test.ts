import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { partnerRoutes } from '../../domain/partners/routes.js';
import { OPERATIONS } from '../../client/src/generated/operations.js';

const ROOT = join(__dirname, '..', '..');
const FOLDER = join(ROOT, 'client', 'src', 'generated');

it('is current: otherwise run node scripts/run.js scripts/client.ts', () => {
  const fresh = mkdtempSync(join(tmpdir(), 'client-'));
  // In a process of its own: what writes the types can't be loaded here.
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', join('scripts', 'client.ts'), fresh],
    { cwd: ROOT, encoding: 'utf8' },
  );
  expect([status, stderr]).toEqual([0, '']);
  expect(readdirSync(FOLDER).sort()).toEqual(readdirSync(fresh).sort());
  for (const name of readdirSync(fresh))
    expect([
      name,
      readFileSync(join(FOLDER, name), 'utf8') === readFileSync(join(fresh, name), 'utf8'),
    ]).toEqual([name, true]);
  rmSync(fresh, { recursive: true });
});

it('has every route', () => {
  const routes = partnerRoutes({ sandbox: true }).filter(
    ({ operationId }) => !operationId.endsWith('_short'),
  );
  expect(Object.keys(OPERATIONS).sort()).toEqual(routes.map(({ operationId }) => operationId).sort());
});
