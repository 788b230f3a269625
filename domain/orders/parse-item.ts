/** Items of a TMF622 order as intents, with everything that is wrong with them. What exists is not looked at here. */
import { didYouMean } from '../operator/suggest.js';
import type { Authentication, FirstTopUp, Intent, PortIn, WantedSim } from './intent.js';
import { portInFields } from './port-in-fields.js';

export type Json = Readonly<Record<string, unknown>>;

export interface Wrong {
  readonly param: string;
  readonly reason: string;
}

export interface ParsedItem {
  readonly id: string;
  /** Undefined when something is wrong. */
  readonly intent: Intent | undefined;
}

/** Characteristics that say something secret: what came is not shown again. */
export const SECRET_CHARACTERISTICS: readonly string[] = ['portOutPin', 'portOut', 'portIn'];
const SECRET_FIELDS = [
  'pin',
  'pac',
  'accountNumber',
  'authorizationCode',
  'dateOfBirth',
  'identityLastDigits',
];
const HIDDEN = '••••';

/** Names of characteristics by what an item does. */
const OF_ADD = ['simType', 'iccid', 'eid', 'msisdn', 'portIn', 'firstTopUp'];
const OF_MODIFY = [
  'when',
  'reason',
  'simType',
  'iccid',
  'eid',
  'msisdn',
  'portIn',
  'simLock',
  'portOutPin',
  'authentication',
];
const OF_DELETE = ['reason', 'portOut', 'authentication'];

export const MAX_ITEMS = 20;

export interface ItemContext {
  /** ISO 3166-1 alpha-2, of the market. */
  readonly country: string;
}

/** All items of an order. Ids must differ, and relations must lead to items of the order. */
export function parseItems(
  items: readonly Json[],
  context: ItemContext,
): { readonly items: readonly ParsedItem[]; readonly wrong: readonly Wrong[] } {
  const wrong: Wrong[] = [];
  if (items.length > MAX_ITEMS)
    wrong.push({
      param: 'productOrderItem',
      reason: `got ${items.length} items; allowed: 1 to ${MAX_ITEMS}`,
    });
  const ids = items.map(({ id }) => String(id));
  const parsed = items.map((item, index) => {
    const at = `productOrderItem[${index}]`;
    const id = ids[index]!;
    const mine: Wrong[] = [];
    if (ids.indexOf(id) !== index)
      mine.push({ param: `${at}.id`, reason: `got "${id}" twice; allowed: an id of its own for each item` });
    if (!/^[\w.:-]{1,40}$/.test(id))
      mine.push({
        param: `${at}.id`,
        reason: `got "${id}"; allowed: 1 to 40 letters, digits, ".", "_", ":", "-"`,
      });
    const intent = new ItemReader(item, at, mine, context, ids).read();
    wrong.push(...mine);
    return { id, intent: mine.length > 0 ? undefined : intent };
  });
  return { items: parsed, wrong };
}

/** An item as it is kept and shown: without what only the network needs to know. */
export function withoutSecrets(item: Json): Json {
  const product = item['product'];
  if (!isObject(product) || !Array.isArray(product['productCharacteristic'])) return item;
  return {
    ...item,
    product: {
      ...product,
      productCharacteristic: (product['productCharacteristic'] as Json[]).map((characteristic) =>
        SECRET_CHARACTERISTICS.includes(String(characteristic['name']))
          ? { ...characteristic, value: hidden(characteristic['value']) }
          : characteristic,
      ),
    },
  };
}

function hidden(value: unknown): unknown {
  if (!isObject(value)) return HIDDEN;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, SECRET_FIELDS.includes(name) ? HIDDEN : member]),
  );
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The catalog's id of an add-on whose name a plan has too ends so. */
const addOnIdOf = (offeringId: string): string => offeringId.replace(/\.add-on$/, '');

class ItemReader {
  private readonly item: Json;
  private readonly at: string;
  private readonly wrong: Wrong[];
  private readonly context: ItemContext;
  private readonly ids: readonly string[];
  private readonly product: Json;
  private readonly values = new Map<string, unknown>();
  private readonly paths = new Map<string, string>();

  constructor(item: Json, at: string, wrong: Wrong[], context: ItemContext, ids: readonly string[]) {
    this.item = item;
    this.at = at;
    this.wrong = wrong;
    this.context = context;
    this.ids = ids;
    this.product = isObject(item['product']) ? item['product'] : {};
  }

  read(): Intent | undefined {
    const action = this.item['action'];
    if (action === 'noChange') return { kind: 'nothing' };
    const quantity = this.item['quantity'];
    if (quantity !== undefined && quantity !== 1)
      this.problem('quantity', quantity, '1: an item is one product; repeat the item');
    if (action === 'add') return this.add();
    if (action === 'modify') return this.modify();
    return this.remove();
  }

  private problem(path: string, got: unknown, allowed: string): undefined {
    const shown = got === undefined ? 'nothing' : JSON.stringify(got);
    this.wrong.push({ param: `${this.at}.${path}`, reason: `got ${shown}; allowed: ${allowed}` });
    return undefined;
  }

  private characteristics(allowed: readonly string[]): void {
    const all = this.product['productCharacteristic'];
    if (!Array.isArray(all)) return;
    (all as Json[]).forEach((characteristic, index) => {
      const name = String(characteristic['name']);
      const path = `product.productCharacteristic[${index}]`;
      if (!allowed.includes(name)) {
        this.problem(`${path}.name`, name, `${allowed.join(', ')}${didYouMean(name, allowed)}`);
        return;
      }
      if (this.values.has(name)) {
        this.problem(`${path}.name`, name, 'each name once');
        return;
      }
      this.values.set(name, characteristic['value']);
      this.paths.set(name, `${path}.value`);
    });
  }

  private pathOf(name: string): string {
    return this.paths.get(name) ?? `product.productCharacteristic[${name}]`;
  }

  /** The text of a characteristic, of numbers too. */
  private text(name: string, pattern: RegExp, allowed: string): string | undefined {
    if (!this.values.has(name)) return undefined;
    const value = this.values.get(name);
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text !== 'string' || !pattern.test(text))
      return this.problem(this.pathOf(name), value, allowed);
    return text;
  }

  private msisdn(): string | undefined {
    const digits = this.text(
      'msisdn',
      /^(msisdn-|\+)?[1-9]\d{4,14}$/,
      'a number in international form, 5 to 15 digits such as "447700900123"',
    );
    return digits === undefined ? undefined : `msisdn-${digits.replace(/^(msisdn-|\+)/, '')}`;
  }

  private sim(): WantedSim {
    const simType =
      this.text('simType', /^(physical|esim)$/, '"physical" or "esim"') ??
      (this.values.has('eid') ? 'esim' : 'physical');
    const iccid = this.text(
      'iccid',
      /^89\d{16,18}F?$/i,
      'the ICCID on the card, 18 to 20 digits that begin with 89',
    );
    const eid = this.text('eid', /^\d{32}$/, 'the EID of the device, 32 digits');
    if (eid !== undefined && simType === 'physical')
      this.problem(this.pathOf('eid'), eid, 'with simType "esim" only');
    return {
      simType: simType as WantedSim['simType'],
      ...(iccid === undefined ? {} : { iccid }),
      ...(eid === undefined ? {} : { eid }),
    };
  }

  private portIn(): PortIn | undefined {
    if (!this.values.has('portIn')) return undefined;
    const value = this.values.get('portIn');
    const path = this.pathOf('portIn');
    const fields = portInFields(this.context.country);
    const names = fields.map(({ name }) => name);
    if (!isObject(value)) return this.problem(path, value, `an object with ${names.join(', ')}`);
    for (const name of Object.keys(value))
      if (!names.includes(name))
        this.problem(`${path}.${name}`, value[name], `${names.join(', ')}${didYouMean(name, names)}`);
    const read: Record<string, string> = {};
    for (const { name, pattern, allowed, required } of fields) {
      const given = value[name];
      if (given === undefined && !required) continue;
      const text =
        typeof given === 'string' ? given.replace(name === 'msisdn' ? /^(msisdn-|\+)/ : /^$/, '') : given;
      if (typeof text === 'string' && pattern.test(text)) read[name] = text;
      else this.problem(`${path}.${name}`, given, allowed);
    }
    return read;
  }

  private object(
    name: string,
    fields: Readonly<Record<string, { pattern: RegExp; allowed: string; optional?: true }>>,
  ) {
    if (!this.values.has(name)) return undefined;
    const value = this.values.get(name);
    const path = this.pathOf(name);
    const names = Object.keys(fields);
    if (!isObject(value)) return this.problem(path, value, `an object with ${names.join(', ')}`);
    for (const member of Object.keys(value))
      if (!names.includes(member))
        this.problem(`${path}.${member}`, value[member], `${names.join(', ')}${didYouMean(member, names)}`);
    const read: Record<string, string> = {};
    for (const [member, { pattern, allowed, optional }] of Object.entries(fields)) {
      const given = value[member];
      if (given === undefined && optional) continue;
      if (typeof given === 'string' && pattern.test(given)) read[member] = given;
      else this.problem(`${path}.${member}`, given, allowed);
    }
    return read;
  }

  private authentication(): Authentication | undefined {
    return this.object('authentication', {
      method: { pattern: /^[\w-]{2,40}$/, allowed: 'how, such as "pin", "one-time-code", "photo-id"' },
      result: { pattern: /^passed$/, allowed: '"passed": what failed is no order' },
      at: {
        pattern: /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/,
        allowed: 'when, such as "2026-11-23T09:30:00Z"',
      },
      agent: { pattern: /^.{1,100}$/, allowed: 'who of staff, 1 to 100 characters', optional: true },
    }) as Authentication | undefined;
  }

  private reason(fallback: string): string {
    return this.text('reason', /^.{1,200}$/, 'why, 1 to 200 characters') ?? fallback;
  }

  private offering(): string | undefined {
    const reference = this.item['productOffering'] ?? this.product['productOffering'];
    const id = isObject(reference) ? reference['id'] : undefined;
    return typeof id === 'string' && id !== '' ? id : undefined;
  }

  private subscriber(): string | undefined {
    const id = this.product['id'];
    if (typeof id === 'string' && /^sub_[0-9A-Za-z]{1,40}$/.test(id)) return id;
    return this.problem('product.id', id, 'the id of a product, such as "sub_1a2b3c"');
  }

  private addOnTarget(): { subscriberId: string } | { itemId: string } | undefined {
    const relations = this.item['productOrderItemRelationship'];
    const related = this.product['productRelationship'];
    if (Array.isArray(relations) && relations.length > 0) {
      const [relation] = relations as Json[];
      const itemId = String(relation?.['id']);
      if (!this.ids.includes(itemId) || itemId === this.item['id'])
        return this.problem(
          'productOrderItemRelationship[0].id',
          relation?.['id'],
          `an item of this order: ${this.ids.filter((id) => id !== this.item['id']).join(', ') || 'there is no other'}`,
        );
      return { itemId };
    }
    if (!Array.isArray(related) || related.length === 0) return undefined;
    const product = (related as Json[])[0]?.['product'];
    const id = isObject(product) ? product['id'] : undefined;
    if (typeof id === 'string' && /^sub_[0-9A-Za-z]{1,40}$/.test(id)) return { subscriberId: id };
    return this.problem(
      'product.productRelationship[0].product.id',
      id,
      'the id of a product, such as "sub_1a2b3c"',
    );
  }

  private add(): Intent | undefined {
    const target = this.addOnTarget();
    const offeringId = this.offering();
    if (offeringId === undefined)
      this.problem(
        'productOffering.id',
        undefined,
        'the id of an offering; GET …/productOffering lists them',
      );
    if (target !== undefined) {
      this.characteristics([]);
      return { kind: 'add-on', addOnId: addOnIdOf(offeringId ?? ''), target };
    }
    this.characteristics(OF_ADD);
    const sim = this.sim();
    const msisdn = this.msisdn();
    const portIn = this.portIn();
    if (portIn !== undefined && msisdn !== undefined)
      this.problem(this.pathOf('msisdn'), msisdn, 'no msisdn beside portIn, which names the number');
    const firstTopUp = this.object('firstTopUp', {
      amount: { pattern: /^\d{1,9}(\.\d{1,6})?$/, allowed: 'a decimal string such as "10.00"' },
      provider: { pattern: /^[a-z-]{2,20}$/, allowed: 'a payment provider of the operator' },
      returnUrl: { pattern: /^https?:\/\/\S{1,1990}$/, allowed: 'an https URL', optional: true },
    }) as FirstTopUp | undefined;
    return {
      kind: 'activate',
      offeringId: offeringId ?? '',
      sim,
      ...(msisdn === undefined ? {} : { msisdn }),
      ...(portIn === undefined ? {} : { portIn }),
      ...(firstTopUp === undefined ? {} : { firstTopUp }),
    };
  }

  private modify(): Intent | undefined {
    const subscriberId = this.subscriber() ?? '';
    this.characteristics(OF_MODIFY);
    const status = this.product['status'];
    const offeringId = this.offering();
    const asked = [
      ...(offeringId === undefined ? [] : ['productOffering (another plan)']),
      ...(status === undefined ? [] : ['product.status (suspend, resume)']),
      ...(['simType', 'iccid', 'eid'].some((name) => this.values.has(name))
        ? ['simType, iccid or eid (SIM swap)']
        : []),
      ...(this.values.has('msisdn') ? ['msisdn (another number)'] : []),
      ...(this.values.has('portIn') ? ['portIn'] : []),
      ...(this.values.has('simLock') ? ['simLock'] : []),
      ...(this.values.has('portOutPin') ? ['portOutPin'] : []),
    ];
    const authentication = this.authentication();
    const proven = authentication === undefined ? {} : { authentication };
    if (asked.length !== 1)
      return this.problem(
        'product',
        asked.length === 0 ? undefined : asked.join(' and '),
        'one change an item: another productOffering; status "suspended" or "active"; or one of the characteristics simType/iccid (SIM swap), msisdn, portIn, simLock, portOutPin',
      );
    if (offeringId !== undefined) {
      const when = this.text('when', /^(now|next-cycle)$/, '"now" or "next-cycle"') ?? 'now';
      return { kind: 'change-plan', subscriberId, offeringId, when: when as 'now' | 'next-cycle' };
    }
    if (status !== undefined) {
      if (status !== 'suspended' && status !== 'active')
        return this.problem('product.status', status, '"suspended" or "active"');
      const kind = status === 'suspended' ? 'suspend' : 'resume';
      return { kind, subscriberId, reason: this.reason('customer') };
    }
    if (this.values.has('msisdn')) {
      if (this.values.get('msisdn') === 'any') return { kind: 'number-change', subscriberId };
      const msisdn = this.msisdn();
      return { kind: 'number-change', subscriberId, ...(msisdn === undefined ? {} : { msisdn }) };
    }
    const portIn = this.portIn();
    if (portIn !== undefined || this.values.has('portIn'))
      return { kind: 'port-in', subscriberId, portIn: portIn ?? {} };
    if (this.values.has('simLock')) {
      const locked = this.values.get('simLock');
      if (typeof locked !== 'boolean') return this.problem(this.pathOf('simLock'), locked, 'true or false');
      return { kind: 'sim-lock', subscriberId, locked, ...proven };
    }
    if (this.values.has('portOutPin')) {
      const given = this.values.get('portOutPin');
      if (typeof given !== 'string' || !/^\d{4,8}$/.test(given))
        return this.problem(this.pathOf('portOutPin'), HIDDEN, '4 to 8 digits, as a string');
      return { kind: 'port-out-pin', subscriberId, pin: given, ...proven };
    }
    return { kind: 'sim-swap', subscriberId, sim: this.sim(), reason: this.reason('replacement'), ...proven };
  }

  private remove(): Intent | undefined {
    const subscriberId = this.subscriber() ?? '';
    this.characteristics(OF_DELETE);
    const offeringId = this.offering();
    if (offeringId !== undefined && this.values.size === 0)
      return { kind: 'cancel-add-on', addOnId: addOnIdOf(offeringId), subscriberId };
    const authentication = this.authentication();
    if (this.values.has('portOut')) {
      const portOut = this.object('portOut', {
        recipient: { pattern: /^.{2,60}$/, allowed: 'the operator that gets the number, 2 to 60 characters' },
        pin: { pattern: /^\d{4,8}$/, allowed: 'the port-out PIN of the subscriber, 4 to 8 digits' },
      });
      return {
        kind: 'port-out',
        subscriberId,
        recipient: portOut?.['recipient'] ?? '',
        pin: portOut?.['pin'] ?? '',
        ...(authentication === undefined ? {} : { authentication }),
      };
    }
    return { kind: 'terminate', subscriberId, reason: this.reason('customer') };
  }
}
