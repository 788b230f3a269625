/** What the simulated host of a sandbox does with a request. */
import type { HostAnswer, HostRequest, HostRequestKind } from './request.js';

export const SIMULATION_KINDS = [
  'sim-failure',
  'port-declined',
  'host-down',
  'host-slow',
  'declined',
] as const;
export type SimulationKind = (typeof SIMULATION_KINDS)[number];

export interface Simulation {
  readonly id: string;
  readonly owner: string;
  readonly kind: SimulationKind;
  /** Absent = any request that the kind is about. */
  readonly match?: {
    readonly msisdn?: string | undefined;
    readonly iccid?: string | undefined;
    readonly requestKind?: HostRequestKind | undefined;
  };
  /** How many requests it still applies to; absent = all until it is deleted. */
  readonly times?: number;
  /** What the host says; stable, kebab-case. */
  readonly code?: string;
  /** Of `host-slow`. */
  readonly delayS?: number;
}

export type Behaviour =
  | { readonly kind: 'down' }
  | { readonly kind: 'answer'; readonly answer: HostAnswer; readonly simulationId?: string }
  /** Pending now; the callback with the answer comes after so many seconds. */
  | {
      readonly kind: 'later';
      readonly answer: HostAnswer;
      readonly afterS: number;
      readonly simulationId?: string;
    };

const CONCERNS: Readonly<Record<SimulationKind, readonly HostRequestKind[] | 'all'>> = {
  'sim-failure': ['activate', 'swap-sim', 'order-profile'],
  'port-declined': ['port-in', 'port-out'],
  'host-down': 'all',
  'host-slow': 'all',
  declined: 'all',
};

/** As a network does: what touches a register of others takes a while, all else is done at once. */
const ASYNCHRONOUS: readonly HostRequestKind[] = ['activate', 'swap-sim', 'port-in', 'port-out'];

/** The first simulation that a request meets, by the order in which they were made. */
export function simulationFor(
  request: HostRequest,
  simulations: readonly Simulation[],
): Simulation | undefined {
  return simulations.find(({ owner, kind, match = {}, times }) => {
    const concerns = CONCERNS[kind];
    return (
      owner === request.owner &&
      (times === undefined || times > 0) &&
      (concerns === 'all' || concerns.includes(request.kind)) &&
      (match.msisdn === undefined || match.msisdn === request.msisdn) &&
      (match.iccid === undefined || match.iccid === request.iccid) &&
      (match.requestKind === undefined || match.requestKind === request.kind)
    );
  });
}

export function behaviourOf(request: HostRequest, simulation: Simulation | undefined): Behaviour {
  const done: HostAnswer = { state: 'done' };
  const isLater = ASYNCHRONOUS.includes(request.kind);
  if (simulation === undefined)
    return isLater ? { kind: 'later', answer: done, afterS: 0 } : { kind: 'answer', answer: done };
  const { id: simulationId, kind, code, delayS = 5 } = simulation;
  switch (kind) {
    case 'host-down':
      return { kind: 'down' };
    case 'host-slow':
      return { kind: 'later', answer: done, afterS: delayS, simulationId };
    default: {
      const answer: HostAnswer = {
        state: 'declined',
        code: code ?? kind,
        message: `simulated: ${kind} of ${request.kind}`,
        retryable: false,
      };
      return isLater
        ? { kind: 'later', answer, afterS: 0, simulationId }
        : { kind: 'answer', answer, simulationId };
    }
  }
}
