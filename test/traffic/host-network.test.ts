import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import type { Json } from '../../local/traffic/message.js';
import { runNetwork } from './network.js';

const checksOf = (findings: readonly { check: string }[]) => new Set(findings.map(({ check }) => check));

describe('the simulated host network', () => {
  test.each([
    ['lily-gb', 'starter', 3_000_000],
    ['lily-cn', 'pay-as-you-go', 30_000_000],
    ['lily-cn', 'shopper', 10_000_000],
    ['fieldworks-de', 'office', undefined],
  ])(
    'balances the books of %s, %s, whatever gets lost or repeated',
    async (operator, offering, walletMicros) => {
      const { audit, statistics } = await runNetwork({
        operator,
        offering,
        ...(walletMicros === undefined ? {} : { walletMicros }),
        faults: { loss: 0.15, repeats: 0.15, abandoned: 0.05 },
        patienceMs: 2_000,
        streamDelayMs: 5,
      });
      expect(audit.findings).toEqual([]);
      expect(statistics.unlikeExamples).toEqual([]);
      expect(Object.fromEntries(statistics.errors)).toEqual({});
      expect(audit.sessionsLeft).toBe(statistics.sessionsAbandoned);
      expect(statistics.sessionsOpen).toBe(0);
      for (const happened of [
        statistics.grants,
        statistics.events,
        statistics.lostAnswers,
        statistics.repeats,
        statistics.lateRepeats,
        statistics.sessionsAbandoned,
        audit.revenueMicros,
        audit.records,
      ])
        expect(happened).toBeGreaterThan(0);
    },
  );

  test('denies who has run dry, and still balances', async () => {
    const { audit, statistics } = await runNetwork({
      operator: 'lily-cn',
      offering: 'pay-as-you-go',
      walletMicros: 500_000,
    });
    expect(audit.findings).toEqual([]);
    expect(statistics.denials).toBeGreaterThan(0);
  });

  test('sends again what is not served now, and counts the errors', async () => {
    const { audit, statistics } = await runNetwork({ unavailable: 0.02, subscribers: 6, requests: 400 });
    expect(audit.findings).toEqual([]);
    expect(statistics.errors.get('503 SYSTEM_FAILURE')).toBeGreaterThan(0);
    expect(statistics.unanswered).toBe(0);
  });

  test('waits for usage records that come late', async () => {
    const late = await runNetwork({ streamDelayMs: 300, requests: 150, patienceMs: 5_000 });
    expect(late.audit.findings).toEqual([]);
    const tooLate = await runNetwork({ streamDelayMs: 1_500, requests: 150, patienceMs: 10 });
    expect(checksOf(tooLate.audit.findings)).toEqual(new Set(['records', 'once']));
    expect(tooLate.audit.late.length).toBeGreaterThan(0);
  });
});

describe('the final check catches', () => {
  test.each([
    ['a usage record that is counted twice', 'record-twice', ['records', 'once']],
    ['a usage record that is lost', 'record-lost', ['records', 'once']],
    ['a record whose amount is off by one', 'amount-wrong', ['records']],
    ['repeats that are charged again', 'charge-repeats', ['once']],
    ['a unit from nowhere', 'money-from-nowhere', ['balances']],
    ['a release that is not carried out', 'release-ignored', ['sessions', 'once']],
  ] as const)('%s', async (_, fault, expected) => {
    const { audit } = await runNetwork({ fault });
    expect(audit.ok).toBe(false);
    const found = checksOf(audit.findings);
    for (const check of expected) expect(found).toContain(check);
  });
});

const SPECIFICATION = resolve(
  __dirname,
  '../../../shared/standards/3gpp/TS32291_Nchf_ConvergedCharging.bundled.yaml',
);
const describeIfThere = existsSync(SPECIFICATION) ? describe : describe.skip;

describeIfThere('every request', () => {
  test('is a ChargingDataRequest of TS 32.291', async () => {
    const document = parse(readFileSync(SPECIFICATION, 'utf8')) as object;
    const ajv = new Ajv({ strict: false, allErrors: true });
    addFormats(ajv);
    ajv.addSchema(document, 'nchf');
    const validate = ajv.compile({ $ref: 'nchf#/components/schemas/ChargingDataRequest' });
    const problems = new Set<string>();
    const seen: Record<string, Json> = {};
    for (const operator of ['lily-gb', 'lily-cn']) {
      await runNetwork({
        operator,
        offering: operator === 'lily-gb' ? 'starter' : 'shopper',
        requests: 400,
        onRequest: (path, body) => {
          const kind = Object.keys(body).find((key) => key.endsWith('ChargingInformation')) ?? 'none';
          seen[`${kind} ${path.split('/').at(3) ?? (body['oneTimeEvent'] === true ? 'event' : 'create')}`] ??=
            body;
          if (!validate(body)) problems.add(ajv.errorsText(validate.errors));
        },
      });
    }
    expect([...problems]).toEqual([]);
    expect(Object.keys(seen).sort()).toEqual([
      'iMSChargingInformation create',
      'iMSChargingInformation release',
      'iMSChargingInformation update',
      'pDUSessionChargingInformation create',
      'pDUSessionChargingInformation release',
      'pDUSessionChargingInformation update',
      'sMSChargingInformation event',
    ]);
  });
});
