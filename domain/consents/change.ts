/** Changes of consents: what is said now, against what was said before. */
import {
  type Channel,
  type Consent,
  consentName,
  type ConsentName,
  type Consents,
  type ConsentState,
  isAllowed,
  type KnownAge,
  type Purpose,
} from './consent.js';

/** How somebody can show that it was said. */
export interface Evidence {
  readonly kind: 'app' | 'web' | 'call' | 'paper' | 'sms' | 'import';
  /** Of the form, recording or message. */
  readonly reference: string;
  /** The words that were agreed to, or where they are. */
  readonly text?: string;
}

export interface SaidConsent {
  readonly purpose: Purpose;
  readonly channel: Channel;
  readonly state: ConsentState;
  readonly expiresAt?: string;
}

export interface ConsentChange {
  readonly consents: readonly SaidConsent[];
  readonly evidence: Evidence;
  /** null = forget it. */
  readonly age?: KnownAge | null;
}

/** `CONSENTS#<subscriberId>` / `V#<8 digits>`: what was said with a version. Never changed, never deleted. */
export interface ConsentVersion extends ConsentChange {
  readonly subscriberId: string;
  readonly version: number;
  /** ISO 8601, the operator's time. */
  readonly at: string;
  /** Who wrote it down: `operator`, or `partner <id>`. */
  readonly actor: string;
}

export const versionKey = (version: number): string => `V#${String(version).padStart(8, '0')}`;

export interface Problem {
  readonly param: string;
  readonly reason: string;
}

/** What is wrong between the parts of a change, each of which is right by itself. */
export function changeProblems({ consents, age }: ConsentChange, nowMs: number, today: string): Problem[] {
  const names = consents.map(({ purpose, channel }) => consentName(purpose, channel));
  return [
    ...consents.flatMap(({ purpose, channel, state, expiresAt }, i) => [
      ...(names.indexOf(names[i]!) === i
        ? []
        : [
            {
              param: `consents[${i}]`,
              reason: `got ${purpose} by ${channel} twice; allowed: each purpose and channel once`,
            },
          ]),
      ...(expiresAt === undefined || (state === 'granted' && Date.parse(expiresAt) > nowMs)
        ? []
        : [
            {
              param: `consents[${i}].expiresAt`,
              reason: `got "${expiresAt}" of a consent that is ${state}; allowed: a time to come, of one that is granted`,
            },
          ]),
    ]),
    ...(age === undefined || age === null || age.on <= today
      ? []
      : [{ param: 'age.on', reason: `got "${age.on}"; allowed: at most today, ${today}` }]),
  ];
}

/**
 * Consents with what is said now. What is not named stays as it is.
 *
 * @returns undefined when all of it was said before: nothing changes
 */
export function changed(
  before: Consents | undefined,
  subscriberId: string,
  { consents, age }: ConsentChange,
  nowMs: number,
): Consents | undefined {
  const version = (before?.version ?? 0) + 1;
  const at = new Date(nowMs).toISOString();
  const isNew = consents.filter((said) => !isSaid(before, said));
  const isSameAge = age === undefined || JSON.stringify(age ?? undefined) === JSON.stringify(before?.age);
  if (before !== undefined && isNew.length === 0 && isSameAge) return undefined;
  const said = Object.fromEntries(
    isNew.map(({ purpose, channel, state, expiresAt }): [ConsentName, Consent] => [
      consentName(purpose, channel),
      { state, version, at, ...(expiresAt === undefined ? {} : { expiresAt }) },
    ]),
  );
  const { age: ageBefore, segments, ...rest } = before ?? { subscriberId, version, revision: 0, current: {} };
  const ageNow = age === undefined ? ageBefore : (age ?? undefined);
  const after = {
    ...rest,
    version,
    revision: rest.revision + 1,
    current: { ...rest.current, ...said },
    ...(ageNow === undefined ? {} : { age: ageNow }),
  };
  // Profiling is asked first in every market.
  const mayProfile = isAllowed(after, 'profiling', 'any', { consent: 'opt-in' }, nowMs);
  return { ...after, ...(segments === undefined || !mayProfile ? {} : { segments }) };
}

/** Whether it is what holds already, not for a wider `any` that came later. */
function isSaid(before: Consents | undefined, { purpose, channel, state, expiresAt }: SaidConsent): boolean {
  const own = before?.current[consentName(purpose, channel)];
  const any = before?.current[consentName(purpose, 'any')];
  if (own?.state !== state || own.expiresAt !== expiresAt) return false;
  if (channel !== 'any') return any === undefined || any.version <= own.version;
  // Said of all: every channel of its own that said otherwise later is said again.
  return Object.entries(before!.current).every(
    ([name, each]) => !name.startsWith(`${purpose}.`) || each.version <= own.version,
  );
}
