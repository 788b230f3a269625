/** The file with every difference, written as it comes: in parts, so that memory does not grow with it. */
import { csvLine, inert } from '../../domain/files/csv-line.js';
import { fromMicros } from '../../domain/operator/decimal.js';
import type { Cause } from '../../domain/statements/cause.js';
import type { Difference } from '../../domain/statements/match.js';
import type { ReconRow } from '../../domain/statements/row.js';
import type { BucketFiles } from '../files/bucket-files.js';

const HEADER = csvLine([
  'cause',
  'imsi',
  'service',
  ...['ours', 'theirs'].flatMap((side) =>
    ['id', 'at', 'units', 'zone', 'cost'].map((column) => `${side}_${column}`),
  ),
  'delta',
]);
/** S3 takes no smaller part but the last. */
const PART_CHARS = 6 * 1024 * 1024;
const CSV_TYPE = 'text/csv; charset=utf-8';

export class DifferencesFile {
  private readonly files: BucketFiles;
  private readonly place: { readonly bucket: string; readonly key: string };
  private pieces: string[] = [HEADER];
  private size = HEADER.length;
  private upload: { readonly id: string; readonly etags: string[] } | undefined;

  constructor(files: BucketFiles, place: { readonly bucket: string; readonly key: string }) {
    this.files = files;
    this.place = place;
  }

  async add(difference: Difference, cause: Cause): Promise<void> {
    const line = lineOf(difference, cause);
    this.pieces.push(line);
    this.size += line.length;
    if (this.size >= PART_CHARS) await this.putPart();
  }

  async end(): Promise<void> {
    const { bucket, key } = this.place;
    if (this.upload === undefined) {
      await this.files.put(bucket, key, this.pieces.join(''), CSV_TYPE);
      return;
    }
    if (this.pieces.length > 0) await this.putPart();
    await this.files.completeUpload(bucket, key, this.upload.id, this.upload.etags);
  }

  private async putPart(): Promise<void> {
    const { bucket, key } = this.place;
    this.upload ??= { id: await this.files.startUpload(bucket, key, CSV_TYPE), etags: [] };
    const { id, etags } = this.upload;
    etags.push(await this.files.putPart(bucket, key, id, etags.length + 1, this.pieces.join('')));
    this.pieces = [];
    this.size = 0;
  }
}

/** The other side's texts are others' texts: a spreadsheet must not take them for formulas. */
function lineOf({ ours, theirs }: Difference, cause: Cause): string {
  const either = ours ?? theirs;
  return csvLine([
    cause,
    either?.who ?? '',
    either?.kind ?? '',
    ...sideOf(ours),
    ...sideOf(theirs),
    fromMicros((theirs?.micros ?? 0) - (ours?.micros ?? 0)),
  ]);
}

const sideOf = (row: ReconRow | undefined): (string | number)[] =>
  row === undefined
    ? ['', '', '', '', '']
    : [
        inert(row.id),
        new Date(row.atMs).toISOString(),
        row.units,
        row.zone,
        row.micros === undefined ? '' : fromMicros(row.micros),
      ];
