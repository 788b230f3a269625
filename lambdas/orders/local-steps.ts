/** Steps in our own tables: stock, subscription, plan, number, SIM. */
import { createHash } from 'node:crypto';
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { PartnerEvent } from '../../domain/events/event.js';
import { decodeAccount } from '../../domain/charging/item.js';
import { subscriberOf } from '../../domain/orders/order.js';
import type { StepName } from '../../domain/orders/steps.js';
import { identityKey } from '../../domain/operator/identities.js';
import { numberResourceId } from '../../domain/partners/resources/record.js';
import { changePlan, changeState, buyAddOn, cancelAddOn } from '../accounts/commands.js';
import { createSubscriber } from '../accounts/create-subscriber.js';
import { presentAccount } from '../accounts/desk.js';
import { newRecord } from '../accounts/ledger.js';
import { type Command, type CommandOutcome, type Refusal, runCommand } from '../accounts/run-command.js';
import { memberId } from '../files/members-kind.js';
import { readOperator } from '../catalogue/operator-record.js';
import { addProduct } from '../partners/customers/products.js';
import { eventId } from '../partners/kernel/announce.js';
import { toAttributes } from '../shared/attributes.js';
import { findSubscriber, type Subscriber } from '../subscribers/find-subscriber.js';
import { closedAlias, endSubscription } from './end-subscription.js';
import { documentsOf, mostLines, takeLines } from './identity-lines.js';
import { again, type Attempt, type Attempted, done, failed, requestId } from './office.js';

type Work = (attempt: Attempt) => Promise<Attempted>;

/** Codes of refusals that pass by themselves. */
const PASSING = ['account-full'];

export const pinDigest = (subscriberId: string, pin: string): string =>
  createHash('sha256').update(`port-out:${subscriberId}:${pin}`).digest('hex');

export const localSteps: Partial<Record<StepName, { readonly forward: Work; readonly backward?: Work }>> = {
  reserve: { forward: reserve, backward: giveBack },
  subscribe: { forward: subscribe, backward: unsubscribe },
  'change-plan': { forward: withSubscriber(planOf) },
  'buy-add-on': { forward: withSubscriber(addOnOf) },
  'cancel-add-on': { forward: withSubscriber(cancelOf) },
  suspend: { forward: withSubscriber(async (attempt, of) => setState(attempt, of, 'suspended')) },
  resume: { forward: withSubscriber(async (attempt, of) => setState(attempt, of, 'active')) },
  hold: { forward: withSubscriber(hold), backward: withSubscriber(letGo) },
  'record-sim': { forward: withSubscriber(recordSim) },
  'record-number': { forward: withSubscriber(recordNumber) },
  'set-lock': { forward: withSubscriber(setLock) },
  'set-pin': { forward: withSubscriber(setPin) },
  end: { forward: withSubscriber(end) },
};

function withSubscriber(work: (attempt: Attempt, subscriber: Subscriber) => Promise<Attempted>): Work {
  return async (attempt) => {
    const id = subscriberOf(attempt.order, attempt.item);
    const subscriber = id === undefined ? undefined : await findSubscriber(attempt.office.tables.records, id);
    return subscriber === undefined
      ? failed('subscriber-gone', `there is no subscriber ${id ?? ''}`)
      : work(attempt, subscriber);
  };
}

const takerOf = ({ order, nowMs }: Attempt) => ({
  orderId: order.id,
  ...(order.owner === 'operator' ? {} : { partnerId: order.owner }),
  nowMs,
});

/** Number and SIM of an item, from stock, in the write that says so. */
async function reserve(attempt: Attempt): Promise<Attempted> {
  const { office, item } = attempt;
  const { intent } = item;
  const writes: TransactWriteItem[] = [];
  let facts = item.facts;
  if ((intent.kind === 'activate' && intent.portIn === undefined) || intent.kind === 'number-change') {
    const taken = await office.stock.takeNumber(takerOf(attempt), intent.msisdn);
    if (taken === undefined)
      return intent.msisdn === undefined
        ? failed('no-number-available', 'no number is available in stock')
        : failed(
            'number-not-available',
            `${intent.msisdn} is not available; GET …/resource?resourceStatus=available lists what is`,
          );
    writes.push(taken.write);
    facts = { ...facts, numberResourceId: taken.resource.id, msisdn: taken.resource.value ?? '' };
  }
  if (intent.kind === 'activate' || intent.kind === 'sim-swap') {
    const { simType, iccid, eid } = intent.sim;
    const taken = await office.stock.takeSim(
      takerOf(attempt),
      iccid === undefined ? { form: simType } : { iccid },
    );
    if (taken === undefined)
      return iccid === undefined
        ? failed('no-sim-available', `no ${simType} SIM is available in stock`)
        : failed('sim-not-available', `SIM ${iccid} is not available`);
    const { resource } = taken;
    if ((resource.form ?? 'physical') !== simType)
      return failed(
        'sim-type-differs',
        `SIM ${iccid ?? ''} is ${resource.form ?? 'physical'}; the order asks for ${simType}`,
      );
    writes.push(taken.write);
    const bound = eid ?? resource.eid;
    facts = {
      ...facts,
      simResourceId: resource.id,
      iccid: resource.iccid ?? resource.value ?? '',
      supi: resource.supi ?? '',
      ...(bound === undefined ? {} : { eid: bound }),
    };
  }
  if (intent.kind === 'activate') facts = { ...facts, subscriberId: memberId(facts.supi ?? '') };
  else {
    const subscriber = await findSubscriber(office.tables.records, subscriberOf(attempt.order, item) ?? '');
    if (subscriber === undefined) return failed('subscriber-gone', 'there is no such subscriber any more');
    const { msisdn, supi, iccid, planId } = subscriber;
    facts = { ...facts, former: { msisdn, supi, iccid, planId } };
  }
  return { ...done(facts), writes };
}

/** Only what is still reserved goes back: what was in use has left by its own rules. */
async function giveBack(attempt: Attempt): Promise<Attempted> {
  const { office, order, item } = attempt;
  const writes: TransactWriteItem[] = [];
  for (const id of [item.facts.numberResourceId, item.facts.simResourceId]) {
    const resource = id === undefined ? undefined : await office.stock.find(id);
    if (resource?.status === 'reserved' && resource.reservedBy === order.id)
      writes.push(office.stock.giveBackWrite(resource, takerOf(attempt)));
  }
  return { ...done(), writes };
}

async function subscribe(attempt: Attempt): Promise<Attempted> {
  const { office, order, item } = attempt;
  const { intent, facts } = item;
  if (intent.kind !== 'activate') throw new Error(`no subscription is made by ${intent.kind}`);
  const { supi = '', iccid = '', subscriberId = '' } = facts;
  const msisdn = facts.msisdn ?? `msisdn-${intent.portIn?.['msisdn'] ?? ''}`;
  const { customerId } = order;
  const { client, tables } = office;
  const documents = await documentsOf(office, customerId);
  const maxLines = (await readOperator(tables.records))?.market.policy.identity.maxLines;
  const isHere = (await findSubscriber(tables.records, subscriberId))?.orderId === order.id;
  if (maxLines !== undefined && !isHere && (await mostLines(client, tables.records, documents)) >= maxLines)
    return failed('too-many-lines', `the identity has ${maxLines} lines, which is all that the law allows`);
  const stocked = await Promise.all(
    [facts.numberResourceId, facts.simResourceId].map(async (id) =>
      id === undefined ? undefined : office.stock.find(id),
    ),
  );
  const creation = await createSubscriber(
    await office.desk(),
    { client: office.client, tables: office.tables },
    {
      id: subscriberId,
      supi,
      msisdn,
      iccid,
      sale: {
        ...(order.owner === 'operator' ? {} : { partnerId: order.owner }),
        ...(customerId === undefined ? {} : { customerId }),
        orderId: order.id,
        orderItemId: item.id,
        documents,
        writes: [
          ...takeLines(tables.records, documents, subscriberId, maxLines),
          ...stocked
            .filter((resource) => resource !== undefined)
            .map((resource) => office.stock.useWrite(resource, takerOf(attempt), subscriberId)),
          ...(customerId === undefined
            ? []
            : addProduct(office.tables.records, {
                customerId,
                subscriberId,
                accountKey: supi,
                accountName: msisdn.replace('msisdn-', ''),
              })),
        ],
      },
    },
    { offeringId: intent.offeringId },
  );
  return creation.outcome === 'refused' ? refusedBy(creation.problems) : done({ subscriberId, msisdn });
}

async function unsubscribe(attempt: Attempt): Promise<Attempted> {
  const { office, item, order } = attempt;
  const subscriber = await findSubscriber(office.tables.records, item.facts.subscriberId ?? '');
  // It was not made, or is somebody's whom another order made.
  if (subscriber === undefined || subscriber.orderId !== order.id) return done();
  return outcomeOf(
    await endSubscription(office, subscriber, {
      id: requestId(attempt),
      reason: `order ${order.id} failed`,
      isNumberGone: false,
    }),
    ['account-terminated'],
  );
}

async function end(attempt: Attempt, subscriber: Subscriber): Promise<Attempted> {
  const { office, item, order } = attempt;
  const { intent } = item;
  return outcomeOf(
    await endSubscription(office, subscriber, {
      id: requestId(attempt),
      reason: 'reason' in intent ? intent.reason : `order ${order.id}`,
      isNumberGone: intent.kind === 'port-out',
    }),
    ['account-terminated'],
  );
}

async function planOf(attempt: Attempt, subscriber: Subscriber): Promise<Attempted> {
  const { intent } = attempt.item;
  if (intent.kind !== 'change-plan') throw new Error(`${intent.kind} changes no plan`);
  const desk = await attempt.office.desk();
  const body = {
    id: commandIdOf(attempt),
    offeringId: intent.offeringId,
    when: intent.when === 'now' ? ('now' as const) : ('next-period' as const),
  };
  return run(attempt, subscriber, changePlan(body, await desk.planOnSale(intent.offeringId), desk.nowMs));
}

async function addOnOf(attempt: Attempt, subscriber: Subscriber): Promise<Attempted> {
  const { intent } = attempt.item;
  const addOn = intent.kind === 'add-on' ? intent.addOnId : '';
  return run(attempt, subscriber, buyAddOn({ id: commandIdOf(attempt), addOn }, attempt.nowMs));
}

async function cancelOf(attempt: Attempt, subscriber: Subscriber): Promise<Attempted> {
  const { intent } = attempt.item;
  const addOn = intent.kind === 'cancel-add-on' ? intent.addOnId : '';
  return run(attempt, subscriber, cancelAddOn(addOn, commandIdOf(attempt), attempt.nowMs));
}

/** What is so already is as good as done. */
async function setState(
  attempt: Attempt,
  subscriber: Subscriber,
  state: 'active' | 'suspended',
): Promise<Attempted> {
  const { intent } = attempt.item;
  const reason = 'reason' in intent ? intent.reason : `order ${attempt.order.id}`;
  return run(
    attempt,
    subscriber,
    changeState({ id: commandIdOf(attempt), state, reason, actor: 'orders' }, attempt.nowMs),
    ['state-same'],
  );
}

async function hold(attempt: Attempt, subscriber: Subscriber): Promise<Attempted> {
  const account = await presentAccount(await attempt.office.desk(), subscriber.accountKey);
  const wasHeld = account !== undefined && decodeAccount(account.item, account.index).held;
  // Asked again after a crash it finds its own hold, whose command is known.
  const held = await setState(attempt, subscriber, 'suspended');
  return wasHeld && attempt.item.attempts === 0 && held.result.outcome === 'done'
    ? done({ heldBefore: true })
    : held;
}

/** What somebody else had suspended stays so. */
async function letGo(attempt: Attempt, subscriber: Subscriber): Promise<Attempted> {
  return attempt.item.facts.heldBefore === true ? done() : setState(attempt, subscriber, 'active');
}

const commandIdOf = (attempt: Attempt): string => requestId(attempt);

async function run(
  { office }: Attempt,
  subscriber: Subscriber,
  command: Command,
  asGoodAsDone: readonly string[] = [],
): Promise<Attempted> {
  return outcomeOf(await runCommand(await office.desk(), subscriber, command), asGoodAsDone);
}

function outcomeOf(outcome: CommandOutcome, asGoodAsDone: readonly string[]): Attempted {
  if (outcome.outcome !== 'refused') return done();
  return outcome.problems.every(({ code }) => asGoodAsDone.includes(code))
    ? done()
    : refusedBy(outcome.problems);
}

function refusedBy(problems: readonly Refusal[]): Attempted {
  const code = problems[0]?.code ?? 'refused';
  const detail = problems.map((problem) => problem.detail).join('; ');
  return PASSING.includes(code) ? again(detail) : failed(code, detail);
}

/**
 * The new SIM is the subscriber's. The account stays where it is: the new SUPI has an alias, and is the member that the
 * old one was; the old SIM's record stays for usage that comes late.
 */
async function recordSim(attempt: Attempt, subscriber: Subscriber): Promise<Attempted> {
  const { office, order, item, nowMs } = attempt;
  const { supi = '', iccid = '', simResourceId: resourceId = '' } = item.facts;
  const { tables, stock } = office;
  const desk = await office.desk();
  const before = await desk.store.get(subscriber.supi);
  const as = before?.['as'] ?? subscriber.supi;
  const resource = await stock.find(resourceId);
  const at = new Date(nowMs).toISOString();
  const { subscriberId } = subscriber;
  const isAlias = before?.['to'] !== undefined;
  const writes: TransactWriteItem[] = [
    changeSubscriber(tables.records, subscriber, { supi, iccid, simChangedAt: at }),
    newRecord(tables, { ...identityKey('supi', supi), subscriberId }),
    newRecord(tables, { ...identityKey('iccid', iccid), subscriberId }),
    { Delete: { TableName: tables.records, Key: toAttributes(identityKey('iccid', subscriber.iccid)) } },
    {
      Put: {
        TableName: tables.accounts,
        Item: toAttributes({ k: supi, to: subscriber.accountKey, as }),
        ConditionExpression: 'attribute_not_exists(k)',
      },
    },
    ...(isAlias ? [closedAlias(tables.accounts, subscriber.supi)] : []),
    ...(resource === undefined ? [] : [stock.useWrite(resource, takerOf(attempt), subscriberId)]),
    ...(await stock.releaseOf({ iccid: subscriber.iccid }, nowMs)),
  ];
  // 47 CFR 64.2010(h): immediately, to the customer; the partner or the operator tells it by its own means.
  const intent = item.intent;
  const notice: PartnerEvent = {
    id: eventId('sim_change.noticed', requestId(attempt)),
    type: 'sim_change.noticed',
    time: at,
    owner: order.owner,
    subject: `product/${subscriberId}`,
    actor: { type: 'system', id: 'orders' },
    data: {
      simChange: {
        product: { id: subscriberId },
        msisdn: subscriber.msisdn.replace('msisdn-', ''),
        iccid,
        formerIccid: subscriber.iccid,
        changedAt: at,
        reason: intent.kind === 'sim-swap' ? intent.reason : '',
        productOrder: { id: order.id },
      },
    },
  };
  return { ...done(), writes, events: [notice] };
}

async function recordNumber(attempt: Attempt, subscriber: Subscriber): Promise<Attempted> {
  const { office, item, nowMs } = attempt;
  const { tables, stock } = office;
  const { intent, facts } = item;
  const msisdn = facts.msisdn ?? (intent.kind === 'port-in' ? `msisdn-${intent.portIn['msisdn'] ?? ''}` : '');
  const { subscriberId } = subscriber;
  const resource = await stock.find(facts.numberResourceId ?? numberResourceId(msisdn));
  const writes: TransactWriteItem[] = [
    changeSubscriber(tables.records, subscriber, { msisdn, gsi1pk: `MSISDN#${msisdn}` }),
    newRecord(tables, { ...identityKey('msisdn', msisdn), subscriberId }),
    { Delete: { TableName: tables.records, Key: toAttributes(identityKey('msisdn', subscriber.msisdn)) } },
    ...(facts.numberResourceId === undefined || resource === undefined
      ? []
      : [stock.useWrite(resource, takerOf(attempt), subscriberId)]),
    ...(await stock.releaseOf({ msisdn: subscriber.msisdn }, nowMs)),
  ];
  return { ...done({ msisdn }), writes };
}

async function setLock(attempt: Attempt, subscriber: Subscriber): Promise<Attempted> {
  const { intent } = attempt.item;
  const simLock = intent.kind === 'sim-lock' && intent.locked;
  return {
    ...done(),
    writes: [changeSubscriber(attempt.office.tables.records, subscriber, { simLock })],
  };
}

async function setPin(attempt: Attempt, subscriber: Subscriber): Promise<Attempted> {
  const { intent } = attempt.item;
  // Its digest already; see lambdas/partners/ordering.
  const portOutPin = intent.kind === 'port-out-pin' ? intent.pin : '';
  return {
    ...done(),
    writes: [changeSubscriber(attempt.office.tables.records, subscriber, { portOutPin, pinFailures: 0 })],
  };
}

/** Only while it is as it was read: SIM, number and state are what the step was decided on. */
function changeSubscriber(
  table: string,
  { subscriberId, supi, msisdn }: Subscriber,
  set: Readonly<Record<string, unknown>>,
): TransactWriteItem {
  const names = Object.keys(set);
  return {
    Update: {
      TableName: table,
      Key: toAttributes({ pk: `SUBSCRIBER#${subscriberId}`, sk: 'META' }),
      UpdateExpression: `SET ${names.map((name, n) => `#n${n} = :v${n}`).join(', ')}`,
      ConditionExpression: 'supi = :supi AND msisdn = :msisdn AND #state <> :terminated',
      ExpressionAttributeNames: {
        '#state': 'state',
        ...Object.fromEntries(names.map((name, n) => [`#n${n}`, name])),
      },
      ExpressionAttributeValues: toAttributes({
        ':supi': supi,
        ':msisdn': msisdn,
        ':terminated': 'terminated',
        ...Object.fromEntries(names.map((name, n) => [`:v${n}`, set[name]])),
      }),
    },
  };
}
