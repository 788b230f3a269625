/** An esbuild plugin that leaves modules out of bundles, and fails the build where one is no longer met. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, sep } from 'node:path';
import { build, type Metafile, type OnLoadResult, type PartialMessage, type Plugin } from 'esbuild';
import type { LeftOut } from './left-out.js';

/** A function as it is declared: what can be replaced by one that throws. */
const declaresFunction = (name: string) =>
  new RegExp(
    `^export (?:(?:async )?function|class|const)\\s+${name}\\b(?=\\s*(?:\\(|\\{|extends |= (?:async )?(?:\\(|function\\b|\\w+ =>)))`,
    'm',
  );

/**
 * A module with the exports of another, each of which throws what was left out and why, but for those that
 * `instead` gives. A value that is no function needs one: it could not say that it is missing.
 */
export function standIn(
  { module, why, instead = {}, imports = '' }: LeftOut,
  source: string,
  names: string[],
) {
  const missing = names.filter((name) => !(name in instead) && !declaresFunction(name).test(source));
  const unknown = Object.keys(instead).filter((name) => !names.includes(name));
  const errors = [
    ...missing.map((name) => `${module} exports ${name}, which is no function: say what stands in for it`),
    ...unknown.map((name) => `${module} exports no ${name}; it exports ${names.join(', ')}`),
  ];
  const exported = names.map(
    (name) => `export const ${name} = ${instead[name] ?? `function () { absent('${name}') }`};`,
  );
  return { errors, contents: [imports, absent(why), ...exported].join('\n') };
}

const absent = (why: string): string =>
  `const absent = (name) => { throw new Error(name + ${JSON.stringify(` is left out of this bundle: ${why}`)}) };`;

/** The body of a method, and of an exported arrow function, as the SDK's build lays them out. */
const layouts = (name: string, instead: string | undefined): readonly [RegExp, string][] => [
  [
    new RegExp(`^    (async )?${name}\\([^\\n]*\\) \\{\\n[^]*?^    \\}$`, 'gm'),
    `    $1${name}${instead ?? `() { absent('${name}'); }`}`,
  ],
  [
    new RegExp(`^export const ${name} = [^\\n]* => \\{\\n[^]*?^\\};$`, 'gm'),
    `export const ${name} = ${instead ?? `() => absent('${name}')`};`,
  ],
];

/** A module, some functions or methods of which throw what was left out and why. */
export function withoutParts({ module, why, parts = [], instead = {} }: LeftOut, source: string) {
  let contents = source;
  const errors: string[] = [];
  for (const name of parts) {
    const found = layouts(name, instead[name]).filter(([body]) => contents.match(body)?.length === 1);
    if (found.length !== 1) errors.push(`${module} has no function or method ${name} that could be left out`);
    for (const [body, stub] of found) contents = contents.replace(body, stub);
  }
  return { errors, contents: `${contents}\n${absent(why)}\n` };
}

async function exportsOf(path: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [path],
    bundle: false,
    write: false,
    format: 'esm',
    metafile: true,
    outdir: '.',
  });
  return Object.values(metafile.outputs).flatMap((output) => output.exports);
}

function versionOnly(text: string): OnLoadResult {
  const { version } = JSON.parse(text) as { version: string };
  return { contents: JSON.stringify({ version }), loader: 'json' };
}

async function replace(entry: LeftOut, path: string): Promise<OnLoadResult> {
  const source = await readFile(path, 'utf8');
  if (path.endsWith('.json')) return versionOnly(source);
  const { errors, contents } =
    entry.parts === undefined ? standIn(entry, source, await exportsOf(path)) : withoutParts(entry, source);
  return { contents, errors: errors.map((text) => ({ text })), loader: 'js', resolveDir: dirname(path) };
}

/** Where a module of the list is, whatever folder the packages are in. */
function pattern(module: string): RegExp {
  const segments = module
    .split('/')
    .map((segment) => segment.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '[^\\\\/]+'));
  return new RegExp(`[\\\\/]node_modules[\\\\/]${segments.join('[\\\\/]')}$`);
}

/** The modules of which nothing is in any bundle: they would be left out for nothing. */
export function unmet(list: readonly LeftOut[], { outputs }: Metafile): string[] {
  const bundled = Object.values(outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([path]) => `${sep}${path}`);
  return list
    .filter(({ module }) => !bundled.some((path) => pattern(module).test(path)))
    .map((of) => of.module);
}

/** Leaves out what the list names. Needs esbuild's `metafile`. */
export function leaveOut(list: readonly LeftOut[]): Plugin {
  return {
    name: 'leave-out',
    setup(pass) {
      pass.initialOptions.metafile = true;
      for (const entry of list) {
        pass.onLoad({ filter: pattern(entry.module) }, ({ path }) => replace(entry, path));
      }
      pass.onEnd(({ metafile }) => {
        const errors: PartialMessage[] =
          metafile === undefined
            ? []
            : unmet(list, metafile).map((module) => ({
                text: `no bundle has anything of ${module} any more: take it off the list`,
              }));
        return { errors };
      });
    },
  };
}

/** Rewrites one file of a package on its way into a bundle. */
export function rewrite(module: string, transform: (source: string) => string): Plugin {
  return {
    name: `rewrite ${basename(module)}`,
    setup(pass) {
      let met = false;
      pass.onLoad({ filter: pattern(module) }, async ({ path }) => {
        met = true;
        return {
          contents: transform(await readFile(path, 'utf8')),
          loader: 'js',
          resolveDir: dirname(path),
        };
      });
      pass.onEnd(() => (met ? {} : { errors: [{ text: `no bundle imports ${module} any more` }] }));
    },
  };
}
