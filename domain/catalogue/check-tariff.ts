import { at, problemAt, type Problem } from '../operator/problem.js';
import { compileTariff, TariffError } from '../rating/index.js';
import type { ServiceTariff } from './service-tariff.js';

export function checkTariff({ definition, paths, ambiguousEmergencyNumbers }: ServiceTariff): Problem[] {
  const ambiguous = ambiguousEmergencyNumbers.map((number) =>
    problemAt(
      at(paths[0]!.replace(/\.rates\[\d+\]$/, ''), 'rates'),
      undefined,
      'a rate for everything else: one without prefixes',
      `emergency number ${number} also begins ordinary numbers (+${number}…), and no rate carries those`,
    ),
  );
  try {
    compileTariff(definition);
    return ambiguous;
  } catch (error) {
    if (!(error instanceof TariffError)) throw error;
    return [
      ...ambiguous,
      ...error.problems.map(({ path, value, allowed }) => problemAt(filePath(path, paths), value, allowed)),
    ];
  }
}

/** `rates[2].slots[0].rate` of the tariff is `plans[0].services[1].rates[2].price` of the file. */
function filePath(tariffPath: string, paths: readonly string[]): string {
  const match = /^rates\[(\d+)\](.*)$/.exec(tariffPath);
  const base = match === null ? undefined : paths[Number(match[1])];
  if (match === null || base === undefined) return paths[0]!;
  return `${base}${match[2]!.replace(/\.fromUnit$/, '.from').replace(/\.(rate|unit)$/, '.price')}`;
}
