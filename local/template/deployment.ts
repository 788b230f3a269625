import type { SynthesizedStack, TemplateResource } from './assembly.js';
import { IntrinsicError, NO_VALUE, resolveCondition, resolveValue, type Surroundings } from './intrinsics.js';

/** A resource of a template, its properties resolved. */
export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  readonly stack: SynthesizedStack;
  readonly properties: Readonly<Record<string, unknown>>;
  /** A name for what has none: stack and logical id. */
  readonly physicalName: string;
}

/** What a resource became: what `Ref` and `Fn::GetAtt` give. */
export interface Provisioned {
  readonly ref: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Makes the resources of some types. */
export interface Provider {
  readonly types: readonly string[];
  create(resource: Resource): Promise<Provisioned> | Provisioned;
}

export interface DeploymentOptions {
  readonly stacks: readonly SynthesizedStack[];
  readonly providers: readonly Provider[];
  /** Types, or prefixes of types, that need nothing to run here: `AWS::IAM::`. */
  readonly ignored: readonly string[];
  readonly region: string;
  readonly accountId: string;
  /** Ends the ids of all stacks. @default "local" */
  readonly stackNumber?: string;
}

/** What was done, by resource type. */
export interface DeploymentReport {
  readonly created: ReadonlyMap<string, number>;
  /** Needs nothing to run on one machine. */
  readonly ignored: ReadonlyMap<string, number>;
  /** Would matter, and the local run can't do it. */
  readonly unknown: ReadonlyMap<string, number>;
  /** Outputs by stack name. */
  readonly outputs: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

/** A resource that could not be made. */
export class DeploymentError extends Error {
  constructor(where: string, cause: unknown) {
    super(`${where}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'DeploymentError';
  }
}

/**
 * Makes every resource of the stacks, each after what it refers to.
 *
 * Resources are made on demand: resolving a `Ref` makes what it names first, so the order falls out of the
 * templates, across stacks too.
 *
 * @throws DeploymentError that names the resource
 */
export async function deploy(options: DeploymentOptions): Promise<DeploymentReport> {
  const deployment = new Deployment(options);
  return await deployment.run();
}

class Deployment {
  private readonly options: DeploymentOptions;
  private readonly made = new Map<string, Promise<Provisioned | undefined>>();
  private readonly created = new Map<string, number>();
  private readonly ignored = new Map<string, number>();
  private readonly unknown = new Map<string, number>();
  private readonly providers: ReadonlyMap<string, Provider>;

  constructor(options: DeploymentOptions) {
    this.options = options;
    this.providers = new Map(
      options.providers.flatMap((provider) => provider.types.map((type) => [type, provider] as const)),
    );
  }

  async run(): Promise<DeploymentReport> {
    for (const stack of this.options.stacks) {
      for (const logicalId of Object.keys(stack.template.Resources ?? {}))
        await this.resource(stack, logicalId, []);
    }
    const outputs = new Map<string, Record<string, string>>();
    for (const stack of this.options.stacks) outputs.set(stack.name, await this.outputsOf(stack));
    return { created: this.created, ignored: this.ignored, unknown: this.unknown, outputs };
  }

  private async outputsOf(stack: SynthesizedStack): Promise<Record<string, string>> {
    const around = this.surroundings(stack, []);
    const values: Record<string, string> = {};
    for (const [name, { Value, Condition }] of Object.entries(stack.template.Outputs ?? {})) {
      if (Condition !== undefined && !(await around.condition(Condition))) continue;
      values[name] = String(await resolveValue(Value, around));
    }
    return values;
  }

  /** @returns undefined when the resource's condition is false */
  private async resource(
    stack: SynthesizedStack,
    logicalId: string,
    chain: readonly string[],
  ): Promise<Provisioned | undefined> {
    const id = `${stack.name}.${logicalId}`;
    if (chain.includes(id)) throw new IntrinsicError(`circular reference: ${[...chain, id].join(' → ')}`);
    const template = stack.template.Resources?.[logicalId];
    if (template === undefined) throw new IntrinsicError(`"${logicalId}" is no resource of ${stack.name}`);
    const known = this.made.get(id);
    if (known !== undefined) return await known;
    const making = this.make(stack, logicalId, template, [...chain, id]);
    this.made.set(id, making);
    return await making;
  }

  private async make(
    stack: SynthesizedStack,
    logicalId: string,
    template: TemplateResource,
    chain: readonly string[],
  ): Promise<Provisioned | undefined> {
    const { Type: type, Properties = {}, DependsOn = [], Condition } = template;
    const around = this.surroundings(stack, chain);
    if (Condition !== undefined && !(await around.condition(Condition))) return undefined;
    const physicalName = `${stack.name}-${logicalId}`;

    const provider = this.providers.get(type);
    if (provider === undefined) {
      const irrelevant = this.options.ignored.some((prefix) => type.startsWith(prefix));
      count(irrelevant ? this.ignored : this.unknown, type);
      return { ref: physicalName };
    }
    try {
      for (const dependency of [DependsOn].flat()) await this.resource(stack, dependency, chain);
      const properties = (await resolveValue(Properties, around)) as Readonly<Record<string, unknown>>;
      const provisioned = await provider.create({ logicalId, type, stack, properties, physicalName });
      count(this.created, type);
      return provisioned;
    } catch (error) {
      if (error instanceof DeploymentError) throw error;
      throw new DeploymentError(`${stack.name}, ${logicalId} (${type})`, error);
    }
  }

  private surroundings(stack: SynthesizedStack, chain: readonly string[]): Surroundings {
    const { region, accountId, stacks, stackNumber = 'local' } = this.options;
    const { template } = stack;
    const pseudo: Record<string, unknown> = {
      'AWS::Region': region,
      'AWS::AccountId': accountId,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': stack.name,
      'AWS::StackId': `arn:aws:cloudformation:${region}:${accountId}:stack/${stack.name}/${stackNumber}`,
      'AWS::NotificationARNs': [],
      'AWS::NoValue': NO_VALUE,
    };
    const outputOf = async (owner: SynthesizedStack, value: unknown): Promise<unknown> =>
      await resolveValue(value, this.surroundings(owner, chain));

    return {
      ref: async (name) => {
        if (name in pseudo) return pseudo[name];
        const parameter = template.Parameters?.[name];
        if (parameter !== undefined) {
          if (parameter.Default === undefined) throw new IntrinsicError(`parameter ${name} has no default`);
          return parameter.Default;
        }
        return (await this.resource(stack, name, chain))?.ref ?? NO_VALUE;
      },
      getAtt: async (logicalId, attribute) => {
        const provisioned = await this.resource(stack, logicalId, chain);
        if (provisioned === undefined) return NO_VALUE;
        const value = provisioned.attributes?.[attribute];
        if (value !== undefined) return value;
        const type = template.Resources?.[logicalId]?.Type ?? '';
        if (this.providers.has(type)) {
          const known = Object.keys(provisioned.attributes ?? {}).join(', ') || 'none';
          throw new IntrinsicError(
            `${logicalId} (${type}) has no attribute ${attribute} here; it has: ${known}`,
          );
        }
        return `${provisioned.ref}.${attribute}`;
      },
      condition: async (name) => {
        const definition = template.Conditions?.[name];
        if (definition === undefined) throw new IntrinsicError(`"${name}" is no condition of ${stack.name}`);
        return await resolveCondition(definition, this.surroundings(stack, chain));
      },
      mapping: (map, first, second) => template.Mappings?.[map]?.[first]?.[second],
      exported: async (name) => {
        for (const owner of stacks) {
          for (const { Value, Export } of Object.values(owner.template.Outputs ?? {})) {
            if (Export !== undefined && (await outputOf(owner, Export.Name)) === name)
              return await outputOf(owner, Value);
          }
        }
        throw new IntrinsicError(`no stack exports "${name}"`);
      },
      stackOutput: async (stackName, outputName) => {
        const owner = stacks.find(({ name }) => name === stackName);
        const output = owner?.template.Outputs?.[outputName];
        if (owner === undefined || output === undefined)
          throw new IntrinsicError(`stack ${stackName} has no output ${outputName}`);
        return await outputOf(owner, output.Value);
      },
    };
  }
}

function count(counts: Map<string, number>, type: string): void {
  counts.set(type, (counts.get(type) ?? 0) + 1);
}
