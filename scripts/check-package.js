'use strict';
// node scripts/check-package.js: packs what is built, unpacks it into a project of somebody else, and synthesizes an
// operator there. That project has only what the package declares to need.
const { spawnSync } = require('node:child_process');
const {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} = require('node:fs');
const { tmpdir } = require('node:os');
const { dirname, join } = require('node:path');
const { ensureInstalled, npm, ROOT } = require('./ensure.js');

/** What the project runs: the package's main construct, from a parsed operator file. */
const APP = `
const { readFileSync } = require('node:fs');
const { App } = require('aws-cdk-lib');
const { OperatorStage, parseOperator } = require('wildlily');
const parsed = parseOperator(JSON.parse(readFileSync('operator.json', 'utf8')));
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
const app = new App({ outdir: 'cdk.out' });
new OperatorStage(app, 'packed', { operator: parsed.operator });
app.synth();
`;

ensureInstalled();
const project = mkdtempSync(join(tmpdir(), 'wildlily-package-'));
process.on('exit', () => rmSync(project, { recursive: true, force: true }));

// Why without scripts: npm test has just built; npm pack itself builds first (prepack).
must('npm pack', npm(['pack', '--ignore-scripts', '--pack-destination', project], { encoding: 'utf8' }));
const [tarball] = readdirSync(project);
must('tar', spawnSync('tar', ['-xzf', tarball], { cwd: project, encoding: 'utf8' }));

// A move, not a link: Node would follow a link and find this repository's own node_modules.
const modules = join(project, 'node_modules');
mkdirSync(modules);
renameSync(join(project, 'package'), join(modules, 'wildlily'));
const { dependencies, peerDependencies } = JSON.parse(
  readFileSync(join(modules, 'wildlily', 'package.json'), 'utf8'),
);
for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
  mkdirSync(dirname(join(modules, name)), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules', name), join(modules, name), 'junction');
}

const { parse } = require('yaml');
const operator = parse(readFileSync(join(ROOT, 'operators', 'lily.gb.yaml'), 'utf8'));
writeFileSync(join(project, 'operator.json'), JSON.stringify(operator));
writeFileSync(join(project, 'app.js'), APP);
must(
  'the project',
  spawnSync(process.execPath, ['app.js'], {
    cwd: project,
    encoding: 'utf8',
    env: { ...process.env, NODE_PATH: '', CDK_VALIDATION: 'false' },
  }),
);

const stacks = readdirSync(join(project, 'cdk.out', 'assembly-packed')).filter((name) =>
  name.endsWith('.template.json'),
);
if (stacks.length !== 3) fail(`synthesized ${stacks.length} stacks, expected 3: ${stacks.join(', ')}`);

function must(name, { status, error, stdout, stderr }) {
  if (status !== 0) fail(`${name} failed: ${error?.message ?? `${stdout}${stderr}`}`);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
