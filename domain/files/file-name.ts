/** Names of files in the bucket, and of what is written beside them. */
import { PAYMENT_PROVIDERS, type ProviderId } from '../payments/provider.js';

export type FileKind = 'usage' | 'members' | 'settlements';

export interface FileName {
  readonly kind: FileKind;
  /** Names the job of `GET /jobs/{jobId}`: the key without `.csv`, with `~` in place of `/`. */
  readonly jobId: string;
  /** Whose settlements; only of those. */
  readonly provider?: ProviderId;
  /** Beside the file: every wrong field of every row; of settlements every row that differs. */
  readonly errorsKey: string;
  /** Beside the file: what became of it. */
  readonly resultKey: string;
}

const MAX_LENGTH = 200;
const KEY =
  /^(usage|members|settlements)\/([0-9A-Za-z][0-9A-Za-z._-]*(?:\/[0-9A-Za-z][0-9A-Za-z._-]*)*)\.csv$/;

export const JOB_ID_ALLOWED =
  'the key of the file without ".csv", with "~" for "/", such as "usage~2026-11-22"';

export const isJobId = (text: string): boolean =>
  text.length <= MAX_LENGTH && /^(usage|members|settlements)(~[0-9A-Za-z][0-9A-Za-z._-]*)+$/.test(text);

/**
 * What a key says, or why it can't be taken.
 *
 * @returns undefined for what we write ourselves, and for folders
 */
export function readFileName(key: string): FileName | { readonly problem: string } | undefined {
  if (/\.(errors\.csv|differences\.csv|result\.json)$|\/$/.test(key)) return undefined;
  const [, kind, name = ''] = KEY.exec(key) ?? [];
  const [folder] = name.split('/', 1);
  const provider = name.includes('/') ? PAYMENT_PROVIDERS.find((each) => each === folder) : undefined;
  if (kind === undefined || key.length > MAX_LENGTH || (kind === 'settlements' && provider === undefined)) {
    return {
      problem:
        'allowed: usage/<name>.csv, members/<name>.csv or settlements/<provider>/<name>.csv of letters, digits, ".", ' +
        `"_", "-" and "/", at most ${MAX_LENGTH} characters; providers: ${PAYMENT_PROVIDERS.join(', ')}`,
    };
  }
  return {
    kind: kind as FileKind,
    ...(kind === 'settlements' && provider !== undefined ? { provider } : {}),
    jobId: key.slice(0, -'.csv'.length).replaceAll('/', '~'),
    errorsKey: `${key.slice(0, -'.csv'.length)}.${kind === 'settlements' ? 'differences' : 'errors'}.csv`,
    resultKey: `${key.slice(0, -'.csv'.length)}.result.json`,
  };
}
