/** Bundles find every region's partition without the list of regions. */
import { readFileSync } from 'node:fs';
import { fewerRegions } from '../../scripts/bundle/partitions.js';

interface Info {
  readonly partitions: readonly {
    readonly id: string;
    readonly regionRegex: string;
    readonly outputs: object;
    readonly regions: Readonly<Record<string, object>>;
  }[];
}

const whole = readFileSync(
  require
    .resolve('@aws-sdk/core/client')
    .replace(
      /@aws-sdk\/core\/.*$/,
      '@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js',
    ),
  'utf8',
);
const parse = (source: string): Info =>
  JSON.parse(source.slice(source.indexOf('{'), source.lastIndexOf('}') + 1)) as Info;

/** As the SDK's `partition` looks a region up. */
function partitionOf({ partitions }: Info, region: string): object {
  const named = partitions.find(({ regions }) => region in regions);
  const found =
    named ?? partitions.find(({ regionRegex }) => new RegExp(regionRegex).test(region)) ?? partitions[0]!;
  return found.outputs;
}

test('every region is in the partition that it was in', () => {
  const all = parse(whole);
  const few = parse(fewerRegions(whole));
  const regions = [
    ...all.partitions.flatMap((partition) => Object.keys(partition.regions)),
    'eu-new-9',
    'nowhere',
  ];
  expect(regions.length).toBeGreaterThan(30);
  for (const region of regions)
    expect([region, partitionOf(few, region)]).toEqual([region, partitionOf(all, region)]);
  expect(fewerRegions(whole).length).toBeLessThan(3_500);
});

test('an SDK that is written otherwise stops the build', () => {
  expect(() => fewerRegions('export const regions = [];')).toThrow(/not written as they were/);
});
