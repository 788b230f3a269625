/** Answers in the form of Nchf_ConvergedCharging 3.1.6 (TS 32.291 V17.9.0, §6.1.6). */
import type { FinalUnit, UsageUnit } from '../catalogue/plan.js';
import type { GroupAnswer, Refusal, SessionAnswer } from './answer.js';
import type { InvalidParam, UserPlaneFunctions } from './nchf-request.js';

const GRANTED: Record<UsageUnit, string> = {
  bytes: 'totalVolume',
  seconds: 'time',
  messages: 'serviceSpecificUnits',
};
const THRESHOLD: Record<UsageUnit, string> = {
  bytes: 'volumeQuotaThreshold',
  seconds: 'timeQuotaThreshold',
  messages: 'unitQuotaThreshold',
};

/**
 * `ChargingDataResponse`: the request's sequence number comes back unchanged, and each user plane function
 * that asked gets its part of a rating group's grant, under its own name.
 */
export function chargingDataResponse(
  answer: SessionAnswer,
  sequence: number,
  functions: UserPlaneFunctions,
  nowMs: number,
): object {
  const multipleUnitInformation = answer.groups.flatMap((group) => {
    const uPFIDs = functions.get(group.ratingGroup) ?? [];
    if (uPFIDs.length === 0) return [unitInformation(group)];
    const parts = uPFIDs.map((uPFID, i) => ({ uPFID, part: partOf(group, i, uPFIDs.length) }));
    // A grant too small to go round is the first one's.
    return parts
      .filter(({ part }) => part.granted > 0 || group.granted === 0)
      .map(({ uPFID, part }) => ({ ...unitInformation(part), uPFID }));
  });
  return {
    invocationTimeStamp: new Date(nowMs).toISOString(),
    invocationSequenceNumber: sequence,
    sessionFailover: 'FAILOVER_SUPPORTED',
    ...(multipleUnitInformation.length === 0 ? {} : { multipleUnitInformation }),
  };
}

/** Part i of n equal ones; the first takes what does not divide. */
function partOf(group: GroupAnswer, i: number, n: number): GroupAnswer {
  const share = (units: number) => Math.floor(units / n) + (i === 0 ? units % n : 0);
  return {
    ...group,
    granted: share(group.granted),
    ...(group.threshold === undefined ? {} : { threshold: share(group.threshold) }),
  };
}

function unitInformation(group: GroupAnswer): object {
  const { ratingGroup, resultCode, unit, granted } = group;
  const final = group.final === undefined ? {} : { finalUnitIndication: finalUnitIndication(group.final) };
  if (unit === undefined || granted === 0) return { ratingGroup, resultCode, ...final };
  return {
    ratingGroup,
    resultCode,
    grantedUnit: {
      [GRANTED[unit]]: granted,
      ...(group.tariffChangeAtS === undefined
        ? {}
        : { tariffTimeChange: new Date(group.tariffChangeAtS * 1000).toISOString() }),
    },
    validityTime: group.validityS,
    ...(group.holdingS === undefined ? {} : { quotaHoldingTime: group.holdingS }),
    // A final grant is to be used to its end.
    ...(group.threshold === undefined || group.threshold === 0 || group.final !== undefined
      ? {}
      : { [THRESHOLD[unit]]: group.threshold }),
    ...final,
  };
}

function finalUnitIndication(final: FinalUnit): object {
  return {
    finalUnitAction: final.action,
    ...(final.redirectUrl === undefined
      ? {}
      : { redirectServer: { redirectAddressType: 'URL', redirectServerAddress: final.redirectUrl } }),
    ...(final.restrictionFilterRules === undefined || final.restrictionFilterRules.length === 0
      ? {}
      : { restrictionFilterRuleList: final.restrictionFilterRules }),
  };
}

/** ProblemDetails (TS 29.571 §5.2.4.1) with the causes of TS 32.291 table 6.1.7.3-1. */
export interface ChargingProblem {
  readonly status: number;
  readonly type: string;
  readonly title: string;
  readonly cause: string;
  readonly detail?: string;
  readonly invalidParams?: readonly InvalidParam[];
}

function problem(
  status: number,
  code: string,
  cause: string,
  title: string,
  detail?: string,
): ChargingProblem {
  return {
    status,
    type: `urn:wildlily:problem:${code}`,
    title,
    cause,
    ...(detail === undefined ? {} : { detail }),
  };
}

export const problems = {
  malformed: (invalidParams: readonly InvalidParam[]): ChargingProblem => ({
    ...problem(400, 'charging-request-invalid', 'CHARGING_FAILED', 'The charging request is invalid'),
    detail: invalidParams.map((p) => `${p.param || '/'}: ${p.reason}`).join(' · '),
    invalidParams,
  }),
  notJson: (detail: string): ChargingProblem =>
    problem(400, 'charging-request-not-json', 'CHARGING_FAILED', 'The body is not JSON', detail),
  unknownSubscriber: (supi: string): ChargingProblem =>
    problem(404, 'subscriber-unknown', 'USER_UNKNOWN', 'Unknown subscriber', `no account for ${supi}`),
  unknownReference: (): ChargingProblem =>
    problem(
      404,
      'charging-session-unknown',
      'CHARGING_FAILED',
      'Unknown charging session',
      'the ChargingDataRef is not one of ours',
    ),
  unavailable: (detail: string): ChargingProblem =>
    problem(503, 'charging-unavailable', 'SYSTEM_FAILURE', 'Charging is unavailable', detail),
  refused: (refusal: Refusal, detail: string): ChargingProblem => {
    switch (refusal) {
      case 'SESSION_NOT_FOUND':
        return problem(
          404,
          'charging-session-unknown',
          'CHARGING_FAILED',
          'Unknown charging session',
          detail,
        );
      case 'QUOTA_LIMIT_REACHED':
        return problem(403, 'quota-limit-reached', 'QUOTA_LIMIT_REACHED', 'Not enough credit', detail);
      case 'RATING_FAILED':
        return problem(400, 'rating-failed', 'CHARGING_FAILED', 'No tariff applies', detail);
      case 'TOO_MANY_SESSIONS':
        return problem(403, 'too-many-sessions', 'END_USER_REQUEST_DENIED', 'Too many open sessions', detail);
      case 'EVENT_STALE':
        return problem(400, 'event-stale', 'CHARGING_FAILED', 'The event is not of now', detail);
      case 'UNITS_MISSING':
        return problem(400, 'units-missing', 'CHARGING_FAILED', 'The event has no units', detail);
    }
  },
};
