/** The first row of a file: its columns, in any order. */

/**
 * What is wrong with a header, all of it; empty when nothing is.
 *
 * @param allowed  every column that the file may have
 * @param required  those that it can't do without; of an inner list, one at least
 */
export function headerProblems(
  header: readonly string[],
  allowed: readonly string[],
  required: readonly (string | readonly string[])[],
): string[] {
  const unknown = header.filter((column) => !allowed.includes(column));
  const repeated = header.filter((column, i) => header.indexOf(column) !== i);
  return [
    ...unknown.map((column) => `column "${column}" is not known; allowed: ${allowed.join(', ')}`),
    ...[...new Set(repeated)].map((column) => `column "${column}" is there more than once`),
    ...required.flatMap((wanted) => {
      const any = [wanted].flat();
      return any.some((column) => header.includes(column)) ? [] : [`column ${any.join(' or ')} is missing`];
    }),
  ];
}

/** A column's name as files write it: "Cost Centre" and "cost_centre" are the same. */
export const columnName = (text: string): string =>
  text
    .replace(/^\uFEFF/, '')
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
