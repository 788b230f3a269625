/**
 * Environment variables that a function cannot run without.
 *
 * @throws Error that names all that are missing, at start and not at the first request that needs one
 */
export function requiredEnvironment<N extends string>(...names: readonly N[]): Readonly<Record<N, string>> {
  const missing = names.filter((name) => !process.env[name]);
  if (missing.length > 0) throw new Error(`environment variables are missing: ${missing.join(', ')}`);
  return Object.fromEntries(names.map((name) => [name, process.env[name]])) as Record<N, string>;
}
