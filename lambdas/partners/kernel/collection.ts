/** What the standard has for every resource: list, create, retrieve, patch and delete, of records with owners. */
import { type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { PartnerEvent } from '../../../domain/events/event.js';
import type { TmfApiName } from '../../../domain/partners/routes.js';
import { newId } from '../../../domain/partners/ids.js';
import { attributesOf, type Definitions } from '../../../domain/partners/tmf/definitions.js';
import { mergePatch, shallowBefore } from '../../../domain/partners/tmf/merge-patch.js';
import { json } from '../../shared/problem.js';
import { BusyError } from '../../accounts/desk.js';
import { eventWrite, wake } from '../../events/outbox.js';
import { type Change, resourceEvent } from './announce.js';
import type { CheckBody } from './check-body.js';
import { answerList, answerOne, type ListSource, listQuery } from './list.js';
import { maySee, ownerOf } from './partner.js';
import type { Recorded, RecordBook } from './records.js';
import { invalid, notFound, RefusedError } from './refused.js';
import { created, MOST_BODY, noContent, type PartnerHandler, type PartnerRequest } from './serve.js';

export type Resource = Readonly<Record<string, unknown>>;

/** A record to be written, and what else must hold and be written with it. */
export interface Made<T extends object> {
  readonly value: T;
  readonly also?: readonly TransactWriteItem[];
  /** @default what a seed makes of the collection's prefix */
  readonly id?: string;
  /** @default `updated` */
  readonly change?: Change;
}

export interface Collection<T extends object> {
  readonly table: string;
  readonly book: RecordBook<T>;
  readonly api: TmfApiName;
  /** As in paths: `customer`. */
  readonly name: string;
  /** As in the swagger: `Customer`. */
  readonly type: string;
  /** In errors, kebab-case: `party-role`. */
  readonly words: string;
  /** Of ids: `cus`. */
  readonly prefix: string;
  readonly definitions: Definitions;
  readonly checkBody: CheckBody;
  readonly view: (record: Recorded<T>, baseUrl: string) => Resource;
  /** @throws RefusedError for what can't be */
  readonly make: (request: PartnerRequest, body: Resource) => Promise<Made<T>>;
  /**
   * @param merged  the resource with the patch in it, as if it were created so; less id, href and what is no part of it
   * @throws RefusedError for what can't be
   */
  readonly remake: (request: PartnerRequest, before: Recorded<T>, merged: Resource) => Promise<Made<T>>;
  /**
   * What must hold for it to be deleted, as writes of the transaction that does it.
   *
   * @throws RefusedError 409
   */
  readonly unmake?: (request: PartnerRequest, before: Recorded<T>) => Promise<readonly TransactWriteItem[]>;
  /** Whether a record of the book is of this collection. @default all are */
  readonly has?: (record: Recorded<T>) => boolean;
  /** Whose it becomes. @default who asks */
  readonly ownerFor?: (request: PartnerRequest) => string;
  /** What is in the lists, when that is not the book alone. */
  readonly list?: (request: PartnerRequest) => ListSource<Recorded<T>>;
  /** Found by its id, when it is not in the book. @returns undefined when a partner may not see it */
  readonly findElsewhere?: (request: PartnerRequest, id: string) => Promise<Recorded<T> | undefined>;
}

const ATTEMPTS = 8;
const PAUSE_MS = 8;
const META = ['@type', '@baseType', '@schemaLocation'];

/** Handlers by `operationId`. */
export function collectionHandlers<T extends object>(
  collection: Collection<T>,
): Readonly<Record<string, PartnerHandler>> {
  const { type } = collection;
  const attributes = [...new Set([...attributesOf(collection.definitions, type), ...META])];
  return {
    [`list${type}`]: async (request) =>
      answerList(listQuery(request.query, attributes), listFor(collection, request), (record) =>
        collection.view(record, request.baseUrl),
      ),
    [`create${type}`]: async (request) => create(collection, request),
    [`retrieve${type}`]: async (request) =>
      answerOne(collection.view(await seen(collection, request), request.baseUrl), request.query),
    [`patch${type}`]: async (request) => patch(collection, request),
    [`delete${type}`]: async (request) => remove(collection, request),
  };
}

function listFor<T extends object>(
  collection: Collection<T>,
  request: PartnerRequest,
): ListSource<Recorded<T>> {
  const { has } = collection;
  const source = collection.list?.(request) ?? collection.book.list(request.partner);
  if (has === undefined) return source;
  return {
    ...source,
    find: (filters) => source.find?.(filters)?.then((found) => found.filter((record) => has(record))),
  };
}

/** @throws RefusedError 404 */
async function seen<T extends object>(
  { book, words, has, findElsewhere }: Collection<T>,
  request: PartnerRequest,
): Promise<Recorded<T>> {
  const id = request.path['id'] ?? '';
  const found = await book.get(id);
  if (found !== undefined && maySee(request.partner, found.owner) && has?.(found) !== false) return found;
  const elsewhere = await findElsewhere?.(request, id);
  if (elsewhere === undefined) throw notFound(words, id);
  return elsewhere;
}

async function create<T extends object>(collection: Collection<T>, request: PartnerRequest) {
  const { book, prefix, ownerFor, table } = collection;
  const { nowMs } = request;
  const owner = ownerFor?.(request) ?? ownerOf(request.partner);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    // Again each time: what it stands on may have changed, and who made it so is told what is wrong now.
    const {
      id = newId(prefix, request.seed),
      value,
      also = [],
    } = await collection.make(request, request.body as Resource);
    const atISO = new Date(nowMs).toISOString();
    const preview = { ...value, id, owner, revision: 1, createdAt: atISO, updatedAt: atISO, place: 0 };
    const event = eventOf(collection, request, preview, 'created');
    const record = await book.create({ id, owner, nowMs, value }, [...also, eventWrite(table, event)]);
    if (record !== undefined) {
      await wake(process.env['EVENTS_QUEUE_URL'], [event.id]);
      return created(collection.view(record, request.baseUrl));
    }
    await pause(attempt);
  }
  throw busy(collection, request.path['id'] ?? 'to be');
}

async function patch<T extends object>(collection: Collection<T>, request: PartnerRequest) {
  const { book, table } = collection;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = await seen(collection, request);
    const viewBefore = collection.view(before, request.baseUrl);
    const merged = mergedBody(collection, viewBefore, request.body);
    const { value, also = [], change } = await collection.remake(request, before, merged);
    const { record } = book.change(before, value, request.nowMs);
    const previous = shallowBefore(viewBefore, collection.view(record, request.baseUrl));
    // A patch that changes nothing is no event.
    if (Object.keys(previous).length === 0 && also.length === 0) return json(200, viewBefore);
    const event = eventOf(collection, request, record, change ?? 'updated', previous);
    const after = await book.update(before, value, request.nowMs, [...also, eventWrite(table, event)]);
    if (after !== undefined) {
      await wake(process.env['EVENTS_QUEUE_URL'], [event.id]);
      return json(200, collection.view(after, request.baseUrl));
    }
    await pause(attempt);
  }
  throw busy(collection, request.path['id'] ?? '');
}

/**
 * The resource as the patch makes it, checked as a new one is.
 *
 * @throws RefusedError 400
 */
function mergedBody<T extends object>(
  { definitions, type, checkBody }: Collection<T>,
  before: Resource,
  change: unknown,
): Resource {
  const writable = new Set([...attributesOf(definitions, `${type}_Create`), ...META]);
  const isExtended =
    Object.hasOwn(before, '@schemaLocation') || Object.hasOwn(change as object, '@schemaLocation');
  const merged = Object.fromEntries(
    Object.entries(mergePatch(before, change) as Resource).filter(
      ([name]) => name !== 'id' && name !== 'href' && (isExtended || writable.has(name)),
    ),
  );
  const known = new Set(attributesOf(definitions, `${type}_Create`));
  const checked = Object.fromEntries(
    Object.entries(merged).filter(
      ([name]) => known.has(name) || !META.includes(name) || name === '@schemaLocation',
    ),
  );
  const bytes = Buffer.byteLength(JSON.stringify(merged));
  if (bytes > MOST_BODY)
    throw new RefusedError(
      413,
      'resource-too-large',
      `it would have ${bytes} bytes with this patch; allowed: at most ${MOST_BODY}`,
    );
  const problems = checkBody(`${type}_Create`, checked);
  if (problems.length > 0) throw invalid('invalid-body', problems);
  return merged;
}

async function remove<T extends object>(collection: Collection<T>, request: PartnerRequest) {
  const { book, table } = collection;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = await seen(collection, request);
    const also = (await collection.unmake?.(request, before)) ?? [];
    const event = eventOf(collection, request, { ...before, revision: before.revision + 1 }, 'deleted');
    if (await book.remove(before, [...also, eventWrite(table, event)])) {
      await wake(process.env['EVENTS_QUEUE_URL'], [event.id]);
      return noContent();
    }
    await pause(attempt);
  }
  throw busy(collection, request.path['id'] ?? '');
}

function eventOf<T extends object>(
  { api, name, view }: Collection<T>,
  { partner, nowMs, baseUrl }: PartnerRequest,
  record: Recorded<T>,
  change: Change,
  previous?: Resource,
): PartnerEvent {
  return resourceEvent({
    by: partner,
    nowMs,
    owner: record.owner,
    resource: name,
    id: record.id,
    revision: record.revision,
    change,
    view: view(record, baseUrl),
    previous,
    api,
  });
}

const pause = async (attempt: number) =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * PAUSE_MS * 2 ** attempt));

const busy = ({ words }: { words: string }, id: string) =>
  new BusyError(`others change ${words.replaceAll('-', ' ')} ${id} at this moment`);
