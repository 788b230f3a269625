import { isNotifyHost } from '../domain/notify/notify-uri.js';
import type { PropProblem } from './check-props.js';

/** Where notifications of the network may go. */
export interface NotifyHosts {
  readonly notifyHosts?: readonly string[];
  readonly sandbox?: boolean;
}

export function notifyHostProblems(hosts: readonly string[] = []): PropProblem[] {
  const allowed = 'a host such as "pcf.host.example", "*.host.example", "10.0.0.5" or "[fd00::5]:8443"';
  return hosts.flatMap((value, i) =>
    isNotifyHost(value) ? [] : [{ prop: `notifyHosts[${i}]`, value, allowed }],
  );
}

/** The variables that `lambdas/shared/notify-policy.ts` reads. */
export function notifyEnvironment({ notifyHosts = [], sandbox }: NotifyHosts): Record<string, string> {
  return { NOTIFY_HOSTS: notifyHosts.join(','), ...(sandbox ? { NOTIFY_LOCAL_HTTP: '1' } : {}) };
}
