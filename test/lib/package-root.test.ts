import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../lib/package-root.js';

const ROOT = join(__dirname, '..', '..');

test('is found from the source', () => {
  expect(packageRoot()).toBe(ROOT);
});

test('is found from the compiled package inside a project of someone else', () => {
  const project = mkdtempSync(join(tmpdir(), 'wildlily-project-'));
  const installed = join(project, 'node_modules', 'wildlily');
  const compiled = join(installed, 'dist', 'package', 'lib');
  mkdirSync(compiled, { recursive: true });
  writeFileSync(join(project, 'package.json'), '{"name":"their-operators"}');
  writeFileSync(join(installed, 'package.json'), '{"name":"wildlily"}');
  expect(packageRoot(compiled)).toBe(installed);
  expect(() => packageRoot(project)).toThrow(/No package\.json of "wildlily" above/);
  rmSync(project, { recursive: true });
});
