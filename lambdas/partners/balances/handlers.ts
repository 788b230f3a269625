/** TMF654 Prepay Balance: buckets are views of accounts, and what is done to them is kept. */
import {
  type ActionName,
  ACTION_NAMES,
  PATCHABLE,
  viewAction,
  viewBalanceAction,
} from '../../../domain/partners/balances/action.js';
import { definitions } from '../../../domain/partners/definitions/balances.js';
import { attributesOf } from '../../../domain/partners/tmf/definitions.js';
import { mergePatch, shallowBefore } from '../../../domain/partners/tmf/merge-patch.js';
import { json } from '../../shared/problem.js';
import { eventWrite, wake } from '../../events/outbox.js';
import { untilFirst } from '../../accounts/run-command.js';
import { bodyChecks } from '../kernel/check-body.js';
import { answerList, answerOne, type ListSource, listQuery } from '../kernel/list.js';
import { maySee, type Partner } from '../kernel/partner.js';
import { invalid, notFound, RefusedError } from '../kernel/refused.js';
import { created, noContent, type PartnerHandler, type PartnerRequest } from '../kernel/serve.js';
import { type Action, ActionBooks, actionEvent, type ActionKind, KINDS } from './actions.js';
import { accumulatedOf, bucketsOf, canonical, oneOverAccounts, overAccounts, type View } from './buckets.js';
import { createDraft, draftOf, listedDrafts } from './bucket-drafts.js';
import { type ActionBody, createAdjustment, createTopup, createTransfer } from './create.js';
import type { BalancesOffice } from './office.js';
import { isElsewhere } from './target.js';
import { forgetRejected, reject } from './reject.js';
import { consumeReservation, createReservation, endReservation } from './reserve.js';

type Resource = Readonly<Record<string, unknown>>;
type Handlers = Readonly<Record<string, PartnerHandler>>;

export const checkBalancesBody = bodyChecks(definitions);

const META = ['@type', '@baseType', '@schemaLocation'];
const attributes = (type: string, ...more: readonly string[]) => [
  ...new Set([...attributesOf(definitions, type), ...more, ...META]),
];

/** Handlers by `operationId`. */
export function balancesHandlers(office: BalancesOffice): Handlers {
  const books = new ActionBooks(office);
  const create: Readonly<Record<ActionName, (request: PartnerRequest) => Promise<Action>>> = {
    topupBalance: async (request) => createTopup(office, books, request),
    adjustBalance: async (request) => {
      const { reserveBalance } = request.body as ActionBody;
      return reserveBalance?.id === undefined
        ? createAdjustment(office, books, request)
        : consumeReservation(office, books, request, reserveBalance.id);
    },
    transferBalance: async (request) => createTransfer(office, books, request),
    reserveBalance: async (request) => createReservation(office, books, request),
  };
  return {
    ...overHandlers(office, 'Bucket', 'bucket', bucketsOf, ['confirmationDate'], {
      list: async ({ partner, baseUrl }) => listedDrafts(office, partner, baseUrl),
      find: async ({ partner, baseUrl }, id) => draftOf(office, partner, id, baseUrl),
    }),
    createBucket: async (request) => created(await createDraft(office, request)),
    ...overHandlers(office, 'AccumulatedBalance', 'accumulated-balance', accumulatedOf),
    ...Object.assign({}, ...ACTION_NAMES.map((name) => actionHandlers(office, books, name, create[name]))),
    ...allHandlers(books),
  };
}

/** What is listed beside what accounts show. */
interface Drafts {
  readonly list: (request: PartnerRequest) => Promise<readonly Resource[]>;
  readonly find: (request: PartnerRequest, id: string) => Promise<Resource | undefined>;
}

const NO_DRAFTS: Drafts = {
  list: async () => Promise.resolve([]),
  find: async () => Promise.resolve(undefined),
};

/** List and retrieve of what accounts show. */
function overHandlers(
  office: BalancesOffice,
  type: string,
  words: string,
  view: View,
  more: readonly string[] = [],
  drafts: Drafts = NO_DRAFTS,
): Handlers {
  return {
    [`list${type}`]: async (request) => {
      const read = listQuery(request.query, attributes(type, ...more));
      const { source, show } = await overAccounts(
        office,
        request,
        canonical(read.filters),
        view,
        await drafts.list(request),
      );
      return answerList({ ...read, filters: [] }, source, show);
    },
    [`retrieve${type}`]: async (request) => {
      const id = request.path['id'] ?? '';
      const found = (await oneOverAccounts(office, request, id, view)) ?? (await drafts.find(request, id));
      if (found === undefined) throw notFound(words, id);
      return answerOne(found, request.query);
    },
  };
}

function actionHandlers(
  office: BalancesOffice,
  books: ActionBooks,
  name: ActionName,
  create: (request: PartnerRequest) => Promise<Action>,
): Handlers {
  const kind = KINDS[name];
  const book = books.of(name);
  return {
    [`list${kind.type}`]: async (request) => {
      const read = listQuery(request.query, attributes(kind.type));
      return answerList({ ...read, filters: canonical(read.filters) }, book.list(request.partner), (record) =>
        viewAction(record, request.baseUrl),
      );
    },
    [`create${kind.type}`]: async (request) => {
      const elsewhere =
        isElsewhere(request.body as ActionBody) && !namesReservation(request.body as ActionBody);
      const record = elsewhere ? await reject(office, books, kind, request) : await create(request);
      return created(viewAction(record, request.baseUrl));
    },
    [`retrieve${kind.type}`]: async (request) =>
      answerOne(
        viewAction(await book.mustGet(request.partner, request.path['id'] ?? ''), request.baseUrl),
        request.query,
      ),
    [`patch${kind.type}`]: async (request) => patch(office, books, kind, request),
    [`delete${kind.type}`]: async (request) => {
      const record = await book.mustGet(request.partner, request.path['id'] ?? '');
      const { id } = record;
      if (record.status === 'rejected') {
        await forgetRejected(office, books, kind, record, request);
        return noContent();
      }
      if (name !== 'reserveBalance')
        throw new RefusedError(
          409,
          'action-done',
          `${kind.words} ${id} was done, and its record stays; allowed: another one that does the opposite`,
        );
      const { nowMs, baseUrl, partner: by } = request;
      await endReservation(office, books, id, { how: 'cancelled', by, deletes: true }, { nowMs, baseUrl });
      return noContent();
    },
  };
}

const namesReservation = ({ reserveBalance }: ActionBody) => reserveBalance?.id !== undefined;

/** Words may change, and a reservation may be cancelled; what was done to a balance is done. */
async function patch(
  office: BalancesOffice,
  books: ActionBooks,
  kind: ActionKind,
  request: PartnerRequest,
): Promise<ReturnType<typeof json>> {
  const { partner, baseUrl, nowMs } = request;
  const id = request.path['id'] ?? '';
  const book = books.of(kind.name);
  const record = await untilFirst(async () => {
    const before = await book.mustGet(partner, id);
    const viewBefore = viewAction(before, baseUrl);
    const merged = mergePatch(viewBefore, request.body) as Resource;
    const changes = Object.keys(shallowBefore(viewBefore, merged)).filter(
      (attribute) => attribute !== 'id' && attribute !== 'href',
    );
    if (changes.length === 0) return before;
    const cancels =
      kind.name === 'reserveBalance' &&
      merged['status'] === 'cancelled' &&
      before.status === 'active' &&
      changes.includes('status');
    const wrong = changes.filter(
      (change) => !PATCHABLE.includes(change) && !(cancels && change === 'status'),
    );
    if (wrong.length > 0)
      throw invalid(
        'not-changeable',
        wrong.map((param) => ({
          param,
          reason: `got ${JSON.stringify(merged[param] ?? null)}; it is ${JSON.stringify(viewBefore[param] ?? null)}, and stays so; allowed: ${PATCHABLE.join(', ')}${kind.name === 'reserveBalance' ? ', status "cancelled" of an active one' : ''}`,
        })),
      );
    const also = alsoAfter(before, merged, changes);
    if (cancels)
      return endReservation(office, books, id, { how: 'cancelled', by: partner, also }, { nowMs, baseUrl });
    const { record: after } = book.change(before, { ...before, also }, nowMs);
    const previous = shallowBefore(viewBefore, viewAction(after, baseUrl));
    const event = actionEvent(partner, kind, after, 'updated', request, previous);
    const written = await book.update(before, { ...before, also }, nowMs, [
      eventWrite(office.tables.records, event),
    ]);
    if (written !== undefined) await wake(process.env['EVENTS_QUEUE_URL'], [event.id]);
    return written;
  });
  return json(200, viewAction(record, baseUrl));
}

function alsoAfter({ also }: Action, merged: Resource, changes: readonly string[]): Resource {
  const changed = new Map(Object.entries(also));
  for (const name of changes.filter((change) => change !== 'status')) {
    if (merged[name] === undefined) changed.delete(name);
    else changed.set(name, merged[name]);
  }
  return Object.fromEntries(changed);
}

/** List and retrieve of all actions, whatever they were. */
function allHandlers(books: ActionBooks): Handlers {
  return {
    listBalanceAction: async (request) => {
      const read = listQuery(request.query, attributes('BalanceAction'));
      return answerList(
        { ...read, filters: canonical(read.filters) },
        everyAction(books, request.partner),
        (record) => viewBalanceAction(record, request.baseUrl),
      );
    },
    retrieveBalanceAction: async (request) => {
      const id = request.path['id'] ?? '';
      const found = await books.ofId(id)?.get(id);
      if (found === undefined || !maySee(request.partner, found.owner)) throw notFound('balance-action', id);
      return answerOne(viewBalanceAction(found, request.baseUrl), request.query);
    },
  };
}

const WALK = 100;

function everyAction({ all }: ActionBooks, partner: Partner): ListSource<Action> {
  const owner = partner.isOperator ? undefined : partner.id;
  const page = async (offset: number, limit: number) => {
    const { keys, total } = await all.page(owner, offset, limit);
    return { items: (await all.records(keys)) as unknown as Action[], total };
  };
  return {
    page,
    async *walk() {
      for (let offset = 0; ; offset += WALK) {
        const { items, total } = await page(offset, WALK);
        yield* items;
        if (offset + WALK >= total) return;
      }
    },
  };
}
