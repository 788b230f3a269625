/** Who asks: the channel partner that a token's client belongs to, or the operator itself. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type Actor, OPERATOR_OWNER } from '../../../domain/events/event.js';

export interface Partner {
  /** `operator`, or the id of a channel partner of the operator file. */
  readonly id: string;
  /** The operator's own tools see and do everything. */
  readonly isOperator: boolean;
  readonly requestsPerMinute: number;
}

type Claims = Readonly<Record<string, unknown>>;
type WithClaims = APIGatewayProxyEventV2 & {
  readonly requestContext: { readonly authorizer?: { readonly jwt?: { readonly claims?: Claims } } };
};

interface PartnerClient {
  readonly id: string;
  readonly requestsPerMinute: number;
}

/**
 * The partners by their clients, from `PARTNER_CLIENTS`: `<client id>=<partner id>:<requests per minute>`, separated by
 * commas.
 *
 * @throws Error when it is malformed
 */
export function partnerClients(text: string): ReadonlyMap<string, PartnerClient> {
  return new Map(
    text
      .split(',')
      .filter((entry) => entry !== '')
      .map((entry) => {
        const found = /^(?<client>[^=]+)=(?<id>[^:]+):(?<most>\d+)$/.exec(entry);
        const { client = '', id = '', most = '' } = found?.groups ?? {};
        if (found === null)
          throw new Error(
            `PARTNER_CLIENTS: got "${entry}"; allowed: <client>=<partner>:<requests per minute>`,
          );
        return [client, { id, requestsPerMinute: Number(most) }];
      }),
  );
}

/** @returns undefined for a client that is nobody's */
export function partnerOf(
  event: APIGatewayProxyEventV2,
  clients: ReadonlyMap<string, PartnerClient>,
): Partner | undefined {
  const claims = (event as WithClaims).requestContext.authorizer?.jwt?.claims;
  const client = claims?.['client_id'] ?? claims?.['azp'] ?? claims?.['sub'];
  const found = typeof client === 'string' ? clients.get(client) : undefined;
  return found === undefined ? undefined : { ...found, isOperator: found.id === OPERATOR_OWNER };
}

/** The owner of what this partner makes. */
export const ownerOf = ({ id }: Partner): string => id;

/** Whether a partner may see what has this owner. */
export const maySee = ({ id, isOperator }: Partner, owner: string | undefined): boolean =>
  isOperator || owner === id;

export const actorOf = ({ id, isOperator }: Partner): Actor => ({
  type: isOperator ? 'operator' : 'partner',
  id,
});
