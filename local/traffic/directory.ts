/** What runs locally: `GET /local/operators`. */
import type { LocalOperator } from '../local-operator.js';
import type { HttpClient } from './http-client.js';

/** Something that whoever started the traffic can mend; the message says how. */
export class TrafficError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TrafficError';
  }
}

/** @throws TrafficError */
export async function readDirectory(
  http: Pick<HttpClient, 'call'>,
  url: string,
): Promise<readonly LocalOperator[]> {
  let reply;
  try {
    reply = await http.call({ method: 'GET', url: `${url}/local/operators` });
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    throw new TrafficError(
      `Nothing answers at ${url} (${code ?? message}).\n` +
        'Start the operators first, in another terminal: npm start\n' +
        'If they run on another port, name it: --url http://127.0.0.1:<port>',
    );
  }
  if (reply.status === 503)
    throw new TrafficError(`The local run at ${url} is starting or stopping; try again in a moment.`);
  if (reply.status !== 200 || !Array.isArray(reply.body))
    throw new TrafficError(
      `${url}/local/operators answered ${reply.status}: that is not the local run of npm start.`,
    );
  return reply.body as readonly LocalOperator[];
}

/** @throws TrafficError that lists the operators there are */
export function chooseOperator(operators: readonly LocalOperator[], id: string | undefined): LocalOperator {
  const found = id === undefined ? operators[0] : operators.find((operator) => operator.id === id);
  if (found !== undefined) return found;
  const known = operators.map((operator) => operator.id).join(', ');
  throw new TrafficError(
    operators.length === 0
      ? 'The local run has no operators.'
      : `There is no operator "${id}". These run: ${known}`,
  );
}

/**
 * The client that may do something at an operator.
 *
 * @throws TrafficError
 */
export function clientFor(operator: LocalOperator, scope: string): LocalOperator['clients'][number] {
  const client = operator.clients.find(({ scopes }) => scopes.includes(scope));
  if (client === undefined) throw new TrafficError(`${operator.id} has no client with the scope ${scope}.`);
  return client;
}

/** @throws TrafficError */
export function apiOf(operator: LocalOperator, name: string): string {
  const url = operator.apis[name];
  if (url === undefined)
    throw new TrafficError(
      `${operator.id} has no API "${name}"; it has: ${Object.keys(operator.apis).join(', ') || 'none'}`,
    );
  return url;
}
