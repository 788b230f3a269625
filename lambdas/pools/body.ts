/** Reads JSON bodies of the companies and pools API: the value, or everything that is wrong with it at once. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { cycleProblems, type Cycle } from '../../domain/cycles/index.js';
import { problemAt } from '../../domain/operator/problem.js';
import type { Allowance } from '../../domain/pools/open-pool.js';
import { POOL_LIMITS } from '../../domain/pools/slice.js';
import { parseJson } from '../shared/parse-json.js';
import type { InvalidParam } from '../shared/problem.js';

type Fields = Readonly<Record<string, unknown>>;

const MAX_NAME = 100;

/** Collects what is wrong while a body is read. */
export class BodyReader {
  readonly invalidParams: InvalidParam[] = [];
  private readonly fields: Fields;
  private readonly known = new Set<string>();

  /** @param event  its body is JSON, in base64 if the event says so */
  constructor({ body, isBase64Encoded }: Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded'>) {
    const text = isBase64Encoded ? Buffer.from(body ?? '', 'base64').toString('utf8') : (body ?? '');
    let parsed: unknown;
    try {
      parsed = parseJson(text);
    } catch {
      parsed = undefined;
    }
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    if (!isObject) this.refuse('', text.slice(0, MAX_NAME), 'a JSON object');
    this.fields = isObject ? (parsed as Fields) : {};
  }

  refuse(param: string, value: unknown, allowed: string, why?: string): void {
    this.invalidParams.push({ param, reason: problemAt(param, value, allowed, why).message });
  }

  /** Fields that nothing has asked for are refused too. */
  finish(): void {
    for (const field of Object.keys(this.fields)) {
      if (this.known.has(field)) continue;
      this.refuse(field, this.fields[field], [...this.known].join(', '), 'there is no such field');
    }
  }

  private take(field: string): unknown {
    this.known.add(field);
    return this.fields[field];
  }

  text(field: string, allowed: string, isAllowed: (text: string) => boolean): string {
    const value = this.take(field);
    if (typeof value === 'string' && isAllowed(value)) return value;
    this.refuse(field, value, allowed);
    return '';
  }

  optionalText(field: string, allowed: string, isAllowed: (text: string) => boolean): string | undefined {
    const value = this.take(field);
    return value === undefined || value === null ? undefined : this.text(field, allowed, isAllowed);
  }

  name(field: string): string {
    return this.text(field, `1 to ${MAX_NAME} characters`, (t) => t.trim() !== '' && t.length <= MAX_NAME);
  }

  optionalNumber(field: string, min: number, max: number): number | undefined {
    const value = this.take(field);
    if (value === undefined || value === null) return undefined;
    if (Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max)
      return value as number;
    this.refuse(field, value, `whole number from ${min} to ${max}`);
    return undefined;
  }

  /** `[{ bucket, amount }]`, each bucket once. */
  allowances(field: string, min: number): Allowance[] {
    const value = this.take(field);
    if (value === undefined && min === 0) return [];
    if (!Array.isArray(value) || value.length < min || value.length > POOL_LIMITS.resources) {
      this.refuse(field, value, `${min} to ${POOL_LIMITS.resources} of { bucket, amount }`);
      return [];
    }
    const seen = new Set<string>();
    return value.flatMap((entry: unknown, i): Allowance[] => {
      const path = `${field}[${i}]`;
      const before = this.invalidParams.length;
      if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
        this.refuse(path, entry, '{ bucket, amount }');
        return [];
      }
      const { bucket, amount, ...others } = entry as { bucket?: unknown; amount?: unknown };
      for (const [name, found] of Object.entries(others))
        this.refuse(`${path}.${name}`, found, 'bucket, amount', 'there is no such field');
      if (typeof bucket !== 'string' || bucket === '')
        this.refuse(`${path}.bucket`, bucket, "the id of a pooled bucket of the members' plan");
      else if (seen.has(bucket)) this.refuse(`${path}.bucket`, bucket, 'each bucket once');
      else seen.add(bucket);
      if (!Number.isSafeInteger(amount) || (amount as number) < 1 || (amount as number) > POOL_LIMITS.amount)
        this.refuse(
          `${path}.amount`,
          amount,
          `whole number from 1 to ${POOL_LIMITS.amount}, in the bucket's unit (micros when money)`,
        );
      return this.invalidParams.length > before
        ? []
        : [{ bucket: bucket as string, amount: amount as number }];
    });
  }

  /** A cycle without its zone, which is the plan's; null = none; absent = calendar months. */
  cycle(field: string, timeZone: string): Cycle | undefined {
    const value = this.take(field);
    if (value === null) return undefined;
    if (value === undefined) return { every: 1, unit: 'month', anchor: { dayOfMonth: 1 }, timeZone };
    const cycle = { anchor: 'activation', ...value, timeZone };
    const problems = cycleProblems(cycle, field);
    for (const { path, message } of problems) this.invalidParams.push({ param: path, reason: message });
    return problems.length > 0 ? undefined : (cycle as Cycle);
  }
}
