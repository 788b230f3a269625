/**
 * Judges answers of the partner API by the official files in `standards/`: the TM Forum's swaggers and CAMARA's OpenAPI
 * documents, not by what this repository made of them.
 */
import type { ErrorObject, ValidateFunction } from 'ajv';
import type { Route } from '../../domain/partners/route.js';
import { partnerRoutes, TMF_BASE } from '../../domain/partners/routes.js';
import { officialFile, type OfficialFile } from './answers/official-files.js';
import type { Judged } from './answers/judged.js';
import { mannersOf } from './answers/tmf-manners.js';

export interface Asked {
  /** What `?fields=` named: the rest of a resource is left out then, mandatory or not. */
  readonly fields?: readonly string[];
}

const ROUTES = new Map(partnerRoutes({ sandbox: true }).map((route) => [route.operationId, route]));

/** Whether an official file says what this operation answers; others are ours alone. */
export function hasOfficialFile(operationId: string): boolean {
  const route = routeOf(operationId);
  return officialFile(route, isTmf(route)) !== undefined;
}

/**
 * Finds nothing, or throws.
 *
 * @param operationId  as in `domain/partners/routes.ts`
 * @throws Error that lists everything in which the answer is not what the official file says
 */
export function judgeAnswer(operationId: string, answer: Judged, asked: Asked = {}): void {
  const problems = problemsOf(operationId, answer, asked);
  if (problems.length > 0)
    throw new Error(
      [
        `${operationId} answered ${answer.status}, which is not as ${fileOf(routeOf(operationId)).name} has it:`,
        ...problems.map((problem) => `  ${problem}`),
        `  the answer: ${shown(answer.body)}`,
      ].join('\n'),
    );
}

/** Everything that is wrong with an answer, in words. */
export function problemsOf(operationId: string, answer: Judged, { fields }: Asked = {}): string[] {
  const route = routeOf(operationId);
  const file = fileOf(route);
  const operation = file.operation(route);
  const { status, body } = answer;
  if (status >= 400) return errorProblems(file, answer);
  const schema = operation.answers.get(status);
  if (schema === undefined)
    return [`status ${status}; the file has ${[...operation.answers.keys()].join(', ')}`];
  if (schema === 'none') return body === undefined ? [] : ['it has a body; the file has none'];
  if (body === undefined) return ['it has no body'];
  return [
    ...contentType(answer, 'application/json'),
    ...violations(file.validator(schema), body, fields),
    ...(file.isTmf ? mannersOf(route, answer, fields) : []),
  ];
}

function errorProblems(file: OfficialFile, answer: Judged): string[] {
  return [
    ...contentType(answer, file.isTmf ? 'application/problem+json' : 'application/json'),
    ...violations(file.validator('error'), answer.body ?? null, undefined),
    ...(file.isTmf ? [] : statusProblems(answer)),
  ];
}

/** CAMARA repeats the status in the body. */
function statusProblems({ status, body }: Judged): string[] {
  const told = (body as { status?: unknown } | undefined)?.status;
  return told === status ? [] : [`status: got ${String(told)}; the status line has ${status}`];
}

function contentType({ headers }: Judged, wanted: string): string[] {
  const got = headers['content-type'] ?? 'none';
  return got.startsWith(wanted) ? [] : [`content-type: got ${got}; wanted ${wanted}`];
}

function violations(
  validate: ValidateFunction,
  body: unknown,
  fields: readonly string[] | undefined,
): string[] {
  if (validate(body)) return [];
  return (validate.errors ?? [])
    .filter((error) => fields === undefined || !isLeftOut(error))
    .map(
      ({ instancePath, message, params }) => `${instancePath || '/'}: ${message} ${JSON.stringify(params)}`,
    );
}

/** What a resource itself lacks, alone or as an element of a list. */
const isLeftOut = ({ keyword, instancePath }: ErrorObject) =>
  keyword === 'required' && /^(\/\d+)?$/.test(instancePath);

function routeOf(operationId: string): Route {
  const route = ROUTES.get(operationId);
  if (route === undefined) throw new Error(`there is no operation ${operationId}`);
  return route;
}

/** Some APIs have paths of ours beside the standard's. */
const isTmf = ({ api, path }: Route): boolean =>
  Object.hasOwn(TMF_BASE, api) && /^\/(tmf-api|paymentManagement)\//.test(path);

function fileOf(route: Route): OfficialFile {
  const file = officialFile(route, isTmf(route));
  if (file === undefined)
    throw new Error(`no official file says what ${route.operationId} answers: it is ours alone`);
  return file;
}

function shown(body: unknown): string {
  const text = JSON.stringify(body) ?? 'nothing';
  return text.length > 2000 ? `${text.slice(0, 2000)}…` : text;
}
