/** TMF632: individuals and organizations, over one DynamoDB. */
import { judgedCall } from '../judged.js';
import { openPartnerDesk, type PartnerDesk, PARTNER_URL } from '../partner-desk.js';

const BASE = `${PARTNER_URL}/tmf-api/party/v4`;
const PASSPORT = { identificationType: 'passport', identificationId: 'GB 123-456-789' };

let desk: PartnerDesk;
const call = judgedCall(() => desk);

beforeAll(async () => {
  desk = await openPartnerDesk('GB', { IDENTITY_CHECKERS: 'corner-shop' });
});
afterAll(async () => {
  await desk.stop();
});

const anna = async (also: object = {}, as: 'operator' | 'acme' | 'corner-shop' = 'acme') => {
  const made = await call('createIndividual', {
    as,
    body: { givenName: 'Anna', familyName: 'Bell', ...also },
  });
  return made.body as Record<string, unknown> & { id: string };
};

describe('a party', () => {
  it('is created, with Location equal to its absolute href', async () => {
    const made = await call('createIndividual', {
      as: 'acme',
      body: { givenName: 'Anna', familyName: 'Bell', birthDate: '1990-02-03T00:00:00Z' },
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      '@type': 'Individual',
      href: `${BASE}/individual/${made.body.id}`,
      givenName: 'Anna',
      familyName: 'Bell',
      birthDate: '1990-02-03T00:00:00Z',
      status: 'initialized',
    });
    expect(made.headers['location']).toBe(made.body.href);
    const read = await call('retrieveIndividual', { as: 'acme', path: { id: made.body.id } });
    expect(read.body).toEqual(made.body);
  });

  it('that is an organization is created by its trading name', async () => {
    const made = await call('createOrganization', { as: 'acme', body: { tradingName: 'Bells' } });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ tradingName: 'Bells', href: `${BASE}/organization/${made.body.id}` });
    const asPerson = await call('retrieveIndividual', { as: 'acme', path: { id: made.body.id } });
    expect(asPerson.status).toBe(404);
    const among = await call('listIndividual', { as: 'acme', query: { id: made.body.id } });
    expect(among.body).toEqual([]);
  });

  it('tells everything that is wrong at once', async () => {
    const made = await call('createIndividual', {
      body: { givenName: 7, nationallity: 'GB', individualIdentification: [{ issuingAuthority: 'x' }] },
    });
    expect(made.status).toBe(400);
    expect(made.body.invalidParams.map(({ param }: { param: string }) => param)).toEqual([
      'familyName',
      'givenName',
      'nationallity',
    ]);
    const documents = await call('createIndividual', {
      body: { givenName: 'A', familyName: 'B', individualIdentification: [{ issuingAuthority: 'x' }] },
    });
    expect(documents.body.invalidParams.map(({ param }: { param: string }) => param)).toEqual([
      'individualIdentification[0].identificationType',
      'individualIdentification[0].identificationId',
    ]);
  });

  it('is changed by a merge patch that names nothing else, and loses what is null', async () => {
    const { id } = await anna({ title: 'Dr', contactMedium: [{ mediumType: 'email' }] });
    const patched = await call('patchIndividual', {
      as: 'acme',
      path: { id },
      body: { givenName: 'Ann', title: null },
    });
    expect(patched.status).toBe(200);
    expect(patched.body).toMatchObject({
      givenName: 'Ann',
      familyName: 'Bell',
      contactMedium: [{ mediumType: 'email' }],
    });
    expect(patched.body).not.toHaveProperty('title');
    const nameless = await call('patchIndividual', {
      as: 'acme',
      path: { id },
      body: { familyName: null },
    });
    expect(nameless.status).toBe(400);
    expect(nameless.body.invalidParams).toEqual([
      { param: 'familyName', reason: 'is missing; it is mandatory' },
    ]);
  });

  it('is deleted, and gone', async () => {
    const { id } = await anna();
    expect((await call('deleteIndividual', { as: 'acme', path: { id } })).status).toBe(204);
    expect((await call('retrieveIndividual', { as: 'acme', path: { id } })).status).toBe(404);
    expect((await call('deleteIndividual', { as: 'acme', path: { id } })).status).toBe(404);
  });

  it('is seen by its partner and the operator alone', async () => {
    const { id } = await anna();
    const of = async (as: 'operator' | 'acme' | 'corner-shop') =>
      (await call('retrieveIndividual', { as, path: { id } })).status;
    expect([await of('acme'), await of('operator'), await of('corner-shop')]).toEqual([200, 200, 404]);
    const patch = await call('patchIndividual', {
      as: 'corner-shop',
      path: { id },
      body: { title: 'x' },
    });
    expect(patch.status).toBe(404);
    const deleted = await call('deleteIndividual', { as: 'corner-shop', path: { id } });
    expect(deleted.status).toBe(404);
  });

  it('keeps no number of a document, and shows its last digits', async () => {
    const made = await anna({ individualIdentification: [PASSPORT] });
    expect(made['individualIdentification']).toEqual([
      { identificationType: 'passport', identificationId: '****6789' },
    ]);
    const kept = JSON.stringify(await desk.record(`PARTY#${made.id}`));
    expect(kept).not.toContain('456');
    expect(kept).toMatch(/"hash":"[0-9a-f]{64}"/);
  });

  it('is the same person by the same document, however it is written', async () => {
    const hashOf = async (identificationId: string) => {
      const { id } = await anna({
        individualIdentification: [{ identificationType: 'Passport', identificationId }],
      });
      const record = (await desk.record(`PARTY#${id}`)) as { identifications: { hash: string }[] };
      return record.identifications[0]!.hash;
    };
    expect(await hashOf('gb123456789')).toBe(await hashOf('GB 123-456-789'));
    expect(await hashOf('gb123456780')).not.toBe(await hashOf('gb123456789'));
  });
});

describe('who a party is', () => {
  const state = (of: Record<string, unknown>) => [
    of['status'],
    (of['partyCharacteristic'] as { value: string }[])[0]!.value,
  ];

  it('goes from prospect over kyc_pending to verified', async () => {
    const made = await anna();
    expect(state(made)).toEqual(['initialized', 'prospect']);
    const path = { id: made.id };
    const shown = await call('patchIndividual', {
      as: 'acme',
      path,
      body: { individualIdentification: [PASSPORT] },
    });
    expect(state(shown.body)).toEqual(['initialized', 'kyc_pending']);
    const verified = await call('patchIndividual', { path, body: { status: 'validated' } });
    expect(state(verified.body)).toEqual(['validated', 'verified']);
    expect(await desk.record(`PARTY#${made.id}`)).toMatchObject({ verifiedBy: 'operator' });
  });

  it('is checked by the operator, and by partners that it trusts with it', async () => {
    const by = async (as: 'acme' | 'corner-shop') => {
      const { id } = await anna({ individualIdentification: [PASSPORT] }, as);
      return call('patchIndividual', { as, path: { id }, body: { status: 'validated' } });
    };
    const refused = await by('acme');
    expect([refused.status, refused.body.code]).toEqual([403, 'may-not-verify']);
    expect((await by('corner-shop')).status).toBe(200);
  });

  it('is not checked without a document', async () => {
    const { id } = await anna();
    const refused = await call('patchIndividual', { path: { id }, body: { status: 'validated' } });
    expect(refused.status).toBe(400);
    expect(refused.body.detail).toContain('no individualIdentification');
  });

  it('is open again with another document, and stays with the same', async () => {
    const { id } = await anna({ individualIdentification: [PASSPORT] });
    await call('patchIndividual', { path: { id }, body: { status: 'validated' } });
    const patch = async (body: object) => call('patchIndividual', { as: 'acme', path: { id }, body });
    const hidden = { identificationType: 'passport', identificationId: '****6789', issuingAuthority: 'HMPO' };
    expect(state((await patch({ individualIdentification: [hidden], title: 'Dr' })).body)).toEqual([
      'validated',
      'verified',
    ]);
    expect(
      state((await patch({ individualIdentification: [{ ...PASSPORT, identificationId: 'X9' }] })).body),
    ).toEqual(['initialized', 'kyc_pending']);
  });

  it('does not follow from a characteristic', async () => {
    const { id } = await anna();
    const refused = await call('patchIndividual', {
      path: { id },
      body: { partyCharacteristic: [{ name: 'identityVerification', value: 'verified' }] },
    });
    expect(refused.status).toBe(400);
  });
});

describe('a list of parties', () => {
  let families: (Record<string, unknown> & { id: string })[];

  beforeAll(async () => {
    families = [];
    for (const familyName of ['Ash', 'Birch', 'Cedar', 'Elm'])
      families.push(
        await anna({ familyName, gender: 'list, of', birthDate: '1991-01-01T00:00:00Z' }, 'corner-shop'),
      );
  });

  it('has offset, limit and both counts', async () => {
    const all = await call('listIndividual', { as: 'corner-shop' });
    const total = Number(all.headers['x-total-count']);
    expect(all.body).toHaveLength(total);
    const page = await call('listIndividual', { as: 'corner-shop', query: { offset: '1', limit: '2' } });
    expect(page.status).toBe(200);
    expect(page.headers).toMatchObject({ 'x-total-count': String(total), 'x-result-count': '2' });
    expect(page.body).toEqual(all.body.slice(1, 3));
  });

  it('is filtered by every attribute that it answers, quoted or not, and selects attributes', async () => {
    const elm = families[3]!;
    for (const [name, value] of Object.entries(elm)) {
      if (typeof value !== 'string') continue;
      for (const asked of [`"${value}"`, ...(value.includes(',') ? [] : [value])]) {
        const found = await call('listIndividual', {
          as: 'corner-shop',
          query: { [name]: asked, fields: name },
        });
        expect(found.status).toBe(200);
        const one = found.body.find(({ id }: { id: string }) => id === elm.id);
        expect(one).toEqual({ id: elm.id, href: elm['href'], [name]: value });
      }
    }
  });

  it('refuses attributes that there are not, with a hint', async () => {
    const refused = await call('listIndividual', { query: { familyNam: 'x' } });
    expect(refused.status).toBe(400);
    expect(refused.body.detail).toContain('did you mean');
  });
});

describe('events of parties', () => {
  it('tell who did it, what it is and what it was before', async () => {
    const { eventId } = await import('../../../lambdas/partners/kernel/announce.js');
    const { id } = await anna();
    await call('patchIndividual', { as: 'acme', path: { id }, body: { givenName: 'Ann' } });
    await call('deleteIndividual', { as: 'acme', path: { id } });
    const told = async (change: string, revision: string) =>
      desk.record(`EVENT#${eventId(`individual/${id}`, change, revision)}`);
    expect(await told('created', '1')).toMatchObject({
      type: 'individual.created',
      owner: 'acme',
      actor: { type: 'partner', id: 'acme' },
      tmf: { api: 'parties', eventType: 'IndividualCreateEvent' },
    });
    const updated = (await told('updated', '2'))!;
    expect(updated).toMatchObject({ tmf: { eventType: 'IndividualAttributeValueChangeEvent' } });
    expect(JSON.parse(updated['previousData'] as string)).toEqual({ givenName: 'Anna' });
    expect(JSON.parse(updated['data'] as string)).toMatchObject({ individual: { id, givenName: 'Ann' } });
    expect(await told('deleted', '3')).toMatchObject({ tmf: { eventType: 'IndividualDeleteEvent' } });
  });

  it('are not told of a patch that changes nothing', async () => {
    const { id } = await anna();
    const patched = await call('patchIndividual', {
      as: 'acme',
      path: { id },
      body: { givenName: 'Anna' },
    });
    expect(patched.status).toBe(200);
    expect(await desk.record(`PARTY#${id}`)).toMatchObject({ revision: 1 });
  });
});

describe('one effect a key', () => {
  it('creates one party for two equal requests', async () => {
    const ask = async () =>
      call('createIndividual', {
        as: 'acme',
        body: { givenName: 'Once', familyName: 'Only' },
        headers: { 'idempotency-key': 'once-only' },
      });
    const [first, second] = [await ask(), await ask()];
    expect(second.body).toEqual(first.body);
    expect(second.headers['idempotency-replayed']).toBe('true');
    const found = await call('listIndividual', { as: 'acme', query: { givenName: 'Once' } });
    expect(found.headers['x-total-count']).toBe('1');
  });
});
