/** What TMF630 and the conformance profiles demand of answers beyond the swaggers' schemas. */
import type { Route } from '../../../domain/partners/route.js';
import type { Judged } from './judged.js';

type Resource = Readonly<Record<string, unknown>>;

export function mannersOf(
  { operationId, isList }: Route,
  answer: Judged,
  fields: readonly string[] | undefined,
): string[] {
  // Listeners are no resources of TMF630: they have neither href nor @type.
  if (operationId.startsWith('registerListener')) return [];
  if (isList !== true)
    return [...resourceProblems(answer.body as Resource, '', fields), ...locationProblems(answer)];
  if (!Array.isArray(answer.body)) return [];
  return [
    ...countProblems(answer),
    ...(answer.body as Resource[]).flatMap((each, index) => resourceProblems(each, `/${index}`, fields)),
  ];
}

function resourceProblems(resource: Resource, at: string, fields: readonly string[] | undefined): string[] {
  const problems: string[] = [];
  if (!isText(resource['id'])) problems.push(`${at}/id: must be there and not be blank`);
  const href = resource['href'];
  if (!isText(href) || !/^https?:\/\/./.test(href))
    problems.push(`${at}/href: got ${JSON.stringify(href)}; must be an absolute address`);
  else if (isText(resource['id']) && !href.endsWith(`/${encodeURIComponent(resource['id'])}`))
    problems.push(`${at}/href: got ${href}; must end in the id`);
  if (fields === undefined) {
    if (!isText(resource['@type'])) problems.push(`${at}/@type: must be there (conformance profiles)`);
  } else {
    const allowed = new Set(['id', 'href', ...fields]);
    const others = Object.keys(resource).filter((name) => !allowed.has(name));
    if (others.length > 0) problems.push(`${at || '/'}: ${others.join(', ')} were not selected by fields`);
  }
  return [
    ...problems,
    // "the attribute value must be supplied […] (and must not be blank or null)"
    ...Object.entries(resource)
      .filter(([, value]) => value === null)
      .map(([name]) => `${at}/${name}: must not be null`),
  ];
}

/** "Value in response must be the same as the one set in location header" (TMF629's profile). */
function locationProblems({ status, headers, body }: Judged): string[] {
  if (status !== 201) return [];
  const { href } = body as Resource;
  return headers['location'] === href
    ? []
    : [`location: got ${headers['location']}; the href is ${JSON.stringify(href)}`];
}

function countProblems({ headers, body }: Judged): string[] {
  const { length } = body as unknown[];
  const total = headers['x-total-count'];
  const result = headers['x-result-count'];
  return [
    ...(result === String(length) ? [] : [`x-result-count: got ${result}; there are ${length}`]),
    ...(total !== undefined && /^\d+$/.test(total) && Number(total) >= length
      ? []
      : [`x-total-count: got ${total}; at least the ${length} of this page`]),
  ];
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
