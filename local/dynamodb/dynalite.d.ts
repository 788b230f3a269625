// The parts of dynalite 4 that the layer stands on; the package carries no types.

interface DynaliteSubDb {
  lock(
    keys: string | string[],
    critical: (release: (done?: unknown) => (...args: never[]) => void) => void,
  ): void;
  get(key: string, done: (error: Error | null, value?: Record<string, never>) => void): void;
  put(key: string, value: unknown, done: (error: Error | null) => void): void;
  del(key: string, done: (error: Error | null) => void): void;
}

interface DynaliteStore {
  readonly options: { readonly maxItemSize: number };
  readonly db: {
    batch(
      operations: readonly { type: 'put' | 'del'; key: string; value?: unknown }[],
      done: (error: Error | null) => void,
    ): void;
    close(): Promise<void>;
    open(): Promise<void>;
  };
  readonly tableDb: DynaliteSubDb & { awsAccountId: string; awsRegion: string };
  getItemDb(table: string): DynaliteSubDb;
  getIndexDb(kind: string, table: string, index: string): DynaliteSubDb;
  getTable(
    name: string,
    checkStatus: boolean | ((error: Error | null, table?: never) => void),
    done?: (error: Error | null, table?: never) => void,
  ): void;
}

declare module 'dynalite/db/index.js' {
  export function create(options: {
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }): DynaliteStore;
  export function itemSize(item: object): number;
  export function createKey(item: object, table: object): string;
  export function validateKey(key: object, table: object): Error | undefined;
  export function checkConditional(request: object, existing: object | undefined): Error | null | undefined;
  export function validationError(message: string): Error;
}

declare module 'dynalite/validations/index.js' {
  export function checkTypes(data: object, types: object): object;
  export function checkValidations(data: object, types: object, custom: unknown, store: DynaliteStore): void;
}

declare module 'dynalite/actions/*.js' {
  const action: (
    store: DynaliteStore,
    data: object,
    done: (error: Error | null, result?: object) => void,
  ) => void;
  export = action;
}

declare module 'dynalite/validations/*.js' {
  export const types: object;
  export const custom: unknown;
}
