/** Operator files from disk. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document, type Pair } from 'yaml';
import { at, isWithin, keysOf, problemAt, type Problem } from '../domain/operator/problem.js';
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
    const { id } = result;
    if (id === undefined) return [];
    const first = firstFile.get(id);
    if (first === undefined) {
      firstFile.set(id, result.file);
      return [];
    }
    const problem = problemAt(
      'brand.id',
      result.brandId,
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
  /** Only without problems. */
  readonly operator: Operator | undefined;
  /** Known as soon as brand and country are well-formed, whatever else is wrong. */
  readonly id: string | undefined;
  readonly brandId: string | undefined;
  readonly problems: readonly FileProblem[];
  readonly lineOf: (path: string) => number;
}

function read(path: string): ReadFile {
  const file = display(path);
  const source = readFileSync(path, 'utf8');
  const lines = new LineCounter();
  const document = parseDocument(source, {
    version: '1.2',
    // Why core: its booleans are true and false only, so that the country NO stays a country.
    schema: 'core',
    lineCounter: lines,
    prettyErrors: false,
    // Found here instead, so that they are told together with everything else.
    uniqueKeys: false,
  });
  const lineOf = (problemPath: string): number => lineAt(document, lines, problemPath);
  const inFile = (problem: Problem, line = lineOf(problem.path)): FileProblem => ({ file, line, ...problem });
  const done = (problems: readonly FileProblem[], known: Partial<ReadFile> = {}): ReadFile => ({
    file,
    operator: undefined,
    id: undefined,
    brandId: undefined,
    problems: problems.toSorted((a, b) => a.line - b.line),
    lineOf,
    ...known,
  });

  const unreadable = [
    ...document.errors.map(({ message, pos }) => syntaxProblem(document, source, pos[0], message)),
    ...repeatedKeys(document, lines, document.contents, ''),
  ].map(({ problem, offset }) => inFile(problem, lines.linePos(offset).line));
  // Data of a text that is no YAML would have problems that its author never made.
  if (document.errors.length > 0) return done(unreadable);

  let data: unknown;
  try {
    data = document.toJS();
  } catch (error) {
    // An alias without an anchor, or too many of them.
    return done([...unreadable, inFile(problemAt('', source, WELL_FORMED, String(error)))]);
  }
  const parsed = parseOperator(data);
  const found = parsed.ok ? [] : parsed.problems;
  const isWrong = (problemPath: string): boolean =>
    [...unreadable, ...found].some((problem) => isWithin(problemPath, problem.path));
  const { brand, market } = (data ?? {}) as Partial<Operator>;
  const isNamed =
    typeof brand?.id === 'string' &&
    typeof market?.country === 'string' &&
    !isWrong('brand.id') &&
    !isWrong('market.country');
  const expected = isNamed ? `${brand.id}.${market.country.toLowerCase()}.yaml` : basename(path);
  const misnamed =
    basename(path) === expected
      ? []
      : [
          inFile(
            problemAt('', basename(path), expected, 'the file is named after its brand and country'),
            lineOf('brand.id'),
          ),
        ];
  return done([...unreadable, ...found.map((problem) => inFile(asWritten(document, problem))), ...misnamed], {
    operator: parsed.ok ? parsed.operator : undefined,
    ...(isNamed ? { id: operatorId({ brand, market }), brandId: brand.id } : {}),
  });
}

function display(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') ? path : short;
}

const WELL_FORMED = 'one well-formed YAML 1.2 document';

interface Located {
  readonly problem: Problem;
  /** Where in the text to go. */
  readonly offset: number;
}

/** What the parser says of a place, with the path of what is written there and the line of text itself. */
function syntaxProblem(document: Document, source: string, offset: number, message: string): Located {
  // What is not closed is noticed at the end of the file, behind its last line.
  const before = source.slice(0, offset).trimEnd().length;
  const place = source.slice(offset).trim() === '' ? before : offset;
  const start = source.lastIndexOf('\n', place - 1) + 1;
  const text = source.slice(start).split('\n', 1)[0]?.trim() ?? '';
  return { problem: problemAt(pathAt(document.contents, place), text, WELL_FORMED, message), offset: place };
}

/** Keys that their mapping has already. YAML forbids them; a reader that takes the last would hide the first. */
function repeatedKeys(document: Document, lines: LineCounter, node: unknown, path: string): Located[] {
  if (isSeq(node)) {
    return node.items.flatMap((item, index) => repeatedKeys(document, lines, item, at(path, index)));
  }
  if (!isMap(node)) return [];
  return node.items.flatMap((pair, index): Located[] => {
    const name = String(pair.key);
    const here = at(path, name);
    const inside = repeatedKeys(document, lines, pair.value, here);
    const first = node.items.findIndex((other) => String(other.key) === name);
    if (first === index) return inside;
    const value: unknown = isNode(pair.value) ? pair.value.toJS(document) : pair.value;
    const line = lines.linePos(startOf(node.items[first]?.key) ?? 0).line;
    const problem = problemAt(here, value ?? null, 'each key once', `line ${line} has this key already`);
    return [{ problem, offset: startOf(pair.key) ?? 0 }, ...inside];
  });
}

/** A problem that shows its value as the file does: 0112 is not what 112 means to its author. */
function asWritten(document: Document, problem: Problem): Problem {
  const { path, value, allowed, why } = problem;
  const { node } = walk(document, path);
  return isScalar(node) &&
    node.type === 'PLAIN' &&
    typeof node.value !== 'string' &&
    node.source !== undefined &&
    Object.is(node.value, value)
    ? problemAt(path, value, allowed, why, node.source)
    : problem;
}

/** The line of what a path names, or of the innermost thing around it. */
function lineAt(document: Document, lines: LineCounter, path: string): number {
  return lines.linePos(walk(document, path).offset).line;
}

/** What a path names, and the offset of it or of the innermost thing around it. */
function walk(document: Document, path: string): { readonly node: unknown; readonly offset: number } {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const key of keysOf(path)) {
    if (isMap(node)) {
      // The last of them is the one whose value counts.
      const pair = node.items.findLast((item) => String(item.key) === String(key));
      if (pair === undefined) return { node: undefined, offset };
      // The key's line is where people look for a value, even if that begins on the next.
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof key === 'number') {
      node = node.items[key];
      offset = startOf(node) ?? offset;
    } else {
      return { node: undefined, offset };
    }
  }
  return { node, offset };
}

/** The path of the innermost thing that lies around an offset of the text. */
function pathAt(node: unknown, offset: number, path = ''): string {
  const spans = (from: unknown, to: unknown): boolean =>
    (startOf(from) ?? Infinity) <= offset && offset <= (endOf(to) ?? endOf(from) ?? -1);
  if (isMap(node)) {
    const pair = node.items.findLast((item: Pair) => spans(item.key, item.value));
    return pair === undefined ? path : pathAt(pair.value, offset, at(path, String(pair.key)));
  }
  if (isSeq(node)) {
    const index = node.items.findLastIndex((item) => spans(item, item));
    return index < 0 ? path : pathAt(node.items[index], offset, at(path, index));
  }
  return path;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function endOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[2] : undefined;
}
