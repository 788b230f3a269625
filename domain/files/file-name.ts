/** Names of files in the bucket, and of what is written beside them. */

export type FileKind = 'usage' | 'members';

export interface FileName {
  readonly kind: FileKind;
  /** Names the job of `GET /jobs/{jobId}`: the key without `.csv`, with `~` in place of `/`. */
  readonly jobId: string;
  /** Beside the file: every wrong field of every row. */
  readonly errorsKey: string;
  /** Beside the file: what became of it. */
  readonly resultKey: string;
}

const MAX_LENGTH = 200;
const KEY = /^(usage|members)\/([0-9A-Za-z][0-9A-Za-z._-]*(?:\/[0-9A-Za-z][0-9A-Za-z._-]*)*)\.csv$/;

export const JOB_ID_ALLOWED =
  'the key of the file without ".csv", with "~" for "/", such as "usage~2026-11-22"';

export const isJobId = (text: string): boolean =>
  text.length <= MAX_LENGTH && /^(usage|members)(~[0-9A-Za-z][0-9A-Za-z._-]*)+$/.test(text);

/**
 * What a key says, or why it can't be taken.
 *
 * @returns undefined for what we write ourselves, and for folders
 */
export function readFileName(key: string): FileName | { readonly problem: string } | undefined {
  if (/\.(errors\.csv|result\.json)$|\/$/.test(key)) return undefined;
  const kind = KEY.exec(key)?.[1] as FileKind | undefined;
  if (kind === undefined || key.length > MAX_LENGTH) {
    return {
      problem:
        'allowed: usage/<name>.csv or members/<name>.csv of letters, digits, ".", "_", "-" and "/", ' +
        `at most ${MAX_LENGTH} characters`,
    };
  }
  return {
    kind,
    jobId: key.slice(0, -'.csv'.length).replaceAll('/', '~'),
    errorsKey: `${key.slice(0, -'.csv'.length)}.errors.csv`,
    resultKey: `${key.slice(0, -'.csv'.length)}.result.json`,
  };
}
