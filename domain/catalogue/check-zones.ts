import { at, problemAt, type Problem } from '../operator/problem.js';
import { didYouMean } from '../operator/suggest.js';
import type { HostZone } from '../operator/zone.js';
import { rawMember, type OfferingView, type Part, type Surroundings } from './offering-view.js';
import { HOME } from './target.js';

/** What is wrong with the zones of a plan: which they are, and what can be used in them. */
export function checkPlanZones(view: OfferingView, { hostZones }: Surroundings): Problem[] {
  const ids = hostZones.flatMap(({ value }) => (value === undefined ? [] : [value.id]));
  const isComplete = ids.length === hostZones.length;
  const known = view.services.flatMap(({ value }) => (value === undefined ? [] : [value.id]));
  const seen = new Set<string>();
  return view.zones.flatMap(({ path, value }) => {
    if (value === undefined) return [];
    const { zone, services } = value;
    const problems: Problem[] = [];
    if (isComplete && !ids.includes(zone)) {
      problems.push(
        problemAt(
          at(path, 'zone'),
          zone,
          ids.length === 0 ? 'a zone of host.zones, which has none' : ids.join(', '),
          `the host has no such zone${didYouMean(zone, ids)}`,
        ),
      );
    }
    if (seen.has(zone)) problems.push(problemAt(at(path, 'zone'), zone, 'each zone once in a plan'));
    seen.add(zone);
    services.forEach((service, index) => {
      const servicePath = at(path, 'services', index);
      const { id, asHome } = service;
      if (services.findIndex((other) => other.id === id) < index) {
        problems.push(problemAt(at(servicePath, 'id'), id, 'each service once in a zone'));
      }
      const isWrong = view.services.some(
        ({ raw, value: home }) => home === undefined || rawMember(raw, 'id') === id,
      );
      if (!known.includes(id) && !isWrong) {
        problems.push(
          problemAt(
            at(servicePath, 'id'),
            id,
            known.join(', '),
            `no service of this plan has this id${didYouMean(id, known)}`,
          ),
        );
      }
      const prices = (['free', 'price', 'rates', 'per', 'increment'] as const).filter(
        (key) => service[key] !== undefined,
      );
      if (asHome && prices.length > 0) {
        problems.push(
          problemAt(servicePath, ['asHome', ...prices], 'exactly one of asHome, free, price, rates'),
        );
      }
      // Other services are told by the check that all services go through.
      const isUnpriced = !asHome && prices.length === 0 && !known.includes(id);
      if (isUnpriced) problems.push(problemAt(servicePath, {}, 'exactly one of asHome, free, price, rates'));
    });
    return problems;
  });
}

/** What is wrong with the host's zones: networks of two zones, of none, or of home. */
export function checkHostZones(zones: readonly Part<HostZone>[], home: readonly string[]): Problem[] {
  const owner = new Map<string, string>();
  const ids = new Map<string, string>([[HOME, 'the market itself']]);
  return zones.flatMap(({ path, value }) => {
    if (value === undefined) return [];
    const problems: Problem[] = [];
    const twin = ids.get(value.id);
    if (twin !== undefined) {
      problems.push(
        problemAt(at(path, 'id'), value.id, 'an id that no other zone has', `${twin} has it too`),
      );
    } else ids.set(value.id, path);
    value.networks.forEach((network, index) => {
      const networkPath = at(path, 'networks', index);
      const first = owner.get(network);
      if (first !== undefined) {
        problems.push(
          problemAt(networkPath, network, 'a network that no other zone has', `${first} has it too`),
        );
      } else owner.set(network, networkPath);
      const own = network === '' ? undefined : home.find((mcc) => network.startsWith(mcc));
      if (own !== undefined) {
        problems.push(problemAt(networkPath, network, 'visited networks', `networks of ${own} are home`));
      }
    });
    return problems;
  });
}
