/** A route key of an HTTP API, taken apart. */
export interface RoutePattern {
  /** `POST`, `ANY`, or `$default` for the route that takes the rest. */
  readonly method: string;
  readonly segments: readonly Segment[];
}

type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'greedy'; readonly name: string };

export interface RouteMatch<R> {
  readonly route: R;
  /** Decoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** `POST /chargingdata/{ref}/update`, `ANY /{proxy+}`, `$default` */
export function parseRouteKey(routeKey: string): RoutePattern {
  if (routeKey === '$default') return { method: '$default', segments: [] };
  const [method = '', path = ''] = routeKey.split(' ');
  const segments = split(path).map((text): Segment => {
    const greedy = /^\{(.+)\+\}$/.exec(text)?.[1];
    if (greedy !== undefined) return { kind: 'greedy', name: greedy };
    const name = /^\{(.+)\}$/.exec(text)?.[1];
    return name === undefined ? { kind: 'literal', text } : { kind: 'parameter', name };
  });
  return { method, segments };
}

/**
 * The most specific route for a request: literal segments before parameters before greedy ones, a method before
 * ANY, `$default` last. Source: API Gateway developer guide, "Working with routes for HTTP APIs".
 */
export function matchRoute<R extends { readonly pattern: RoutePattern }>(
  routes: readonly R[],
  method: string,
  path: string,
): RouteMatch<R> | undefined {
  const segments = split(path);
  let best: (RouteMatch<R> & { rank: string }) | undefined;
  for (const route of routes) {
    const { pattern } = route;
    if (pattern.method === '$default') {
      if (best === undefined) best = { route, pathParameters: {}, rank: '' };
      continue;
    }
    if (pattern.method !== method && pattern.method !== 'ANY') continue;
    const pathParameters = match(pattern.segments, segments);
    if (pathParameters === undefined) continue;
    const rank = rankOf(pattern);
    if (best === undefined || rank > best.rank) best = { route, pathParameters, rank };
  }
  return best;
}

function match(pattern: readonly Segment[], segments: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [i, part] of pattern.entries()) {
    if (part.kind === 'greedy') {
      if (segments.length <= i) return undefined;
      parameters[part.name] = segments.slice(i).map(decode).join('/');
      return parameters;
    }
    const segment = segments[i];
    if (segment === undefined || (part.kind === 'parameter' && segment === '')) return undefined;
    if (part.kind === 'literal' && part.text !== segment) return undefined;
    if (part.kind === 'parameter') parameters[part.name] = decode(segment);
  }
  return segments.length === pattern.length ? parameters : undefined;
}

/** Compares as text: more specific is greater. */
function rankOf({ method, segments }: RoutePattern): string {
  const kinds = { literal: '3', parameter: '2', greedy: '1' };
  return `${segments.map(({ kind }) => kinds[kind]).join('')}${method === 'ANY' ? '' : '0'}`;
}

const split = (path: string): string[] => path.replace(/^\//, '').replace(/\/$/, '').split('/');

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
