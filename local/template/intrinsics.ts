/** What the intrinsic functions ask of their surroundings. */
export interface Surroundings {
  /** `Ref`: a parameter, pseudo parameter or resource. */
  ref(name: string): Promise<unknown>;
  getAtt(logicalId: string, attribute: string): Promise<unknown>;
  condition(name: string): Promise<boolean>;
  mapping(map: string, first: string, second: string): unknown;
  /** `Fn::ImportValue` */
  exported(name: string): Promise<unknown>;
  /** `Fn::GetStackOutput`: how CDK's weak references read another stack. */
  stackOutput(stackName: string, outputName: string): Promise<unknown>;
}

/** A template that can't be resolved. */
export class IntrinsicError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'IntrinsicError';
  }
}

/** Stands for `AWS::NoValue`: the property is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');

/**
 * Resolves all intrinsic functions in a value of a template.
 *
 * @throws IntrinsicError for a function that the local run doesn't know or that has wrong arguments
 */
export async function resolveValue(value: unknown, around: Surroundings): Promise<unknown> {
  if (Array.isArray(value)) {
    const items = await Promise.all(value.map(async (item) => await resolveValue(item, around)));
    return items.filter((item) => item !== NO_VALUE);
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [[name, argument] = []] = entries;
  if (
    entries.length === 1 &&
    name !== undefined &&
    (name === 'Ref' || name === 'Condition' || name.startsWith('Fn::'))
  ) {
    // Only where a condition is expected does `Condition` name one; elsewhere it is a property like any other.
    if (name !== 'Condition') return await call(name, argument, around);
  }
  const resolved = await Promise.all(
    entries.map(async ([key, item]) => [key, await resolveValue(item, around)] as const),
  );
  return Object.fromEntries(resolved.filter(([, item]) => item !== NO_VALUE));
}

/** Resolves a condition of the template: `Fn::Equals`, `Fn::And`, `Fn::Or`, `Fn::Not`, `Condition`. */
export async function resolveCondition(value: unknown, around: Surroundings): Promise<boolean> {
  const [[name, argument] = []] = Object.entries(value as object);
  const list = argument as readonly unknown[];
  const all = async (): Promise<boolean[]> =>
    await Promise.all(list.map(async (item) => await resolveCondition(item, around)));
  switch (name) {
    case 'Condition':
      return await around.condition(argument as string);
    case 'Fn::Equals': {
      const [left, right] = (await resolveValue(list, around)) as unknown[];
      return JSON.stringify(left) === JSON.stringify(right);
    }
    case 'Fn::And':
      return (await all()).every(Boolean);
    case 'Fn::Or':
      return (await all()).some(Boolean);
    case 'Fn::Not':
      return !(await all())[0];
    case 'Fn::Contains': {
      const [values, wanted] = (await resolveValue(list, around)) as [unknown[], unknown];
      return values.includes(wanted);
    }
    default:
      throw new IntrinsicError(`${String(name)} is not a condition function that the local run knows`);
  }
}

async function call(name: string, argument: unknown, around: Surroundings): Promise<unknown> {
  const resolved = async (part: unknown): Promise<unknown> => await resolveValue(part, around);
  switch (name) {
    case 'Ref':
      return await around.ref(argument as string);
    case 'Fn::GetAtt': {
      const [id, attribute] =
        typeof argument === 'string' ? splitOnce(argument) : (argument as [string, unknown]);
      return await around.getAtt(id, String(await resolved(attribute)));
    }
    case 'Fn::Join': {
      const [separator, parts] = (await resolved(argument)) as [string, unknown];
      if (!Array.isArray(parts)) throw wrong(name, argument);
      return parts.join(separator);
    }
    case 'Fn::Sub':
      return await substitute(argument, around);
    case 'Fn::Select': {
      const [index, items] = (await resolved(argument)) as [number | string, unknown[]];
      if (!Array.isArray(items) || items[Number(index)] === undefined) throw wrong(name, argument);
      return items[Number(index)];
    }
    case 'Fn::Split': {
      const [separator, text] = (await resolved(argument)) as [string, string];
      if (typeof text !== 'string') throw wrong(name, argument);
      return text.split(separator);
    }
    case 'Fn::If': {
      const [condition, then, otherwise] = argument as [string, unknown, unknown];
      return await resolved((await around.condition(condition)) ? then : otherwise);
    }
    case 'Fn::FindInMap': {
      const [map, first, second] = (await resolved(argument)) as [string, string, string];
      const found = around.mapping(map, first, second);
      if (found === undefined) throw wrong(name, argument);
      return found;
    }
    case 'Fn::ImportValue':
      return await around.exported(String(await resolved(argument)));
    case 'Fn::GetStackOutput': {
      const { StackName, OutputName } = (await resolved(argument)) as {
        StackName: string;
        OutputName: string;
      };
      return await around.stackOutput(StackName, OutputName);
    }
    case 'Fn::Base64':
      return Buffer.from(String(await resolved(argument))).toString('base64');
    case 'Fn::GetAZs':
      return ['a', 'b', 'c'].map((zone) => `local-1${zone}`);
    case 'Fn::ToJsonString':
      return JSON.stringify(await resolved(argument));
    case 'Fn::Length':
      return ((await resolved(argument)) as unknown[]).length;
    default:
      throw new IntrinsicError(`${name} is not a function that the local run knows`);
  }
}

async function substitute(argument: unknown, around: Surroundings): Promise<string> {
  const [text, variables] = (Array.isArray(argument) ? argument : [argument, {}]) as [
    string,
    Record<string, unknown>,
  ];
  const pieces = await Promise.all(
    text.split(/(\$\{[^}]*\})/).map(async (piece) => {
      const name = /^\$\{(.+)\}$/.exec(piece)?.[1];
      if (name === undefined) return piece;
      if (name.startsWith('!')) return `\${${name.slice(1)}}`;
      if (name in variables) return await resolveValue(variables[name], around);
      if (name.includes('.')) return await around.getAtt(...splitOnce(name));
      return await around.ref(name);
    }),
  );
  return pieces.map(String).join('');
}

function splitOnce(text: string): [string, string] {
  const dot = text.indexOf('.');
  return [text.slice(0, dot), text.slice(dot + 1)];
}

const wrong = (name: string, argument: unknown): IntrinsicError =>
  new IntrinsicError(`${name} can't be resolved: ${JSON.stringify(argument)}`);
