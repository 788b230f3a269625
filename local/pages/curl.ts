import { randomUUID } from 'node:crypto';
import type { LocalOperator } from '../local-operator.js';

/** Shell commands that work as they stand against the local run. */
export interface CurlExamples {
  readonly token: (scope: string) => string;
  readonly plans: string;
  readonly subscriber: string;
  readonly charge: string;
}

export function curlExamples({ apis, tokenUrl, clients, subscribers, market }: LocalOperator): CurlExamples {
  const token = (scope: string): string => {
    const client = clients.find(({ scopes }) => scopes.includes(scope));
    return (
      `TOKEN=$(curl -s -u ${client?.clientId}:${client?.clientSecret} -d grant_type=client_credentials ${tokenUrl}` +
      String.raw` | sed 's/.*"access_token":"\([^"]*\)".*/\1/'` +
      ')'
    );
  };
  const subscriber = subscribers[0];
  const create = {
    subscriberIdentifier: subscriber?.supi,
    nfConsumerIdentification: { nFName: randomUUID(), nodeFunctionality: 'SMF' },
    invocationTimeStamp: new Date().toISOString(),
    invocationSequenceNumber: 0,
    multipleUnitUsage: [{ ratingGroup: 1000, requestedUnit: {} }],
    pDUSessionChargingInformation: {
      chargingId: 1,
      pduSessionInformation: {
        networkSlicingInfo: { sNSSAI: { sst: 1 } },
        pduSessionID: 1,
        dnnId: 'internet',
        pduType: 'IPV4',
      },
      uetimeZone: '+00:00',
      userInformation: { servedGPSI: subscriber?.msisdn },
    },
  };
  const get = (path: string): string =>
    `curl -s -H "authorization: Bearer $TOKEN" ${apis['operator']}${path}`;
  return {
    token,
    plans: `${token('catalogue/read')}\n${get('/plans')}`,
    subscriber: `${token('subscribers/read')}\n${get(`/subscribers/${subscriber?.supi}`)}`,
    charge:
      `# one data session of ${subscriber?.supi} in ${market.country}\n${token('charging/session')}\n` +
      `curl -s -i -H "authorization: Bearer $TOKEN" -H "content-type: application/json" ` +
      `${apis['charging']}/chargingdata -d '${JSON.stringify(create)}'`,
  };
}
