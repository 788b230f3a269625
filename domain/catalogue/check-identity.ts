/** What may occur only once in an offering. */
import { at, problemAt, type Problem } from '../operator/problem.js';
import { rawMember, type OfferingView, type Part } from './offering-view.js';

export function checkUniqueIds(
  parts: readonly Part<unknown>[],
  what: string,
  reserved: readonly string[] = [],
): Problem[] {
  const seen = new Map<string, string>(reserved.map((id) => [id, `the plan's ${id}`]));
  return parts.flatMap(({ raw, path }) => {
    const id = rawMember(raw, 'id');
    if (typeof id !== 'string') return [];
    const first = seen.get(id);
    if (first === undefined) {
      seen.set(id, path);
      return [];
    }
    return [
      problemAt(at(path, 'id'), id, `an id that no other ${what} of the plan has`, `${first} has it too`),
    ];
  });
}

export function checkRatingGroups({ services }: OfferingView): Problem[] {
  const seen = new Map<unknown, string>();
  return services.flatMap(({ raw, path }) => {
    const groups = rawMember(raw, 'ratingGroups');
    if (!Array.isArray(groups)) return [];
    return groups.flatMap((group: unknown, index) => {
      const first = seen.get(group);
      const groupPath = at(path, 'ratingGroups', index);
      if (first === undefined) {
        seen.set(group, groupPath);
        return [];
      }
      return [
        problemAt(groupPath, group, 'a rating group that occurs once in the plan', `${first} has it too`),
      ];
    });
  });
}
