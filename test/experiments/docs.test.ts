/** docs/experiments.md does what it says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXPERIMENTS_ROUTES } from '../../domain/experiments/routes.js';
import { experimentAnswers, experimentBodies } from '../../domain/experiments/schemas.js';
import { LIFT_DAYS, liftOf } from '../../domain/insights/lift.js';
import { openTrialDesk, type TrialDesk } from './desk.js';

const TEXT = readFileSync(join(__dirname, '..', '..', 'docs', 'experiments.md'), 'utf8');
const [draft, assignment, lift] = [...TEXT.matchAll(/```json\n([\s\S]*?)```/g)].map(
  ([, json = '']): unknown => JSON.parse(json),
) as [{ id: string }, object, unknown];

let trials: TrialDesk;
beforeAll(async () => {
  trials = await openTrialDesk();
});
afterAll(async () => trials.desk.stop());

test('the draft of the page is one, runs, and assigns as it shows', async () => {
  expect((await trials.desk.call('createExperiment', { body: draft })).status).toBe(201);
  expect((await trials.desk.call('startExperiment', { path: { experimentId: draft.id } })).status).toBe(200);
  for (const someone of await trials.people(30)) {
    const { body } = await trials.assign(draft.id, someone);
    if (body.variant !== 'cheaper') continue;
    const shown = { ...assignment, subscriberId: someone, since: body.since };
    expect(body).toEqual(shown);
    return;
  }
  throw new Error('nobody of 30 is in the group of the page');
});

test('the lift of the page is that of its groups', () => {
  const told = experimentAnswers.CampaignLift.parse(lift);
  const made = liftOf(told.shown!, told.heldOut!, told.smallestGroup!)!;
  for (const name of ['lift', 'lower', 'upper', 'incremental'] as const)
    expect(told[name]).toBeCloseTo(made[name], 4);
  expect(told.days).toBe(LIFT_DAYS);
});

test('members of the import, routes and codes of the page are those that there are', () => {
  const rows = [...TEXT.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
  expect(new Set(rows)).toEqual(new Set(Object.keys(experimentBodies.RecipeImport.shape)));
  const routes = new Set(
    EXPERIMENTS_ROUTES.map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`),
  );
  const named = [...TEXT.matchAll(/`(GET|POST) (\/(?:experiments|recipe|insights|campaigns)[^\s?`]*)/g)].map(
    ([, method = '', path = '']) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`,
  );
  expect(named.length).toBeGreaterThan(8);
  for (const each of named) expect(routes).toContain(each);
});
