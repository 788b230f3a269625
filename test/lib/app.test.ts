import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import recommended from 'aws-cdk-lib/recommended-feature-flags.json';
import cdkJson from '../../cdk.json';
import { ensureBundles } from './support/bundles.js';

const ROOT = join(__dirname, '..', '..');

test('cdk.json has exactly the feature flags that CDK recommends', () => {
  expect(cdkJson.context).toEqual(recommended);
});

test('the app is started without npx', () => {
  expect(cdkJson.app).toBe('node_modules/.bin/tsx bin/wildlily.ts');
});

describe('synthesis', () => {
  const home = mkdtempSync(join(tmpdir(), 'wildlily-home-'));
  const outdir = join(home, 'cdk.out');
  afterAll(() => rmSync(home, { recursive: true }));

  test('needs no credentials, no Docker and no look-ups', () => {
    ensureBundles();
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', join('bin', 'wildlily.ts')], {
      cwd: ROOT,
      encoding: 'utf8',
      // Nothing of the machine: no AWS_*, an empty home, and no programs to be found.
      env: {
        HOME: home,
        PATH: home,
        CDK_OUTDIR: outdir,
        CDK_VALIDATION: 'false',
        CDK_CONTEXT_JSON: JSON.stringify(cdkJson.context),
      },
    });
    // Node may warn of its own age on stderr, so it is compared only to explain a failure.
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });

    const operators = readdirSync(join(ROOT, 'operators')).filter((name) => name.endsWith('.yaml'));
    const assemblies = readdirSync(outdir).filter((name) => name.startsWith('assembly-'));
    expect(assemblies.sort()).toEqual(
      operators.map((name) => `assembly-${name.replace('.yaml', '').replace('.', '-')}`).sort(),
    );
    for (const assembly of assemblies) {
      const manifest: unknown = JSON.parse(readFileSync(join(outdir, assembly, 'manifest.json'), 'utf8'));
      expect(manifest).not.toHaveProperty('missing');
    }
  });
});
