/** Errors of Nchf_SpendingLimitControl: ProblemDetails of TS 29.571 §5.2.4.1. */
export interface InvalidParam {
  /** JSON pointer of the attribute, or the name of a path's variable in braces. */
  readonly param: string;
  readonly reason: string;
}

export interface PolicyProblem {
  readonly status: number;
  /** `urn:wildlily:problem:<code>`. */
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
  more: Pick<PolicyProblem, 'detail' | 'invalidParams'> = {},
): PolicyProblem {
  return { status, type: `urn:wildlily:problem:${code}`, title, cause, ...more };
}

const summary = (params: readonly InvalidParam[]) =>
  params.map((p) => `${p.param || '/'}: ${p.reason}`).join(' · ');

/** The causes are those of TS 29.594 table 5.7.3-1 where it has one, else those of TS 29.500 table 5.2.7.2-1. */
export const policyProblems = {
  malformed: (invalidParams: readonly InvalidParam[]): PolicyProblem =>
    problem(400, 'spending-limit-context-invalid', 'MANDATORY_IE_INCORRECT', 'The subscription is invalid', {
      detail: summary(invalidParams),
      invalidParams,
    }),
  notJson: (detail: string): PolicyProblem =>
    problem(400, 'spending-limit-context-not-json', 'INVALID_MSG_FORMAT', 'The body is not JSON', { detail }),
  mediaType: (got: string): PolicyProblem =>
    problem(415, 'media-type-unsupported', 'UNSUPPORTED_MEDIA_TYPE', 'Unsupported media type', {
      detail: `got "${got}"; allowed: application/json`,
    }),
  tooLarge: (length: number, most: number): PolicyProblem =>
    problem(413, 'body-too-large', 'PAYLOAD_TOO_LARGE', 'Body too large', {
      detail: `got ${length} characters; allowed: at most ${most}`,
    }),
  unknownUser: (supi: string): PolicyProblem =>
    problem(400, 'subscriber-unknown', 'USER_UNKNOWN', 'Unknown subscriber', {
      detail: `there is no subscriber ${supi}`,
    }),
  noCounters: (supi: string): PolicyProblem =>
    problem(400, 'no-policy-counters', 'NO_AVAILABLE_POLICY_COUNTERS', 'No policy counters', {
      detail: `the plan of ${supi} has no policy counters`,
    }),
  unknownCounters: (invalidParams: readonly InvalidParam[]): PolicyProblem =>
    problem(400, 'policy-counters-unknown', 'UNKNOWN_POLICY_COUNTERS', 'Unknown policy counters', {
      detail: summary(invalidParams),
      invalidParams,
    }),
  unknownSubscription: (subscriptionId: string): PolicyProblem =>
    problem(404, 'policy-subscription-unknown', 'SUBSCRIPTION_NOT_FOUND', 'Unknown subscription', {
      detail: `there is no subscription ${subscriptionId}, or it has ended`,
    }),
  unknownRoute: (method: string, path: string): PolicyProblem =>
    problem(404, 'route-unknown', 'RESOURCE_URI_STRUCTURE_NOT_FOUND', 'Unknown operation', {
      detail: `${method} ${path}; allowed: POST …/subscriptions, PUT and DELETE …/subscriptions/{subscriptionId}`,
    }),
  unavailable: (): PolicyProblem =>
    problem(503, 'policy-unavailable', 'SYSTEM_FAILURE', 'Policy counters are unavailable', {
      detail: 'the request could not be completed; sent again, it does what it would have done',
    }),
} as const;
