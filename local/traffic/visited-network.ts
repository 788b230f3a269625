/** The radio network that carries the traffic: its functions and places, as they name themselves in requests. */
import type { Json } from './message.js';
import type { Random } from './random.js';

export class VisitedNetwork {
  readonly mcc: string;
  readonly mnc: string;
  readonly plmn: Json;
  readonly upfId: string;
  private readonly smfId: string;
  private readonly amfId: string;
  private readonly imsId: string;
  private readonly smsfId: string;

  constructor({ mcc, mnc }: { mcc: string; mnc: string }, random: Random) {
    this.mcc = mcc;
    this.mnc = mnc;
    this.plmn = { mcc, mnc };
    [this.smfId, this.amfId, this.upfId, this.imsId, this.smsfId] = [0, 1, 2, 3, 4].map(() =>
      random.uuid(),
    ) as [string, string, string, string, string];
  }

  /** `5gc.mnc099.mcc234.3gppnetwork.org` (TS 23.003 §28.2). */
  domain(system: '5gc' | 'ims'): string {
    return `${system}.mnc${this.mnc.padStart(3, '0')}.mcc${this.mcc}.3gppnetwork.org`;
  }

  smf(): Json {
    return this.function('SMF', 'smf01', '192.0.2.10', this.smfId, '5gc');
  }

  amf(): Json {
    return this.function('AMF', 'amf01', '192.0.2.11', this.amfId, '5gc');
  }

  ims(): Json {
    return this.function('IMS_Node', 'tas01', '192.0.2.12', this.imsId, 'ims');
  }

  smsf(): Json {
    return this.function('SMSF', 'smsf01', '192.0.2.13', this.smsfId, '5gc');
  }

  location(cell: string): Json {
    return {
      nrLocation: {
        ncgi: { nrCellId: cell, plmnId: this.plmn },
        tai: { plmnId: this.plmn, tac: '000001' },
      },
    };
  }

  private function(
    nodeFunctionality: string,
    host: string,
    nFIPv4Address: string,
    nFName: string,
    system: '5gc' | 'ims',
  ): Json {
    return {
      nFFqdn: `${host}.${this.domain(system)}`,
      nFIPv4Address,
      nFName,
      nFPLMNID: this.plmn,
      nodeFunctionality,
    };
  }
}
