/**
 * Bundles every `lambdas/<capability>/<name>.handler.ts` into `dist/lambdas/<capability>-<name>/index.js`,
 * in one esbuild pass, and prints the sizes.
 *
 * Why not CDK's NodejsFunction: it bundles one by one, about two seconds a function, at every synthesis.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { build, type OutputFile } from 'esbuild';
import { BUNDLING, lessSdk } from './bundle/options.js';
import { copyLambdaAssets } from './lambda-assets.js';

const ROOT = join(__dirname, '..');
const SOURCE = join(ROOT, 'lambdas');
const TARGET = join(ROOT, 'dist', 'lambdas');
const SUFFIX = '.handler.ts';

interface Entry {
  readonly name: string;
  readonly path: string;
}

function findEntries(): Entry[] {
  return readdirSync(SOURCE, { withFileTypes: true })
    .filter((folder) => folder.isDirectory())
    .flatMap((folder) =>
      readdirSync(join(SOURCE, folder.name))
        .filter((file) => file.endsWith(SUFFIX))
        .map((file) => ({
          name: `${folder.name}-${basename(file, SUFFIX)}`,
          path: join(SOURCE, folder.name, file),
        })),
    )
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

/** Why a rename: tests build in parallel, and none may read half a bundle. */
function writeWhole(file: OutputFile): void {
  mkdirSync(dirname(file.path), { recursive: true });
  const draft = `${file.path}.${process.pid}`;
  writeFileSync(draft, file.contents);
  renameSync(draft, file.path);
}

/** Why: the package ships this whole folder. */
function removeStale(entries: readonly Entry[]): void {
  const names = new Set(entries.map(({ name }) => name));
  for (const folder of readdirSync(TARGET)) {
    if (!names.has(folder)) rmSync(join(TARGET, folder), { recursive: true });
  }
}

async function main(): Promise<void> {
  const started = performance.now();
  const entries = findEntries();
  const { outputFiles } = await build({
    ...BUNDLING,
    entryPoints: entries.map(({ name, path }) => ({ in: path, out: `${name}/index` })),
    outdir: TARGET,
    plugins: lessSdk(),
  });
  // Before the code that reads them, so that no test finds one without the other.
  for (const { name, path } of entries) copyLambdaAssets(path, join(TARGET, name));
  outputFiles.forEach(writeWhole);
  removeStale(entries);

  for (const file of outputFiles) {
    const kib = (file.contents.byteLength / 1_024).toFixed(0).padStart(5);
    console.log(`${kib} KiB  ${relative(ROOT, file.path)}`);
  }
  console.log(`${outputFiles.length} bundles in ${((performance.now() - started) / 1_000).toFixed(1)} s`);
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
