import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NAME = 'stack-number';

/**
 * The number that ends the ids of all stacks: random as in AWS, where sandboxes make keys of it, and kept with the data
 * that such keys are for.
 *
 * @param directory  of the data; without one each run has another number
 */
export function keptNumber(directory: string | undefined): string {
  const number = randomUUID();
  if (directory === undefined) return number;
  mkdirSync(directory, { recursive: true });
  const path = join(directory, NAME);
  try {
    writeFileSync(path, number, { flag: 'wx', mode: 0o600 });
    return number;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return readFileSync(path, 'utf8');
  }
}
