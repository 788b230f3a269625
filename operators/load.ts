/** Operator files from disk. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { isMap, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { keysOf, problemAt, type Problem } from '../domain/operator/problem.js';
import { operatorId, parseOperator, type Operator } from '../domain/operator/operator.js';

/** A problem of a file, with the line to go to. */
export interface FileProblem extends Problem {
  /** Path of the file, from the working directory. */
  readonly file: string;
  /** 1-based; of the value, or of the nearest thing around it when it is missing. */
  readonly line: number;
}

/** Operator files that cannot be used; has every problem of every file. */
export class OperatorFileError extends Error {
  readonly code = 'operator-file-invalid';
  readonly problems: readonly FileProblem[];

  constructor(problems: readonly FileProblem[]) {
    const files = new Set(problems.map(({ file }) => file)).size;
    super(
      [
        `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'} in ${files} operator ${files === 1 ? 'file' : 'files'}`,
        ...problems.map(
          ({ file, line, path, message }) => `${file}:${line}  ${path === '' ? '' : `${path}  `}${message}`,
        ),
      ].join('\n'),
    );
    this.name = 'OperatorFileError';
    this.problems = problems;
  }
}

/**
 * All operators of a folder, in the order of their file names.
 *
 * @param dir  folder of `<brand>.<country>.yaml` files; default: this one
 * @throws OperatorFileError with all problems of all files
 */
export function loadOperators(dir: string = __dirname): Operator[] {
  const files = readdirSync(dir)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(dir, name));
  if (files.length === 0) {
    throw new OperatorFileError([
      {
        file: display(dir),
        line: 1,
        ...problemAt('', undefined, 'at least one file named <brand>.<country>.yaml'),
      },
    ]);
  }
  const results = files.map(read);
  const firstFile = new Map<string, string>();
  const duplicates = results.flatMap((result): FileProblem[] => {
    if (result.operator === undefined) return [];
    const id = operatorId(result.operator);
    const first = firstFile.get(id);
    if (first === undefined) {
      firstFile.set(id, result.file);
      return [];
    }
    const problem = problemAt(
      'brand.id',
      result.operator.brand.id,
      'one file an operator',
      `${first} is operator ${id} too`,
    );
    return [{ file: result.file, line: result.lineOf('brand.id'), ...problem }];
  });
  const problems = [...results.flatMap((result) => result.problems), ...duplicates];
  if (problems.length > 0) throw new OperatorFileError(problems);
  return results.map(({ operator }) => operator!);
}

/**
 * One operator.
 *
 * @throws OperatorFileError with all problems of the file
 */
export function loadOperator(path: string): Operator {
  const { operator, problems } = read(path);
  if (operator === undefined || problems.length > 0) throw new OperatorFileError(problems);
  return operator;
}

interface ReadFile {
  readonly file: string;
  readonly operator: Operator | undefined;
  readonly problems: readonly FileProblem[];
  readonly lineOf: (path: string) => number;
}

function read(path: string): ReadFile {
  const file = display(path);
  const lines = new LineCounter();
  // Why core: its booleans are true and false only, so that the country NO stays a country.
  const document = parseDocument(readFileSync(path, 'utf8'), {
    version: '1.2',
    schema: 'core',
    lineCounter: lines,
    prettyErrors: false,
  });
  const lineOf = (problemPath: string): number => lineAt(document, lines, problemPath);
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({
      file,
      line: lines.linePos(error.pos[0]).line,
      path: '',
      value: undefined,
      allowed: 'YAML 1.2',
      message: error.message,
    }));
    return { file, operator: undefined, problems, lineOf };
  }
  const parsed = parseOperator(document.toJS());
  if (!parsed.ok) {
    const problems = parsed.problems
      .map((problem) => ({ file, line: lineOf(problem.path), ...problem }))
      .sort((a, b) => a.line - b.line);
    return { file, operator: undefined, problems, lineOf };
  }
  const { brand, market } = parsed.operator;
  const expected = `${brand.id}.${market.country.toLowerCase()}.yaml`;
  const problems =
    basename(path) === expected
      ? []
      : [
          {
            file,
            line: lineOf('brand.id'),
            ...problemAt('', basename(path), expected, 'the file is named after its brand and country'),
          },
        ];
  return { file, operator: parsed.operator, problems, lineOf };
}

function display(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') ? path : short;
}

/** The line of what a path names, or of the innermost thing around it. */
function lineAt(document: Document, lines: LineCounter, path: string): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const key of keysOf(path)) {
    if (isMap(node)) {
      const pair = node.items.find((item) => String(item.key) === String(key));
      if (pair === undefined) break;
      // The key's line is where people look for a value, even if that begins on the next.
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof key === 'number') {
      node = node.items[key];
      offset = startOf(node) ?? offset;
    } else {
      break;
    }
  }
  return lines.linePos(offset).line;
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
