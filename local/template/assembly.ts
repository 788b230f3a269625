import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';

/** A CloudFormation template, as far as the local run reads it. */
export interface Template {
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Outputs?: Readonly<Record<string, TemplateOutput>>;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
}

export interface TemplateOutput {
  readonly Value: unknown;
  readonly Export?: { readonly Name: unknown };
  readonly Condition?: string;
}

/** One synthesized stack. */
export interface SynthesizedStack {
  /** CloudFormation's name: `lily-gb-Data`. */
  readonly name: string;
  /** The id of the CDK stage that the stack belongs to (the operator); empty for a stack of the app itself. */
  readonly stage: string;
  readonly template: Template;
  /** Folder of an asset by its object key in the bootstrap bucket (`<hash>.zip`). */
  readonly assets: ReadonlyMap<string, string>;
}

/**
 * Reads a synthesized CDK app.
 *
 * @param directory  the cloud assembly, for example `cdk.out`
 */
export function readAssembly(directory: string): SynthesizedStack[] {
  return new CloudAssembly(directory).stacksRecursively.map((stack) => {
    const [, stage = ''] = /^(.*)\/[^/]+$/.exec(stack.hierarchicalId) ?? [];
    return {
      name: stack.stackName,
      stage,
      template: stack.template as Template,
      assets: readAssets(join(stack.assembly.directory, `${stack.id}.assets.json`), stack.assembly.directory),
    };
  });
}

interface AssetManifest {
  readonly files?: Readonly<
    Record<
      string,
      {
        readonly source: { readonly path?: string };
        readonly destinations: Readonly<Record<string, { readonly objectKey: string }>>;
      }
    >
  >;
}

function readAssets(path: string, directory: string): Map<string, string> {
  const assets = new Map<string, string>();
  const { files = {} } = JSON.parse(readFileSync(path, 'utf8')) as AssetManifest;
  for (const { source, destinations } of Object.values(files)) {
    if (source.path === undefined) continue;
    for (const { objectKey } of Object.values(destinations))
      assets.set(objectKey, resolve(directory, source.path));
  }
  return assets;
}
