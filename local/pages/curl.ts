import { randomUUID } from 'node:crypto';
import type { LocalOperator } from '../local-operator.js';

/** The scope that places orders at the partner API. */
const ORDERING = 'partner/ordering.write';

/** Where the law wants a real name: a person whose documents the seller checked, as its customer. */
const VERIFIED_CUSTOMER = [
  '# The law wants a real name: a person whose documents you checked, and your customer.',
  `ADA=$(send "$TMF/party/v4/individual" -H "idempotency-key: person-1" -d '${JSON.stringify({
    givenName: 'Ada',
    familyName: 'Lovelace',
    status: 'validated',
    individualIdentification: [{ identificationType: 'passport', identificationId: 'C01X00T47' }],
  })}' | id pty)`,
  `CUSTOMER=$(send "$TMF/customerManagement/v4/customer" -H "idempotency-key: customer-1" -d '{"name":"Ada Lovelace","engagedParty":{"id":"'"$ADA"'","@referredType":"Individual"}}' | id cus)`,
];

/** Stands for the time at which the command is run. */
const NOW = 'NOW';

/** Shell commands that work as they stand against the local run. */
export interface CurlExamples {
  readonly token: (scope: string) => string;
  readonly plans: string;
  readonly subscriber: string;
  /** What a usage would cost, then an adjustment. */
  readonly account: string;
  readonly charge: string;
  /** Absent when the operator has no payment providers. */
  readonly topUp?: string;
  /** An order at the partner API, by the first partner that may, or the operator; absent when there is no such API. */
  readonly partner?: string;
  /** Absent when the operator has no bucket for files. */
  readonly files?: string;
}

export function curlExamples(local: LocalOperator): CurlExamples {
  const { apis, tokenUrl, clients, subscribers, market, filesUrl } = local;
  const { paymentSimulatorUrl, paymentProviders, topUps } = local;
  const token = (scope: string): string => {
    return tokenOf(clients.find(({ scopes }) => scopes.includes(scope)));
  };
  const tokenOf = (client: LocalOperator['clients'][number] | undefined): string => {
    return (
      `TOKEN=$(curl -s -u ${client?.clientId}:${client?.clientSecret} -d grant_type=client_credentials ${tokenUrl}` +
      String.raw` | sed 's/.*"access_token":"\([^"]*\)".*/\1/'` +
      ')'
    );
  };
  const nFName = randomUUID();
  const subscriber = subscribers[0];
  const post = (url: string, sequence: number, content: object, more = ''): string =>
    `curl -s${more} -H "authorization: Bearer $TOKEN" -H "content-type: application/json" ${url} \\\n` +
    `  -d '${JSON.stringify({
      subscriberIdentifier: subscriber?.supi,
      nfConsumerIdentification: { nFName, nodeFunctionality: 'SMF' },
      invocationTimeStamp: NOW,
      invocationSequenceNumber: sequence,
      ...content,
    }).replace(NOW, `'"$(date -u +%FT%TZ)"'`)}'`;
  const session = {
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
  const used = (bytes: number) => ({ usedUnitContainer: [{ localSequenceNumber: 1, totalVolume: bytes }] });
  const get = (path: string): string =>
    `curl -s -H "authorization: Bearer $TOKEN" ${apis['operator']}${path}`;
  const ask = (method: string, path: string, body: object): string =>
    `curl -s -X ${method} -H "authorization: Bearer $TOKEN" -H "content-type: application/json" ${apis['operator']}${path} \\\n` +
    `  -d '${JSON.stringify(body)}'; echo`;
  const sellers = clients.filter(({ scopes }) => scopes.includes(ORDERING));
  const seller = sellers.find(({ partner }) => partner !== undefined) ?? sellers[0];
  const isNamed = market.realName === 'before_activation';
  const account = `/subscribers/${subscriber?.supi}`;
  return {
    token,
    plans: `${token('catalogue/read')}\n${get('/plans')}`,
    subscriber: `${token('subscribers/read')}\n${get(`/subscribers/${subscriber?.supi}`)}`,
    ...(filesUrl === undefined
      ? {}
      : {
          files: [
            '# Usage of one subscriber as a host sends it in a batch, a row that is wrong among it.',
            `curl -s -T - ${filesUrl}/usage/sample.csv <<CSV`,
            'record_id,supi,rating_group,start_time,bytes',
            `sample-1,${subscriber?.supi},1000,$(date -u +%FT%TZ),1500000`,
            `sample-2,${subscriber?.supi},1000,yesterday,1500000`,
            'CSV',
            '# How it went: from the API, and from the files beside it.',
            token('subscribers/read'),
            `for _ in $(seq 20); do ${get('/jobs/usage~sample')} | grep '"state":"processed"' && break; sleep 1; done`,
            `curl -s ${filesUrl}/usage/sample.errors.csv`,
          ].join('\n'),
        }),
    account: [
      token('subscribers/write'),
      '# What would 10 GB cost now? Nothing is written.',
      ask('POST', `${account}/quote`, { usage: [{ ratingGroup: 1000, bytes: '10 GB' }] }),
      '# 5.00 for the trouble. Sent again, it counts once.',
      ask('POST', `${account}/adjustments`, {
        id: 'goodwill-1',
        bucket: 'wallet',
        amount: '5.00',
        reason: 'goodwill',
        actor: 'you',
      }),
    ].join('\n'),
    ...(paymentSimulatorUrl === undefined
      ? {}
      : {
          topUp: [
            token('payments/write'),
            '# An order. The answer says where the subscriber pays: open its checkout.url in a browser, or go on here.',
            `ANSWER=$(${ask('POST', '/topups', {
              id: 'top-up-1',
              subscriber: subscriber?.subscriberId,
              amount: topUps?.smallest ?? '10.00',
              provider: paymentProviders[0],
            }).replace(/; echo$/, ')')}`,
            String.raw`printf '%s\n' "$ANSWER"; PAYMENT=$(printf '%s' "$ANSWER" | sed 's/.*"paymentId":"\([^"]*\)".*/\1/')`,
            '# It is paid; the provider tells it by a signed webhook, and it is on the account a moment later.',
            `curl -s -X POST ${paymentSimulatorUrl}/control/payments/$PAYMENT/pay; echo`,
            `sleep 2; ${get('/payments/$PAYMENT')}; echo`,
          ].join('\n'),
        }),
    ...(seller === undefined || apis['partner'] === undefined
      ? {}
      : {
          partner: [
            `# You are ${seller.partner === undefined ? 'the operator' : `${seller.partner} (${seller.name})`}.`,
            tokenOf(seller),
            `TMF=${apis['partner']}/tmf-api; ORDERS=$TMF/productOrderingManagement/v4/productOrder`,
            `send() { curl -s -H "authorization: Bearer $TOKEN" -H "content-type: application/json" "$@"; echo; }`,
            `id() { grep -o '"id":"'"$1"'_[^"]*' | head -n 1 | cut -d '"' -f 4; }`,
            ...(isNamed ? VERIFIED_CUSTOMER : []),
            `ORDER='${JSON.stringify({
              ...(isNamed
                ? { relatedParty: [{ id: `'"$CUSTOMER"'`, role: 'customer', '@referredType': 'Customer' }] }
                : {}),
              productOrderItem: [
                {
                  id: '1',
                  action: 'add',
                  productOffering: { id: local.plans[0]?.id },
                  product: { productCharacteristic: [{ name: 'simType', value: 'esim' }] },
                },
              ],
            }).replaceAll(String.raw`\"`, '"')}'`,
            '# All of it is checked, and nothing done.',
            'send "$ORDERS?dryRun=true" -d "$ORDER"',
            '# Placed. A moment later it is completed; its eSIM has an activation code.',
            `PLACED=$(send "$ORDERS" -H "idempotency-key: sale-1" -d "$ORDER" | id ord)`,
            'sleep 3; send "$ORDERS/$PLACED?fields=state,note,productOrderItem"',
          ].join('\n'),
        }),
    charge: [
      `# One data session of ${subscriber?.supi} in ${market.country}. Opened: what may it use?`,
      token('charging/session'),
      `ANSWER=$(${post(
        `${apis['charging']}/chargingdata`,
        0,
        { multipleUnitUsage: [{ ratingGroup: 1000, requestedUnit: {} }], ...session },
        ' -i',
      )})`,
      String.raw`printf '%s\n' "$ANSWER"; SESSION=$(printf '%s' "$ANSWER" | sed -n 's/^[Ll]ocation: *//p' | tr -d '\r')`,
      '# It used 1 MB, and asks for more.',
      `${post('"$SESSION/update"', 1, {
        multipleUnitUsage: [{ ratingGroup: 1000, requestedUnit: {}, ...used(1_000_000) }],
      })}; echo`,
      '# It used another 0.5 MB, and is over: 204.',
      post(
        '"$SESSION/release"',
        2,
        { multipleUnitUsage: [{ ratingGroup: 1000, ...used(500_000) }] },
        ` -w '%{http_code}\\n'`,
      ),
    ].join('\n'),
  };
}
