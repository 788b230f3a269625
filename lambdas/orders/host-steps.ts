/** Steps at the host: each a request with an id of its own, and one that undoes it. */
import type { HostAnswer, HostRequest } from '../../domain/host/request.js';
import { subscriberOf } from '../../domain/orders/order.js';
import type { StepName } from '../../domain/orders/steps.js';
import { HostUnavailableError } from '../host/host-unavailable.js';
import { findSubscriber, type Subscriber } from '../subscribers/find-subscriber.js';
import { again, type Attempt, type Attempted, done, failed, requestId } from './office.js';

/** The host calls back; when it forgets to, it is asked. */
const ASK_AGAIN_S = 60;
/** A host that declines for a reason that may pass is asked so often. */
const MOST_DECLINED = 5;

type Asked = Pick<HostRequest, 'requestId' | 'owner' | 'supi' | 'msisdn' | 'iccid'>;
// What a kind of request has beside what all have.
type OfKind = HostRequest extends infer R ? (R extends HostRequest ? Omit<R, keyof Asked> : never) : never;

/** SIM and number that a request is about. */
interface Line {
  readonly supi: string;
  readonly msisdn: string;
  readonly iccid: string;
  readonly offeringId: string;
  /** What the subscriber has until the item's own step records another. */
  readonly former?: Pick<Subscriber, 'supi' | 'iccid' | 'msisdn'>;
}

export async function hostStep(attempt: Attempt): Promise<Attempted> {
  const line = await lineOf(attempt);
  if (line === undefined) return failed('subscriber-gone', 'there is no such subscriber any more');
  return attempt.direction === 'forward' ? forward(attempt, line) : backward(attempt, line);
}

async function forward(attempt: Attempt, line: Line): Promise<Attempted> {
  const { office, order, item, step } = attempt;
  const { intent, facts } = item;
  const tries = facts.declined?.[step.name] ?? 0;
  const id = tries === 0 ? requestId(attempt) : `${requestId(attempt)}.${tries}`;
  const former = facts.former ?? line.former;
  const ask = (kind: OfKind): HostRequest => ({
    requestId: id,
    owner: order.owner,
    supi: line.supi,
    msisdn: line.msisdn,
    iccid: line.iccid,
    ...kind,
  });
  const requests: Partial<Record<StepName, () => HostRequest>> = {
    activate: () => ask({ kind: 'activate', offeringId: line.offeringId }),
    'port-in': () => ask({ kind: 'port-in', fields: portInOf(attempt) }),
    'order-profile': () =>
      ask({
        kind: 'order-profile',
        profileType: office.operatorId,
        ...(facts.eid === undefined ? {} : { eid: facts.eid }),
      }),
    'host-change-plan': () =>
      ask({ kind: 'change-plan', offeringId: intent.kind === 'change-plan' ? intent.offeringId : '' }),
    'host-suspend': () => ask({ kind: 'suspend', reason: 'reason' in intent ? intent.reason : '' }),
    'host-resume': () => ask({ kind: 'resume', reason: 'reason' in intent ? intent.reason : '' }),
    'swap-sim': () =>
      ask({ kind: 'swap-sim', formerSupi: former?.supi ?? '', formerIccid: former?.iccid ?? '' }),
    'change-number': () => ask({ kind: 'change-number', formerMsisdn: former?.msisdn ?? '' }),
    'port-out': () =>
      ask({ kind: 'port-out', recipient: intent.kind === 'port-out' ? intent.recipient : '' }),
    'host-terminate': () => ask({ kind: 'terminate' }),
  };
  const answer = await asked(attempt, requests[step.name]!());
  if ('result' in answer) return answer;
  switch (answer.state) {
    case 'done':
      return done(
        answer.profile === undefined
          ? undefined
          : {
              activationCode: answer.profile.activationCode,
              matchingId: answer.profile.matchingId,
              smdpAddress: answer.profile.smdpAddress,
            },
      );
    case 'pending':
      return { result: { outcome: 'waiting', askAgainS: ASK_AGAIN_S } };
    default:
      if (answer.retryable && tries + 1 < MOST_DECLINED)
        return {
          result: {
            outcome: 'again',
            why: `${answer.code}: ${answer.message}`,
            facts: { declined: { ...facts.declined, [step.name]: tries + 1 } },
          },
        };
      return failed(answer.code, answer.message);
  }
}

async function backward(attempt: Attempt, line: Line): Promise<Attempted> {
  const { office, order, item, step } = attempt;
  const { facts, intent } = item;
  const former = facts.former ?? line.former;
  const tries = facts.declined?.[step.name] ?? 0;
  const forwardId = `${order.id}.${item.id}.${step.name}${tries === 0 ? '' : `.${tries}`}`;
  const undo = `${step.name}.undo`;
  const undoTries = facts.declined?.[undo] ?? 0;
  const ask = (kind: OfKind, of: Partial<Line> = {}): HostRequest => ({
    requestId: undoTries === 0 ? requestId(attempt) : `${requestId(attempt)}.${undoTries}`,
    owner: order.owner,
    supi: of.supi ?? line.supi,
    msisdn: of.msisdn ?? line.msisdn,
    iccid: of.iccid ?? line.iccid,
    ...kind,
  });
  let before: HostAnswer | undefined;
  try {
    before = await office.host.query(forwardId);
  } catch (error) {
    return unavailable(error);
  }
  // It never came there, or was declined: nothing is to be undone.
  if (before === undefined || before.state === 'declined') return done();
  const matchingId = facts.matchingId ?? (before.state === 'done' ? before.profile?.matchingId : undefined);
  // The code by which a profile is cancelled comes with the answer.
  if (step.name === 'order-profile' && matchingId === undefined)
    return { result: { outcome: 'waiting', askAgainS: ASK_AGAIN_S } };
  const requests: Partial<Record<StepName, () => HostRequest>> = {
    activate: () => ask({ kind: 'terminate' }),
    'port-in': () => ask({ kind: 'cancel-port-in' }),
    'order-profile': () =>
      ask({
        kind: 'cancel-profile',
        matchingId: matchingId ?? '',
        ...(facts.eid === undefined ? {} : { eid: facts.eid }),
      }),
    'host-change-plan': () => ask({ kind: 'change-plan', offeringId: line.offeringId }),
    'host-suspend': () => ask({ kind: 'resume', reason: 'order-undone' }),
    'host-resume': () =>
      ask({ kind: 'suspend', reason: 'reason' in intent ? intent.reason : 'order-undone' }),
    'swap-sim': () =>
      ask(
        { kind: 'swap-sim', formerSupi: line.supi, formerIccid: line.iccid },
        { supi: former?.supi ?? '', iccid: former?.iccid ?? '' },
      ),
    'change-number': () =>
      ask({ kind: 'change-number', formerMsisdn: line.msisdn }, { msisdn: former?.msisdn ?? '' }),
  };
  const answer = await asked(attempt, requests[step.name]!());
  if ('result' in answer) return answer;
  if (answer.state === 'done') return done();
  if (answer.state === 'pending') return { result: { outcome: 'waiting', askAgainS: ASK_AGAIN_S } };
  // What was declined is asked for again, under another id: it must be done in the end.
  const counted = { declined: { ...facts.declined, [undo]: undoTries + 1 } };
  const { code, message: detail } = answer;
  return answer.retryable
    ? { result: { outcome: 'again', why: `${code}: ${detail}`, facts: counted } }
    : { result: { outcome: 'failed', code, detail, facts: counted } };
}

async function asked({ office }: Attempt, request: HostRequest): Promise<HostAnswer | Attempted> {
  try {
    return await office.host.submit(request);
  } catch (error) {
    return unavailable(error);
  }
}

function unavailable(error: unknown): Attempted {
  if (error instanceof HostUnavailableError) return again(`the host is not available: ${error.message}`);
  throw error;
}

function portInOf({ item }: Attempt): Readonly<Record<string, string>> {
  const { intent } = item;
  return (intent.kind === 'activate' || intent.kind === 'port-in' ? intent.portIn : undefined) ?? {};
}

/** What the item has reserved; of a subscriber that is there what it has, with what the item gives it. */
async function lineOf({ office, order, item }: Attempt): Promise<Line | undefined> {
  const { facts, intent } = item;
  if (intent.kind === 'activate')
    return {
      supi: facts.supi ?? '',
      iccid: facts.iccid ?? '',
      msisdn: facts.msisdn ?? `msisdn-${intent.portIn?.['msisdn'] ?? ''}`,
      offeringId: intent.offeringId,
    };
  const id = subscriberOf(order, item);
  const subscriber = id === undefined ? undefined : await findSubscriber(office.tables.records, id);
  if (subscriber === undefined) return undefined;
  const ported = intent.kind === 'port-in' ? `msisdn-${intent.portIn['msisdn'] ?? ''}` : undefined;
  return {
    supi: facts.supi ?? subscriber.supi,
    iccid: facts.iccid ?? subscriber.iccid,
    msisdn: facts.msisdn ?? ported ?? subscriber.msisdn,
    offeringId: subscriber.offeringId,
    former: subscriber,
  };
}
