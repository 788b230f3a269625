import { randomUUID } from 'node:crypto';

/** One version of a secret. */
export interface SecretVersion {
  readonly versionId: string;
  readonly value: string;
  readonly createdMs: number;
}

export interface LocalSecret {
  readonly name: string;
  readonly arn: string;
  readonly current: SecretVersion;
  /** The version before. */
  readonly previous?: SecretVersion;
}

/** Secrets Manager ends an ARN with six characters of its own, so that a name used again is another ARN. */
const SUFFIX = /-[a-zA-Z\d]{6}$/;

/** The secrets of an account: texts by name, in memory. */
export class LocalSecrets {
  private readonly prefix: string;
  private readonly byName = new Map<string, LocalSecret>();

  constructor({ region, accountId }: { readonly region: string; readonly accountId: string }) {
    this.prefix = `arn:aws:secretsmanager:${region}:${accountId}:secret:`;
  }

  /** Makes a secret, or gives one that is there a new version. */
  put(name: string, value: string): LocalSecret {
    const before = this.byName.get(name);
    const versionId = randomUUID();
    const secret: LocalSecret = {
      name,
      arn: before?.arn ?? `${this.prefix}${name}-${versionId.slice(0, 6)}`,
      current: { versionId, value, createdMs: Date.now() },
      ...(before === undefined ? {} : { previous: before.current }),
    };
    this.byName.set(name, secret);
    return secret;
  }

  /** By name, by ARN, or by the ARN without its last six characters. */
  find(id: string): LocalSecret | undefined {
    if (!id.startsWith(this.prefix)) return this.byName.get(id);
    const name = id.slice(this.prefix.length);
    const found = this.byName.get(name.replace(SUFFIX, ''));
    return found?.arn === id ? found : this.byName.get(name);
  }
}
