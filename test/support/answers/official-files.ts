/** The official files as validators: swagger 2.0 of the TM Forum, OpenAPI 3.0 of CAMARA. Each is read once. */
import { TMF_FILES } from '../../../scripts/tmf/definitions.js';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import type { Route } from '../../../domain/partners/route.js';
import type { TmfApiName } from '../../../domain/partners/routes.js';
import { corrected, type Swagger } from './tmf-slips.js';

const STANDARDS = join(__dirname, '..', '..', '..', 'standards');

/** Where a schema stands in its file. */
type Pointer = `/${string}`;

export interface Operation {
  /** Of 2xx answers, by status. */
  readonly answers: ReadonlyMap<number, Pointer | 'none'>;
}

export interface OfficialFile {
  readonly name: string;
  readonly isTmf: boolean;
  /** @throws Error when the file does not have it */
  operation(route: Route): Operation;
  validator(schema: Pointer | 'error'): ValidateFunction;
}

const CAMARA_PATHS = [
  ['/sim-swap/v2', 'SimSwap-r3.3/sim-swap.yaml'],
  ['/sim-swap-subscriptions/v0.3', 'SimSwap-r3.3/sim-swap-subscriptions.yaml'],
  ['/carrier-billing/v0.5', 'CarrierBillingCheckOut-r3.2/carrier-billing.yaml'],
  ['/carrier-billing-refund/v0.3', 'CarrierBillingCheckOut-r3.2/carrier-billing-refund.yaml'],
] as const;

const read = new Map<string, OfficialFile>();

/** @returns undefined when an operation is of no standard */
export function officialFile(route: Route, isTmf: boolean): OfficialFile | undefined {
  const name = isTmf
    ? TMF_FILES[route.api as TmfApiName]
    : CAMARA_PATHS.find(([base]) => route.path.startsWith(`${base}/`))?.[1];
  if (name === undefined) return undefined;
  let file = read.get(name);
  if (file === undefined) {
    file = isTmf ? tmfFile(name) : camaraFile(name);
    read.set(name, file);
  }
  return file;
}

function validators(document: object, error: Pointer): (schema: Pointer | 'error') => ValidateFunction {
  const ajv = new Ajv({ allErrors: true, strict: false, multipleOfPrecision: 9 });
  addFormats(ajv);
  // TMF620's attachments.
  ajv.addFormat('base64', /^[\d+/=A-Za-z\s]*$/);
  ajv.addSchema(document, 'file');
  return (schema) => {
    const reference = `file#${schema === 'error' ? error : schema}`;
    return ajv.getSchema(reference) ?? ajv.compile({ $ref: reference });
  };
}

function tmfFile(number: string): OfficialFile {
  const name = readdirSync(join(STANDARDS, 'tmf')).find((each) => each.startsWith(number))!;
  const text = readFileSync(join(STANDARDS, 'tmf', name), 'utf8');
  const swagger = corrected(number, parse(text) as Swagger);
  const operations = new Map(
    Object.entries(swagger.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId, responses }]) => [
        operationId,
        {
          answers: answersIn(responses, (status, { schema }) =>
            schema === undefined ? undefined : pointer('paths', path, method, 'responses', status, 'schema'),
          ),
        },
      ]),
    ),
  );
  return {
    name,
    isTmf: true,
    // Both paths of TMF676 are one operation, and each API's hub is called the same in each file.
    operation: ({ operationId }) => found(operations, operationId.replace(/_.*$/, ''), name),
    validator: validators(swagger, '/definitions/Error'),
  };
}

function camaraFile(name: string): OfficialFile {
  const document = parse(readFileSync(join(STANDARDS, 'camara', name), 'utf8')) as CamaraDocument;
  const base = new URL(document.servers[0]!.url.replace('{apiRoot}', 'https://host')).pathname;
  const operations = new Map(
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, operation]) => operation.responses !== undefined)
        .map(([method, { responses }]) => [
          `${method.toUpperCase()} ${base}${path}`,
          {
            answers: answersIn(responses!, (status, { content }) =>
              content === undefined
                ? undefined
                : pointer(
                    'paths',
                    path,
                    method,
                    'responses',
                    status,
                    'content',
                    'application/json',
                    'schema',
                  ),
            ),
          },
        ]),
    ),
  );
  return {
    name,
    isTmf: false,
    operation: ({ method, path }) => found(operations, `${method} ${path}`, name),
    validator: validators(document, '/components/schemas/ErrorInfo'),
  };
}

interface CamaraDocument {
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<
    Record<
      string,
      Readonly<Record<string, { readonly responses?: Readonly<Record<string, { content?: object }>> }>>
    >
  >;
}

function answersIn<R>(
  responses: Readonly<Record<string, R>>,
  schemaOf: (status: string, response: R) => Pointer | undefined,
): ReadonlyMap<number, Pointer | 'none'> {
  return new Map(
    Object.entries(responses)
      .filter(([status]) => status.startsWith('2'))
      .map(([status, response]) => [Number(status), schemaOf(status, response) ?? 'none']),
  );
}

function found(operations: ReadonlyMap<string, Operation>, wanted: string, name: string): Operation {
  const operation = operations.get(wanted);
  if (operation === undefined) throw new Error(`${name} has no operation ${wanted}`);
  return operation;
}

const pointer = (...parts: readonly string[]): Pointer =>
  `/${parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;
