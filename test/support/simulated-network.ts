/** A network that charges over Nchf_ConvergedCharging, by the operator's clock, and knows what it reported. */
import type { LocalOperator } from '../../local/local-operator.js';
import { tokenFor } from './local-run.js';
import type { OperatorClient } from './operator-client.js';

export type Unit = 'bytes' | 'seconds' | 'messages';

export interface Granted {
  readonly ratingGroup: number;
  readonly resultCode: string;
  readonly grantedUnit?: Readonly<Record<string, number>>;
  readonly finalUnitIndication?: {
    readonly finalUnitAction: string;
    readonly redirectServer?: { readonly redirectServerAddress: string };
  };
}

export interface Traffic {
  readonly ratingGroup: number;
  /** What each update reports, and the release. */
  readonly used: readonly number[];
  /** E.164 with `+`. */
  readonly to?: string;
  /** MCC-MNC; absent = at home. */
  readonly visited?: string;
  /** The other party called. */
  readonly incoming?: boolean;
  /** Where it wants to be told to ask again. */
  readonly notifyUri?: string;
}

/** What each kind of traffic is reported in; the sample operators agree on it with their hosts. */
const UNIT_OF: Readonly<Record<number, { readonly unit: Unit; readonly field: string }>> = {
  100: { unit: 'seconds', field: 'time' },
  200: { unit: 'messages', field: 'serviceSpecificUnits' },
  1000: { unit: 'bytes', field: 'totalVolume' },
  /** The brand's video app in China. */
  2001: { unit: 'bytes', field: 'totalVolume' },
};

const NODE_OF: Readonly<Record<number, string>> = { 100: 'IMS_Node', 200: 'SMSF', 1000: 'SMF', 2001: 'SMF' };

/** Whom it is with and where, as each kind of network function tells it (TS 32.291 6.1.6). */
function circumstances({ ratingGroup, to, visited, incoming }: Omit<Traffic, 'used'>): object {
  const [mcc, mnc] = visited?.split('-') ?? [];
  const plmn = { mcc, mnc };
  const location =
    visited === undefined ? {} : { userLocationInfo: { nrLocation: { tai: { plmnId: plmn, tac: '0001' } } } };
  switch (ratingGroup) {
    case 100: {
      const role = incoming === true ? { roleOfNode: 'TERMINATING_ROLE' } : {};
      return { iMSChargingInformation: { calledPartyAddress: `tel:${to}`, ...role, ...location } };
    }
    case 200: {
      const recipientGPSI = `msisdn-${to?.replace('+', '')}`;
      return { sMSChargingInformation: { recipientInfo: [{ recipientGPSI }], ...location } };
    }
    default: {
      const serving = { nodeFunctionality: 'AMF', nFPLMNID: plmn };
      const session = { pduSessionID: 1, dnnId: 'internet' };
      const roaming = { servingNetworkFunctionID: { servingNetworkFunctionInformation: serving } };
      return {
        pDUSessionChargingInformation: {
          pduSessionInformation: { ...session, ...(visited === undefined ? {} : roaming) },
        },
      };
    }
  }
}

export class SimulatedNetwork {
  private readonly reported = new Map<string, number>();

  private readonly url: string;
  private readonly token: string;
  private readonly operator: OperatorClient;

  private constructor(url: string, token: string, operator: OperatorClient) {
    this.url = url;
    this.token = token;
    this.operator = operator;
  }

  static async of(local: LocalOperator, operator: OperatorClient): Promise<SimulatedNetwork> {
    return new SimulatedNetwork(local.apis['charging']!, await tokenFor(local, 'charging/session'), operator);
  }

  /** Units that were reported of a SIM, by rating group. */
  reportedOf(supi: string, ratingGroup: number): number {
    return this.reported.get(`${supi} ${ratingGroup}`) ?? 0;
  }

  /** Of what came by another way than this network, such as a file. */
  count(supi: string, ratingGroup: number, units: number): void {
    const key = `${supi} ${ratingGroup}`;
    this.reported.set(key, (this.reported.get(key) ?? 0) + units);
  }

  /** A whole session: created, an update for all but the last report, released. What was answered to each. */
  async session(supi: string, traffic: Traffic): Promise<Granted[]> {
    const { location, granted } = await this.create(supi, traffic);
    const answers = [granted];
    for (const [i, used] of traffic.used.slice(0, -1).entries())
      answers.push(await this.update(supi, location, i + 1, traffic, used));
    await this.release(supi, location, traffic.used.length, traffic, traffic.used.at(-1) ?? 0);
    return answers;
  }

  /** Uses what is granted and no more, until so much is used or nothing is granted; how much it was. */
  async useUpTo(supi: string, ratingGroup: number, total: number): Promise<number> {
    const traffic = { ratingGroup, used: [] };
    const { location, granted } = await this.create(supi, traffic);
    const { field } = UNIT_OF[ratingGroup]!;
    let [left, sequence, next] = [total, 1, granted];
    for (;;) {
      const used = Math.min(next.grantedUnit?.[field] ?? 0, left);
      left -= used;
      if (used === 0 || left === 0) {
        await this.release(supi, location, sequence, traffic, used);
        return total - left;
      }
      next = await this.update(supi, location, sequence, traffic, used);
      sequence += 1;
    }
  }

  /** A message, or another event that is charged at once; what was answered, or why it was refused. */
  async event(supi: string, traffic: Omit<Traffic, 'used'>, units = 1): Promise<number> {
    const { ratingGroup } = traffic;
    const { field } = UNIT_OF[ratingGroup]!;
    const response = await this.post(`${this.url}/chargingdata`, {
      ...this.message(supi, 0, traffic, [{ ratingGroup, requestedUnit: { [field]: units } }]),
      oneTimeEvent: true,
      oneTimeEventType: 'IEC',
    });
    if (response.status === 201) this.count(supi, ratingGroup, units);
    return response.status;
  }

  async create(supi: string, traffic: Traffic): Promise<{ location: string; granted: Granted }> {
    const group = { ratingGroup: traffic.ratingGroup, requestedUnit: {} };
    const response = await this.post(`${this.url}/chargingdata`, this.message(supi, 0, traffic, [group]));
    const granted = await grantedIn(response, 201);
    return { location: response.headers.get('location')!, granted };
  }

  async update(
    supi: string,
    location: string,
    sequence: number,
    traffic: Traffic,
    used: number,
  ): Promise<Granted> {
    const { ratingGroup } = traffic;
    const group = { ratingGroup, requestedUnit: {}, ...this.report(supi, ratingGroup, sequence, used) };
    return await grantedIn(
      await this.post(`${location}/update`, this.message(supi, sequence, traffic, [group])),
      200,
    );
  }

  async release(
    supi: string,
    location: string,
    sequence: number,
    traffic: Traffic,
    used: number,
  ): Promise<void> {
    const { ratingGroup } = traffic;
    const group = { ratingGroup, ...this.report(supi, ratingGroup, sequence, used) };
    const response = await this.post(`${location}/release`, this.message(supi, sequence, traffic, [group]));
    if (response.status !== 204) throw new Error(`release: ${response.status} ${await response.text()}`);
  }

  private report(supi: string, ratingGroup: number, sequence: number, used: number): object {
    this.count(supi, ratingGroup, used);
    const units = { [UNIT_OF[ratingGroup]!.field]: used };
    return { usedUnitContainer: [{ localSequenceNumber: sequence, ...units }] };
  }

  private message(
    supi: string,
    sequence: number,
    traffic: Omit<Traffic, 'used'>,
    multipleUnitUsage: readonly object[],
  ): object {
    return {
      subscriberIdentifier: supi,
      nfConsumerIdentification: { nodeFunctionality: NODE_OF[traffic.ratingGroup] },
      invocationTimeStamp: new Date(this.operator.now()).toISOString(),
      invocationSequenceNumber: sequence,
      multipleUnitUsage,
      ...(traffic.notifyUri === undefined ? {} : { notifyUri: traffic.notifyUri }),
      ...circumstances(traffic),
    };
  }

  private async post(url: string, body: object): Promise<Response> {
    return await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.token}` },
      body: JSON.stringify(body),
    });
  }
}

async function grantedIn(response: Response, expected: number): Promise<Granted> {
  const text = await response.text();
  if (response.status !== expected) throw new Error(`${response.url}: ${response.status} ${text}`);
  const { multipleUnitInformation } = JSON.parse(text) as { multipleUnitInformation?: Granted[] };
  return multipleUnitInformation![0]!;
}
