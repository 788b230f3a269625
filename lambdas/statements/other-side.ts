/** The other side's file, row by row, by its mapping. */
import { headerProblems, type Mapping, rowReader, type Unreadable } from '../../domain/statements/mapping.js';
import type { ReconRow } from '../../domain/statements/row.js';
import { csvChunks } from '../files/csv-rows.js';

const ROWS_PER_CHUNK = 1_000;
/** Shown; all are counted. */
const MOST_SHOWN = 100;

/** The file is none that its mapping can read. */
export class MappingError extends Error {
  override readonly name = 'MappingError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join(' · '));
    this.problems = problems;
  }
}

/** What the file had beside usage; grows while it is read. */
export interface FileNotes {
  /** Rows that are no usage. */
  other: number;
  /** Rows that could not be read, and the first of them with everything that is wrong. */
  unreadable: number;
  readonly shown: { readonly row: number; readonly problems: readonly Unreadable[] }[];
}

export const noNotes = (): FileNotes => ({ other: 0, unreadable: 0, shown: [] });

/**
 * @throws MappingError when the header lacks columns
 * @throws CsvFormatError where it is no CSV
 */
export async function* otherSide(
  bytes: AsyncIterable<Uint8Array>,
  mapping: Mapping,
  notes: FileNotes,
): AsyncGenerator<ReconRow> {
  let read: ReturnType<typeof rowReader> | undefined;
  for await (const { rows } of csvChunks(bytes, { row: 0, byte: 0 }, ROWS_PER_CHUNK, mapping.delimiter)) {
    for (const { row, values } of rows) {
      if (read === undefined) {
        const header = values.map((name) => name.trim());
        const problems = headerProblems(mapping, header);
        if (problems.length > 0) throw new MappingError(problems);
        read = rowReader(mapping, header);
        continue;
      }
      const found = read(values, row);
      if ('row' in found) yield found.row;
      else if ('other' in found) notes.other += 1;
      else {
        notes.unreadable += 1;
        if (notes.shown.length < MOST_SHOWN) notes.shown.push({ row, problems: found.problems });
      }
    }
  }
  if (read === undefined) throw new MappingError(['the file is empty; allowed: a header and rows']);
}
