import type { Operator } from '../../domain/operator/operator.js';
import type { LocalOperator, LocalSubscriber } from '../local-operator.js';
import { TrafficError } from './directory.js';
import type { Random } from './random.js';
import { type Subscriber, trafficProfiles } from './traffic-profile.js';

/**
 * Subscribers of an operator with what they can do.
 *
 * @param file  the operator's file: numbering plan, rating groups
 */
export function subscribersOf(
  file: Operator,
  chosen: readonly LocalSubscriber[],
  random: Random,
): Subscriber[] {
  const profiles = trafficProfiles(file, random);
  return chosen.map(({ supi, msisdn, plan }) => {
    const profile = profiles.get(plan);
    if (profile === undefined)
      throw new TrafficError(
        `${supi} has the plan ${plan}, which the operator's file does not have (it has: ${[...profiles.keys()].join(', ')}). Was the file changed since npm start? Start it again.`,
      );
    return { supi, msisdn, profile };
  });
}

/**
 * Some subscribers that are not the demonstration's.
 *
 * @throws TrafficError when there are not so many
 */
export function chooseSubscribers(operator: LocalOperator, count: number, random: Random): LocalSubscriber[] {
  const all = operator.subscribers.filter(({ demoTraffic }) => demoTraffic !== true);
  if (count > all.length)
    throw new TrafficError(
      `--subscribers is ${count}; ${operator.id} has ${all.length} that are not the demonstration's.`,
    );
  for (let i = 0; i < count; i++) {
    const j = random.between(i, all.length - 1);
    [all[i], all[j]] = [all[j] as LocalSubscriber, all[i] as LocalSubscriber];
  }
  return all.slice(0, count);
}
