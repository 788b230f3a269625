/** Bodies to begin with, by operation. */
type Examples = Readonly<Record<string, { readonly summary: string; readonly value: unknown }>>;

export const EXAMPLES: Readonly<Record<string, Examples>> = {};
