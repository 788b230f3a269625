import type { BusEvent, RuleTarget } from './event-bus.js';

/** `Targets[]` of AWS::Events::Rule, resolved. */
export interface TargetProps {
  readonly Id: string;
  readonly Arn: string;
  readonly Input?: string;
  readonly InputPath?: string;
  readonly InputTransformer?: {
    readonly InputPathsMap?: Readonly<Record<string, string>>;
    readonly InputTemplate: string;
  };
  readonly RetryPolicy?: {
    readonly MaximumRetryAttempts?: number;
    readonly MaximumEventAgeInSeconds?: number;
  };
  readonly DeadLetterConfig?: { readonly Arn?: string };
}

export interface Delivery {
  /** Hands the input to what the ARN names: a function, a queue. */
  send(arn: string, input: unknown): Promise<void>;
  /** Where an event goes that could not be delivered. */
  deadLetter(arn: string, body: string): void;
  onFailure(error: unknown): void;
  readonly retryDelayMs: (attempt: number) => number;
}

/** EventBridge retries 185 times over a day; a local run gives up before a developer does. */
const DEFAULT_ATTEMPTS = 3;

/** One target of a rule: shapes the input, delivers, retries, gives up to the dead-letter queue. */
export function ruleTarget(props: TargetProps, delivery: Delivery): RuleTarget {
  const attempts = Math.min(props.RetryPolicy?.MaximumRetryAttempts ?? DEFAULT_ATTEMPTS, DEFAULT_ATTEMPTS);
  return {
    id: props.Id,
    deliver: async (event) => {
      const input = shape(event, props);
      for (let attempt = 0; ; attempt += 1) {
        try {
          await delivery.send(props.Arn, input);
          return;
        } catch (error) {
          delivery.onFailure(error);
          if (attempt >= attempts) break;
          await new Promise((resolve) => setTimeout(resolve, delivery.retryDelayMs(attempt)).unref());
        }
      }
      if (props.DeadLetterConfig?.Arn !== undefined)
        delivery.deadLetter(props.DeadLetterConfig.Arn, JSON.stringify(input));
    },
  };
}

/** `Input`, `InputPath` and `InputTransformer`. Source: EventBridge user guide, "Transforming input". */
export function shape(
  event: BusEvent,
  props: Pick<TargetProps, 'Input' | 'InputPath' | 'InputTransformer'>,
): unknown {
  if (props.Input !== undefined) return JSON.parse(props.Input);
  if (props.InputPath !== undefined) return at(event, props.InputPath);
  if (props.InputTransformer === undefined) return event;
  const { InputPathsMap = {}, InputTemplate } = props.InputTransformer;
  const text = InputTemplate.replaceAll(/"?<([\w.-]+)>"?/g, (found, name: string) => {
    const quoted = found.startsWith('"') && found.endsWith('"');
    const value = name === 'aws.events.event.json' ? event : at(event, InputPathsMap[name] ?? '$.none');
    if (typeof value === 'string' && !quoted)
      return found.replace(`<${name}>`, JSON.stringify(value).slice(1, -1));
    const json = JSON.stringify(value ?? '');
    return quoted || (!found.startsWith('"') && !found.endsWith('"'))
      ? json
      : found.replace(`<${name}>`, json);
  });
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function at(event: unknown, path: string): unknown {
  let value = event;
  for (const [, name, index] of path.matchAll(/\.([\w-]+)|\[(\d+)\]/g)) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[(name ?? index) as string];
  }
  return value;
}
