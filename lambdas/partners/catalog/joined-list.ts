import type { ListSource } from '../kernel/list.js';

/** What is at hand whole, and behind it what is kept. */
export function joinedList<A, B>(first: readonly A[], second: ListSource<B>): ListSource<A | B> {
  return {
    page: async (offset, limit) => {
      const head = first.slice(offset, offset + limit);
      const rest = await second.page(Math.max(0, offset - first.length), limit - head.length);
      return { items: [...head, ...rest.items], total: first.length + rest.total };
    },
    walk: async function* () {
      yield* first;
      yield* second.walk();
    },
  };
}
