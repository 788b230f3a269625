import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runInNewContext } from 'node:vm';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as eventbridge from '@aws-sdk/client-eventbridge';
import * as secretsManager from '@aws-sdk/client-secrets-manager';
import * as sqs from '@aws-sdk/client-sqs';
import { build } from 'esbuild';
import { dropErrorSchemas, factorErrors } from '../../scripts/bundle/dynamodb-errors.js';
import { leaveOut, rewrite, standIn, withoutParts } from '../../scripts/bundle/leave-out.js';
import { LEFT_OUT, MANAGEMENT_ERRORS } from '../../scripts/bundle/left-out.js';
import { BUNDLING } from '../../scripts/bundle/options.js';

const ROOT = join(__dirname, '..', '..');
const DYNAMODB = dirname(dirname(require.resolve('@aws-sdk/client-dynamodb')));
const errors = readFileSync(join(DYNAMODB, 'dist-es', 'models', 'errors.js'), 'utf8');
const schemas = readFileSync(join(DYNAMODB, 'dist-es', 'schemas', 'schemas_0.js'), 'utf8');

const GONE = { module: 'some/module.js', why: 'nobody asks' };

describe('a module in place of another', () => {
  const source = `export class A { }\nexport const b = async (x) => x;\nexport function c() {}\nexport const D = 7;`;

  test('throws what was left out and why', () => {
    const { contents, errors: wrong } = standIn({ ...GONE, instead: { D: '8' } }, source, [
      'A',
      'b',
      'c',
      'D',
    ]);
    expect(wrong).toEqual([]);
    const { A, b, c, D } = runInNewContext(
      `${contents.replaceAll('export const', 'const')}; ({ A, b, c, D })`,
    ) as { A: new () => unknown; b: () => unknown; c: () => unknown; D: number };
    for (const [name, call] of Object.entries({ A: () => new A(), b, c })) {
      expect(call).toThrow(`${name} is left out of this bundle: nobody asks`);
    }
    expect(D).toBe(8);
  });

  test('needs a stand-in for what is no function, and none for what is not there', () => {
    const { errors: wrong } = standIn({ ...GONE, instead: { E: '1' } }, source, ['A', 'D']);
    expect(wrong).toEqual([
      'some/module.js exports D, which is no function: say what stands in for it',
      'some/module.js exports no E; it exports A, D',
    ]);
  });
});

describe('a module without some of its parts', () => {
  const source = `export const a = (x) => {
    return x;
};
export class B {
    async c(x) {
        return a(x);
    }
    d({ y }) {
        return a(y);
    }
    e() {
        return a(5);
    }
}
`;
  const parts = ['a', 'c', 'd'];
  const instead = { d: '({ y }) { return y + 1; }' };

  test('throws for those, and has the rest', async () => {
    const { contents, errors: wrong } = withoutParts({ ...GONE, parts, instead }, source);
    expect(wrong).toEqual([]);
    const { a, B } = runInNewContext(`${contents.replaceAll('export ', '')}; ({ a, B })`) as {
      a: () => unknown;
      B: new () => { c: () => Promise<unknown>; d: (of: object) => unknown; e: () => unknown };
    };
    const { c, d, e } = B.prototype as InstanceType<typeof B>;
    expect(a).toThrow('a is left out of this bundle: nobody asks');
    expect(e).toThrow('a is left out of this bundle: nobody asks');
    await expect(c()).rejects.toThrow('c is left out of this bundle: nobody asks');
    expect(d({ y: 1 })).toBe(2);
  });

  test('needs each of them, once', () => {
    const twice = `${source}export class F {\n    c() {\n    }\n}\n`;
    const lacks = (name: string) => `some/module.js has no function or method ${name} that could be left out`;
    expect(withoutParts({ ...GONE, parts: ['a', 'g'] }, source).errors).toEqual([lacks('g')]);
    expect(withoutParts({ ...GONE, parts }, twice).errors).toEqual([lacks('c')]);
  });
});

describe('the build fails', () => {
  const bundle = (plugin: ReturnType<typeof leaveOut>) =>
    build({
      ...BUNDLING,
      logLevel: 'silent',
      outdir: 'none',
      stdin: {
        contents: `import { Sha256 } from '@smithy/core/checksum'; console.log(Sha256)`,
        resolveDir: DYNAMODB,
      },
      plugins: [plugin],
    });
  const sha = LEFT_OUT.find(({ module: path }) => path.endsWith('Sha256Js.js'));

  test('when a module of the list is in no bundle', async () => {
    if (sha === undefined) throw new Error('the list has another module now');
    await expect(bundle(leaveOut([sha]))).resolves.toMatchObject({ errors: [] });
    await expect(bundle(leaveOut([sha, GONE]))).rejects.toThrow(
      'no bundle has anything of some/module.js any more: take it off the list',
    );
  });

  test('when a module of the list is imported, but nothing of it is used', async () => {
    const unused = '@smithy/core/dist-es/submodules/checksum/hash-blob-browser/blobHasher.js';
    await expect(bundle(leaveOut([{ ...GONE, module: unused }]))).rejects.toThrow(
      `no bundle has anything of ${unused} any more`,
    );
  });

  test('when a module that is rewritten is not imported', async () => {
    await expect(bundle(rewrite('some/errors.js', String))).rejects.toThrow(
      'no bundle imports some/errors.js any more',
    );
  });
});

/** The operations of a service that Lambda code uses. */
function commandsOf(client: string): string[] {
  const files = readdirSync(join(ROOT, 'lambdas'), { recursive: true, encoding: 'utf8' });
  const named = files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(ROOT, 'lambdas', file), 'utf8'))
    .filter((text) => text.includes(`'${client}'`))
    .flatMap((text) => text.match(/\b[A-Z]\w+Command\b/g) ?? []);
  return [...new Set(named)];
}

/** How the SDK's schemas stand for times: the protocol's own format (seconds, in JSON), RFC 3339, RFC 7231, seconds. */
const TIMES = [4, 5, 6, 7];
const AS_TEXT = [5];

/** Whether a shape of the SDK's schemas has a time in it. */
function hasTime(schema: unknown, formats = TIMES, seen = new Set<unknown>()): boolean {
  const shape: unknown = typeof schema === 'function' ? (schema as () => unknown)() : schema;
  if (typeof shape === 'number') return formats.includes(shape);
  if (!Array.isArray(shape) || seen.has(shape)) return false;
  seen.add(shape);
  const kind: unknown = shape[0];
  // Structures list their members; lists and maps name what is in them; a member or a simple shape may have traits.
  if (kind === 3 || kind === -3 || kind === 4)
    return (shape[5] as unknown[]).some((of) => hasTime(of, formats, seen));
  if (kind === 1 || kind === 2) return shape.slice(4).some((of) => hasTime(of, formats, seen));
  return hasTime(kind === 0 ? shape[4] : kind, formats, seen);
}

describe('times', () => {
  test.each([
    ['@aws-sdk/client-dynamodb', dynamodb],
    ['@aws-sdk/client-eventbridge', eventbridge],
    ['@aws-sdk/client-secrets-manager', secretsManager],
    ['@aws-sdk/client-sqs', sqs],
  ])('are texts in no answer of the operations that we use of %s', (client, all) => {
    const schemasOf = all as unknown as Record<string, unknown[]>;
    const used = commandsOf(client).filter((command) => command in all);
    expect(used.length).toBeGreaterThan(0);
    const answers = used.map((command) => schemasOf[`${command.replace(/Command$/, '')}$`]?.[5]);
    expect(answers).not.toContain(undefined);
    expect(used.filter((_, at) => hasTime(answers[at], AS_TEXT))).toEqual([]);
  });

  test('would be found', () => {
    expect(hasTime(dynamodb.DescribeTable$[5])).toBe(true);
    expect(hasTime(eventbridge.DescribeReplay$[5])).toBe(true);
    expect(hasTime(secretsManager.GetSecretValue$[5])).toBe(true);
    expect(hasTime(dynamodb.Query$[5])).toBe(false);
    // A structure with a time as a text, as the SDK writes one.
    expect(hasTime([3, 'n', 'S', 0, ['at'], [5]], AS_TEXT)).toBe(true);
  });
});

describe("DynamoDB's errors", () => {
  test('are those of the SDK but for managing tables', () => {
    const names = (text: string) =>
      [...text.matchAll(/^export (?:class|const) (\w+)/gm)].map(([, name]) => name);
    const kept = names(factorErrors(errors, MANAGEMENT_ERRORS));
    expect(new Set([...kept, ...MANAGEMENT_ERRORS])).toEqual(new Set(names(errors)));
    expect(kept).not.toEqual(expect.arrayContaining([MANAGEMENT_ERRORS[0]]));
  });

  test.each([
    ['a class of another kind', `${errors}export class Other extends Error {}\n`, 'export class Other'],
    [
      'another field that is set',
      errors.replace('this.Item = opts.Item', 'this.Item = opts.item'),
      'not understood',
    ],
    [
      'a field that is not set',
      errors.replace('        this.Item = opts.Item;\n', ''),
      'not written as the others',
    ],
    [
      'another name',
      errors.replace('name = "LimitExceededException"', 'name = "Other"'),
      'LimitExceededException is not written',
    ],
    ['another base', errors.replace('{ DynamoDBServiceException as', '{ Other as'), 'not understood'],
    [
      'no error of this name',
      errors.replaceAll('TableInUseException', 'Renamed'),
      'has no error TableInUseException',
    ],
  ])('fail the build: %s', (_, source, message) => {
    expect(() => factorErrors(source, MANAGEMENT_ERRORS)).toThrow(message);
  });

  test.each([
    ['gone', schemas.replaceAll('TableInUseException', 'Renamed')],
    ['with another field', schemas.replace(/(TableInUseException\$ = [^;]+)\[_m\]/, '$1[_m, _I]')],
    ['used elsewhere', `${schemas}export const other = TableInUseException$;\n`],
  ])('fail the build: a schema %s', (_, source) => {
    expect(source).not.toBe(schemas);
    expect(() => dropErrorSchemas(source, ['TableInUseException'])).toThrow(
      'TableInUseException is not written',
    );
  });

  test('of managing tables are none that the operations we use can give', () => {
    const commands = commandsOf('@aws-sdk/client-dynamodb');
    const documented = new Map(
      commands.flatMap((command) => {
        const path = join(DYNAMODB, 'dist-types', 'commands', `${command}.d.ts`);
        try {
          const thrown = readFileSync(path, 'utf8').matchAll(/@throws \{@link (\w+)\}/g);
          return [[command, [...thrown].map(([, name]) => name)] as const];
        } catch {
          return [];
        }
      }),
    );
    expect([...documented.keys()]).toEqual(
      expect.arrayContaining(['PutItemCommand', 'TransactWriteItemsCommand']),
    );
    for (const thrown of documented.values()) {
      expect(thrown.length).toBeGreaterThan(3);
      expect(thrown.filter((name) => MANAGEMENT_ERRORS.includes(String(name)))).toEqual([]);
    }
  });
});
