import type { BusEvent } from './event-bus.js';

/** `Targets[]` of AWS::Events::Rule, resolved, as far as the local run reads it. */
export interface TargetProps {
  readonly Id: string;
  readonly Arn: string;
  readonly Input?: string;
  readonly InputPath?: string;
  readonly InputTransformer?: {
    readonly InputPathsMap?: Readonly<Record<string, string>>;
    readonly InputTemplate: string;
  };
}

/**
 * What a target receives: `Input`, `InputPath`, `InputTransformer`, or the whole event.
 *
 * Source: EventBridge user guide, "Input transformation".
 */
export function targetInput(
  event: BusEvent,
  props: Pick<TargetProps, 'Input' | 'InputPath' | 'InputTransformer'>,
): unknown {
  if (props.Input !== undefined) return JSON.parse(props.Input);
  if (props.InputPath !== undefined) return at(event, props.InputPath);
  if (props.InputTransformer === undefined) return event;
  const { InputPathsMap = {}, InputTemplate } = props.InputTransformer;
  const value = (name: string): unknown =>
    name === 'aws.events.event.json' ? event : at(event, InputPathsMap[name] ?? '$.none');
  const text = InputTemplate
    // Alone between quotes the value replaces them too; inside a longer text it is spliced in.
    .replaceAll(/"<([\w.-]+)>"/g, (_, name: string) => JSON.stringify(value(name) ?? ''))
    .replaceAll(/<([\w.-]+)>/g, (_, name: string) => {
      const found = value(name) ?? '';
      return typeof found === 'string' ? JSON.stringify(found).slice(1, -1) : JSON.stringify(found);
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
