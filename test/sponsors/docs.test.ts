/** docs/sponsors.md: its diagram is the code's, its example runs, and it names every event. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawn, TRANSITIONS } from '../../domain/sponsors/campaign-states.js';
import { openSponsorDesk, type SponsorDesk } from './desk.js';

const root = join(__dirname, '../..');
const text = readFileSync(join(root, 'docs/sponsors.md'), 'utf8');
const block = (language: string) => new RegExp(`\`\`\`${language}\\n([^\`]*)\n\`\`\``).exec(text)![1]!;

let desk: SponsorDesk;

beforeAll(async () => {
  desk = await openSponsorDesk();
});
afterAll(async () => desk.stop());

test('the diagram of states is drawn from the code', () => {
  expect(block('mermaid')).toBe(drawn());
});

test('a campaign goes forward only: but for a pause, no state can be come back to', () => {
  const reached = (from: string, seen: ReadonlySet<string> = new Set()): ReadonlySet<string> =>
    TRANSITIONS.filter((step) => step.from === from && step.by !== 'resume' && !seen.has(step.to)).reduce<
      ReadonlySet<string>
    >((all, step) => reached(step.to, new Set([...all, step.to])), seen);
  for (const { from } of TRANSITIONS) expect(reached(from).has(from)).toBe(false);
});

test('the example is accepted, and runs as far as its sponsor has money', async () => {
  await desk.sponsor('lily-tea', '500.00', { lowBelow: '20.00' });
  const made = await desk.call('createCampaign', { body: JSON.parse(block('json')) as object });
  expect(made).toMatchObject({ status: 201 });
  expect((await desk.lead(made.body.id as string, 'submit', 'approve', 'schedule')).body).toMatchObject({
    state: 'scheduled',
    budget: { setAside: '400.00' },
  });
});

test('every type of event that is told is documented', () => {
  const found = execFileSync(
    'grep',
    ['-rhoE', "type: '(sponsor|campaign|policy)\\.[a-z_]+'", 'lambdas/sponsors'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  const types = new Set([...found.matchAll(/'([a-z_.]+)'/g)].map(([, type]) => type!));
  expect(types.size).toBeGreaterThan(7);
  for (const type of types) expect(text).toContain(`\`${type}\``);
});
