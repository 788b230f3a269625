/** Top-ups ordered, paid, refunded and disputed, and what must have become of every balance. */
import { setTimeout as sleep } from 'node:timers/promises';
import { fromMicros, toMicros } from '../../../domain/operator/decimal.js';
import type { LocalOperator } from '../../local-operator.js';
import { TrafficError } from '../../traffic/directory.js';
import { Random } from '../../traffic/random.js';
import type { PaymentView } from '../control.js';
import type { DeliveryCounts } from '../deliveries.js';
import { type Difference, type Due, dueOf, findDifferences, isSettled } from './audit.js';
import { type DrivenMerchant, RefusedError } from './merchant.js';
import type { DriveOptions } from './options.js';

/** What the payer does. */
type Intent = 'pay' | 'pay-after-decline' | 'decline' | 'cancel';

const INTENTS: readonly (readonly [Intent, number])[] = [
  ['pay', 80],
  ['pay-after-decline', 8],
  ['decline', 6],
  ['cancel', 6],
];
/** Providers that can't be asked what became of a refund. */
const REFUNDS_TOLD_ONLY: readonly string[] = ['adyen'];
/** Subscribers share the top-ups, so that some accounts have several at once. */
const TOP_UPS_EACH = 3;
const PARALLEL = 6;
const LOOK_MS = 250;
/** Without a payment that converges meanwhile. */
const PATIENCE_MS = 30_000;

export interface Driven {
  readonly paymentId: string;
  readonly subscriberId: string;
  readonly provider: string;
  readonly intent: Intent;
}

export interface RehearsalResult {
  readonly payments: readonly (Driven & { readonly due: Due; readonly simulated: PaymentView })[];
  readonly subscribers: number;
  readonly counts: DeliveryCounts;
  /** Payments whose provider was asked, because something of them had not come. */
  readonly asked: number;
  readonly differences: readonly Difference[];
  /** Orders that were refused, with why. */
  readonly refused: readonly string[];
  readonly seconds: number;
}

export async function rehearse(
  merchant: DrivenMerchant,
  operator: LocalOperator,
  options: DriveOptions,
  print: (line: string) => void,
): Promise<RehearsalResult> {
  const started = performance.now();
  const random = new Random(options.seed);
  const before = await merchant.deliveries();
  const { duplicates, delayMs, reorder, drop, seed } = options;
  await merchant.disturb({ duplicates, delayMs, reorder, drop, seed });
  try {
    const balances = await chooseSubscribers(merchant, operator, options, random);
    const { driven, refused } = await orderAll(merchant, operator, options, random, balances);
    print(`Ordered ${driven.length} top-ups of ${balances.size} subscribers`);

    await inParallel(driven, async (each) => await pay(merchant, each));
    const asked = new Set<string>();
    await converge(merchant, driven, asked, print);

    const chosen = await chooseRefunds(merchant, driven, options, random);
    const isToldOnly = ({ provider }: Driven) => REFUNDS_TOLD_ONLY.includes(provider);
    let refunded = await refundAll(
      merchant,
      chosen.filter((each) => !isToldOnly(each)),
    );
    await converge(merchant, driven, asked, print);
    await merchant.disturb({ drop: 0 });
    refunded += await refundAll(merchant, chosen.filter(isToldOnly));
    print(
      `Refunded ${refunded}${refunded === chosen.length ? '' : ` of ${chosen.length}, the others were refused`}`,
    );
    await converge(merchant, driven, asked, print);

    const disputed = await disputeSome(merchant, driven, options, random);
    print(`Disputed ${disputed}`);
    await converge(merchant, driven, asked, print);

    const simulated = await simulatedOf(merchant, driven);
    const differences = await findDifferences(merchant, driven, simulated, balances);
    return {
      payments: driven.map((each) => {
        const view = simulated.get(each.paymentId) as PaymentView;
        return { ...each, simulated: view, due: dueOf(view) };
      }),
      subscribers: balances.size,
      counts: since(before, await merchant.deliveries()),
      asked: asked.size,
      differences,
      refused,
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    await merchant.disturb({ duplicates: 1, delayMs: 0, reorder: false, drop: 0 });
  }
}

/** Some with a wallet of their own that the demonstration leaves alone, with what is in it. */
async function chooseSubscribers(
  merchant: DrivenMerchant,
  { id, subscribers }: LocalOperator,
  { count }: DriveOptions,
  random: Random,
): Promise<Map<string, number>> {
  const wanted = Math.max(1, Math.ceil(count / TOP_UPS_EACH));
  const candidates = subscribers.filter(({ demoTraffic }) => demoTraffic === undefined);
  const balances = new Map<string, number>();
  for (let from = random.below(candidates.length), looked = 0; looked < candidates.length; looked += 1) {
    if (balances.size === wanted) break;
    const { subscriberId } = candidates[(from + looked) % candidates.length] as { subscriberId: string };
    const balance = await merchant.balance(subscriberId);
    if (balance !== undefined) balances.set(subscriberId, balance);
  }
  if (balances.size === 0) throw new TrafficError(`${id} has no subscriber with a wallet of his own.`);
  return balances;
}

async function orderAll(
  merchant: DrivenMerchant,
  { id, paymentProviders, topUps }: LocalOperator,
  { count, providers, seed }: DriveOptions,
  random: Random,
  balances: ReadonlyMap<string, number>,
): Promise<{ driven: Driven[]; refused: string[] }> {
  const names = paymentProviders.filter((each) => providers?.some((name) => name === each) ?? true);
  if (names.length === 0)
    throw new TrafficError(`${id} has none of the --providers; it has: ${paymentProviders.join(', ')}`);
  const smallest = toMicros(topUps?.smallest ?? '10.00');
  const largest = topUps === undefined ? smallest * 5 : toMicros(topUps.largest);
  const run = `${seed}-${Date.now().toString(36)}`;
  const driven: Driven[] = [];
  const refused: string[] = [];
  // One after the other: the webhooks of the nth are disturbed as the seed says.
  for (let n = 1; n <= count; n += 1) {
    const subscriberId = random.pick([...balances.keys()]);
    const provider = random.pick(names);
    const intent = random.weighted(INTENTS);
    const amount = fromMicros(Math.min(largest, smallest * random.between(1, 5)));
    try {
      const { paymentId, url } = await merchant.order({
        id: `simulated-${run}-${n}`,
        subscriber: subscriberId,
        amount,
        provider,
      });
      if (url !== undefined) await merchant.open(url);
      driven.push({ paymentId, subscriberId, provider, intent });
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      refused.push(error.message);
    }
  }
  if (driven.length === 0) throw new TrafficError(`Nothing could be ordered: ${refused[0] ?? ''}`);
  return { driven, refused };
}

async function pay(merchant: DrivenMerchant, { paymentId, intent }: Driven): Promise<void> {
  const name = await nameOf(merchant, paymentId);
  if (intent !== 'pay' && intent !== 'cancel') await merchant.act(name, 'decline');
  if (intent === 'cancel') await merchant.act(name, 'cancel');
  if (intent !== 'pay' && intent !== 'pay-after-decline') return;
  try {
    await merchant.act(name, 'pay');
  } catch (error) {
    // Not every provider lets a payer try again.
    if (!(error instanceof RefusedError) || intent === 'pay') throw error;
  }
}

/** Ours where the provider carries it, else the provider's. */
async function nameOf(merchant: DrivenMerchant, paymentId: string): Promise<string> {
  if (await merchant.isKnown(paymentId)) return paymentId;
  for (const reference of (await merchant.view(paymentId)).references)
    if (await merchant.isKnown(reference)) return reference;
  throw new RefusedError(`no provider knows ${paymentId}`);
}

/** What the providers have in their books, by our ids. */
async function simulatedOf(
  merchant: DrivenMerchant,
  driven: readonly Driven[],
): Promise<Map<string, PaymentView>> {
  const views = await merchant.simulated();
  const byName = new Map(
    views.flatMap((view) => [view.id, view.merchantsId ?? ''].map((name) => [name, view])),
  );
  const found = new Map<string, PaymentView>();
  for (const { paymentId } of driven) {
    const view = byName.get(paymentId) ?? byName.get(await nameOf(merchant, paymentId));
    if (view !== undefined) found.set(paymentId, view);
  }
  return found;
}

/**
 * Waits until the operator has of each payment what the provider has. When nothing more is on its way, the provider is
 * asked for those that lack something, as the sweeper does after minutes.
 */
async function converge(
  merchant: DrivenMerchant,
  driven: readonly Driven[],
  asked: Set<string>,
  print: (line: string) => void,
): Promise<void> {
  let open = driven;
  let lastProgress = performance.now();
  let hasAsked = false;
  while (open.length > 0) {
    const simulated = await simulatedOf(merchant, open);
    const left: Driven[] = [];
    await inParallel(open, async (each) => {
      const due = dueOf(simulated.get(each.paymentId) as PaymentView);
      if (!isSettled(due, await merchant.view(each.paymentId))) left.push(each);
    });
    if (left.length < open.length) lastProgress = performance.now();
    open = left;
    if (open.length === 0) break;
    const { waiting } = await merchant.deliveries();
    const quietMs = performance.now() - lastProgress;
    if (waiting === 0 && quietMs > 2_000 && !hasAsked) {
      hasAsked = true;
      print(`  ${open.length} payments lack something that never came; asking their providers`);
      await inParallel(open, async ({ paymentId }) => {
        asked.add(paymentId);
        await merchant.query(paymentId);
      });
      lastProgress = performance.now();
    } else if (quietMs > PATIENCE_MS) {
      print(`  ${open.length} payments lack something still; going on without them`);
      return;
    }
    await sleep(LOOK_MS);
  }
}

interface ChosenRefund extends Driven {
  readonly amount: string;
}

/** In part or whole. */
async function chooseRefunds(
  merchant: DrivenMerchant,
  driven: readonly Driven[],
  { refunds }: DriveOptions,
  random: Random,
): Promise<readonly ChosenRefund[]> {
  const simulated = await simulatedOf(merchant, driven);
  return driven.flatMap((each) => {
    const { captured, amount } = simulated.get(each.paymentId) as PaymentView;
    const isChosen = random.chance(refunds);
    const isWhole = random.chance(0.5);
    const half = fromMicros(Math.floor(toMicros(amount) / 2_000_000) * 1_000_000);
    return isChosen && captured === amount ? [{ ...each, amount: isWhole ? amount : half }] : [];
  });
}

/** Those that were not refused. */
async function refundAll(merchant: DrivenMerchant, chosen: readonly ChosenRefund[]): Promise<number> {
  let refunded = 0;
  await inParallel(chosen, async ({ paymentId, amount }) => {
    try {
      // Twice, as somebody does who saw no answer: it is one refund.
      await merchant.refund(paymentId, 'refund-1', amount);
      await merchant.refund(paymentId, 'refund-1', amount);
      refunded += 1;
    } catch (error) {
      // Adyen's own name of a payment comes by webhook alone, and without it nothing is refunded.
      if (!(error instanceof RefusedError)) throw error;
    }
  });
  return refunded;
}

async function disputeSome(
  merchant: DrivenMerchant,
  driven: readonly Driven[],
  { disputes }: DriveOptions,
  random: Random,
): Promise<number> {
  let disputed = 0;
  const simulated = await simulatedOf(merchant, driven);
  for (const { paymentId } of driven) {
    const { captured, refunded, id } = simulated.get(paymentId) as PaymentView;
    const isChosen = random.chance(disputes);
    const end = random.pick(['win-dispute', 'lose-dispute'] as const);
    if (!isChosen || toMicros(captured) === 0 || toMicros(refunded) > 0) continue;
    try {
      await merchant.act(id, 'open-dispute');
      await merchant.act(id, end);
      disputed += 1;
    } catch (error) {
      // Some providers know no disputes.
      if (!(error instanceof RefusedError)) throw error;
    }
  }
  return disputed;
}

async function inParallel<T>(all: readonly T[], work: (each: T) => Promise<void>): Promise<void> {
  const left = [...all];
  await Promise.all(
    Array.from({ length: PARALLEL }, async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) await work(next);
    }),
  );
}

function since(before: DeliveryCounts, after: DeliveryCounts): DeliveryCounts {
  const refused = Object.fromEntries(
    Object.entries(after.refused).map(([status, count]) => [status, count - (before.refused[status] ?? 0)]),
  );
  return {
    webhooks: after.webhooks - before.webhooks,
    dropped: after.dropped - before.dropped,
    requests: after.requests - before.requests,
    accepted: after.accepted - before.accepted,
    refused,
    givenUp: after.givenUp - before.givenUp,
    waiting: after.waiting,
  };
}
