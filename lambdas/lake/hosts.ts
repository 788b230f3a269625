/** Whose radio a SIM uses. */

interface HostOfPrefix {
  readonly id: string;
  /** Beginnings of IMSIs; of several the longest counts. Empty: every other SIM. */
  readonly imsiPrefixes: readonly string[];
}

/** @param hosts  `HOSTS`: JSON, the operator's own host first */
export function hostOfSim(hosts: string): (supi: string) => string {
  const all = (JSON.parse(hosts) as readonly HostOfPrefix[]).flatMap(({ id, imsiPrefixes }) =>
    (imsiPrefixes.length === 0 ? [''] : imsiPrefixes).map((prefix) => ({ id, prefix })),
  );
  const longestFirst = all.toSorted((a, b) => b.prefix.length - a.prefix.length);
  return (supi) => {
    const imsi = supi.replace('imsi-', '');
    return longestFirst.find(({ prefix }) => imsi.startsWith(prefix))?.id ?? '';
  };
}
