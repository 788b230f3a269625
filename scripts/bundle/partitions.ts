/**
 * AWS's partitions without the regions whose names say which one they are in: a name that a partition's pattern
 * matches is found by that, and nobody reads a region's description.
 */

interface Partition {
  readonly id: string;
  readonly regionRegex: string;
  readonly regions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const SOURCE = /^export const partitionsInfo = (\{[^]*\});\s*$/;

/** @throws Error where the SDK is not written as this knows it */
export function fewerRegions(source: string): string {
  const json = SOURCE.exec(source)?.[1];
  if (json === undefined) throw new Error('the partitions of AWS are not written as they were');
  const info = JSON.parse(json) as { readonly partitions: readonly Partition[] };
  const partitions = info.partitions.map((partition) => ({
    ...partition,
    regions: Object.fromEntries(
      Object.entries(partition.regions).flatMap(([name, { description: _words, ...more }]) =>
        Object.keys(more).length === 0 && matched(info.partitions, name) === partition.id
          ? []
          : [[name, more]],
      ),
    ),
  }));
  return `export const partitionsInfo = ${JSON.stringify({ ...info, partitions })};\n`;
}

/** The first partition whose pattern matches, as the SDK looks for it. */
const matched = (partitions: readonly Partition[], name: string): string | undefined =>
  partitions.find(({ regionRegex }) => new RegExp(regionRegex).test(name))?.id;
