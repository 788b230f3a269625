import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file of test/cases. Amounts in it are decimal strings, or whole numbers. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- what a file holds, its reader says
export function readCaseFile<T>(name: string): T {
  return JSON.parse(readFileSync(join(__dirname, '..', 'cases', name), 'utf8')) as T;
}
