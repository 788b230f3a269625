/** What a handler throws to refuse: it becomes the answer. */
import type { InvalidParam } from '../../shared/problem.js';

export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly status: number;
  /** Stable, kebab-case. */
  readonly code: string;
  readonly invalidParams: readonly InvalidParam[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    detail: string,
    {
      invalidParams = [],
      headers = {},
    }: { invalidParams?: readonly InvalidParam[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(detail);
    this.status = status;
    this.code = code;
    this.invalidParams = invalidParams;
    this.headers = headers;
  }
}

/** 404. What belongs to somebody else is answered like what is not there. */
export const notFound = (resource: string, id: string) =>
  new RefusedError(404, `${resource}-not-found`, `there is no ${resource.replaceAll('-', ' ')} ${id}`);

/** 400, with every problem. */
export const invalid = (code: string, invalidParams: readonly InvalidParam[]) =>
  new RefusedError(
    400,
    code,
    invalidParams.map(({ param, reason }) => (param === '' ? reason : `${param}: ${reason}`)).join(' · '),
    { invalidParams },
  );
