/** What cfn-lint, checkov and AWS CloudFormation Guard say of the templates of the examples and of the snapshots: nothing that docs/nag.md does not explain. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { ProofTable } from './proof-table.mjs';
import { CACHE, install, main, projen, ROOT, run, step, tool, virtualEnvironment } from './steps.mjs';

/** The binary of Guard with the rules of AWS Control Tower, as AWS publishes them for the CDK. */
const GUARD = '@cdklabs/cdk-validator-cfnguard@0.0.62';

const TEMPLATES = path.join(CACHE, 'rules', 'templates');

/** Where a finding is counted: a column of the tables in docs/nag.md. */
const COLUMNS = ['examples', 'integrations', 'hardened-api'];
const columnOf = (file) => (file.startsWith('examples/hardened-api.') ? 'hardened-api' : file.split('/')[0]);

/** What a program prints, which ends with a status other than 0 if it finds something. */
async function output(program, args, cwd = ROOT) {
  try {
    return (await promisify(execFile)(program, args, { cwd, maxBuffer: 1 << 28 })).stdout;
  } catch (error) {
    if (typeof error.code !== 'number' || !error.stdout) throw new Error(`${program} failed: ${error.stderr || error.message}`);
    return error.stdout;
  }
}

/** Installs Guard, without what it is for besides. Returns its folder. */
async function guard() {
  const folder = path.join(CACHE, 'rules', 'guard');
  mkdirSync(folder, { recursive: true });
  await run('npm', ['install', '--prefix', folder, '--no-save', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', GUARD]);
  return path.join(folder, 'node_modules', '@cdklabs', 'cdk-validator-cfnguard');
}

/** Findings of a checker: rule, file and logical id. */
const CHECKERS = {
  async 'cfn-lint'({ bin, files }) {
    const accepted = Object.keys(JSON.parse(readFileSync('test/contract/accepted-findings.json', 'utf8')));
    const found = JSON.parse(await output(path.join(bin, 'cfn-lint'), ['--format', 'json', '--ignore-checks', accepted.join(','), '--', ...files.map((file) => path.join(TEMPLATES, file))]) || '[]');
    return found.map(({ Rule, Filename, Location }) => ({ rule: Rule.Id, file: path.relative(TEMPLATES, Filename), id: Location.Path?.[1] }));
  },

  /** In their folder: in a longer path it sees a secret (CKV_AWS_45 of "__file__"). */
  async checkov({ bin }) {
    const printed = await output(path.join(bin, 'checkov'), ['--directory', '.', '--framework', 'cloudformation', '--output', 'json', '--compact', '--quiet', '--skip-download'], TEMPLATES);
    const { results } = [JSON.parse(printed)].flat()[0];
    if (results.parsing_errors?.length > 0) throw new Error(`checkov cannot read ${results.parsing_errors.join(', ')}`);
    return results.failed_checks.map(({ check_id: rule, file_path: file, resource }) => ({ rule, file: file.replace(/^\//, ''), id: resource.split('.').at(-1) }));
  },

  /** All rules on the examples; on the integrations, which differ in what an API calls, those for API Gateway. */
  async Guard({ guardFolder }) {
    const system = { linux: 'ubuntu', darwin: 'macos' }[process.platform];
    const machine = { x64: 'x86_64', arm64: 'aarch64' }[process.arch];
    const program = path.join(guardFolder, 'bin', String(system), String(machine), 'cfn-guard');
    if (!existsSync(program)) throw new Error(`${GUARD} has no Guard for ${process.platform} on ${process.arch}`);
    const rules = path.join(guardFolder, 'rules', 'control-tower', 'cfn-guard');
    const found = [];
    for (const [kind, folder] of [['examples', rules], ['integrations', path.join(rules, 'apigateway')]]) {
      const printed = await output(program, ['validate', '--rules', folder, '--data', path.join(TEMPLATES, kind), '--output-format', 'json', '--structured', '--show-summary', 'none']);
      for (const { name, not_compliant: broken } of JSON.parse(printed)) {
        for (const rule of broken.map((one) => JSON.stringify(one))) {
          const ids = new Set([...rule.matchAll(/\/Resources\/(\w+)/g)].map(([, id]) => id));
          for (const id of ids) found.push({ rule: /\[(CT\.[A-Z0-9.]+)\]/.exec(rule)[1], file: path.join(kind, path.basename(name)), id });
        }
      }
    }
    return found;
  },
};

/** What docs/nag.md says of the rules of a checker: how often each finds something, by column. */
function explained(checker) {
  const section = readFileSync('docs/nag.md', 'utf8').split('\n## ').find((part) => part.startsWith('checkov and CloudFormation Guard\n')) ?? '';
  const prefix = { 'checkov': 'CKV', 'Guard': 'CT.', 'cfn-lint': '?' }[checker];
  const rows = section.split('\n').filter((line) => line.startsWith(`| ${prefix}`)).map((line) => line.slice(2, -2).split(' | '));
  return new Map(rows.flatMap(([rule, ...cells]) => COLUMNS.map((column, index) => [`${rule} in ${column}`, Number(cells[index])])));
}

/** Counts what is found on what the library defines, and compares it with the page, in both directions. */
function compare(table, checker, findings, { ofTheLibrary, files }) {
  const counts = new Map();
  for (const { rule, file, id } of findings.filter((finding) => finding.id === undefined || ofTheLibrary[finding.file].includes(finding.id))) {
    const key = `${rule} in ${columnOf(file)}`;
    counts.set(key, [...counts.get(key) ?? [], `${file} ${id}`]);
  }
  const said = explained(checker);
  for (const column of COLUMNS) {
    const keys = [...new Set([...counts.keys(), ...said.keys()])].filter((key) => key.endsWith(` in ${column}`)).sort();
    const failures = keys.filter((key) => (counts.get(key)?.length ?? 0) !== (said.get(key) ?? 0))
      .map((key) => `${key}: found ${counts.get(key)?.length ?? 0}, docs/nag.md explains ${said.get(key) ?? 0} (${(counts.get(key) ?? []).slice(0, 3).join('; ')})`);
    const explainedFindings = keys.reduce((sum, key) => sum + (said.get(key) ?? 0), 0);
    const templates = files.filter((file) => columnOf(file) === column).length;
    table.add(checker, column, { passed: templates, failures, note: `templates; ${explainedFindings} findings, which are explained` });
  }
}

main(async () => {
  await install();
  if (process.env.GATEHOUSE_PROOF_COMPILED === undefined) await step('Bundling the functions that the library ships', () => projen('bundle'));
  const context = {};
  await step('Installing cfn-lint, checkov and Guard', async () => {
    context.bin = await virtualEnvironment('rules-checkers', '-r', 'scripts/requirements.txt', '-r', 'scripts/rules-requirements.txt');
    context.guardFolder = await guard();
  });
  await step('Writing the templates', async () => {
    rmSync(TEMPLATES, { recursive: true, force: true });
    mkdirSync(TEMPLATES, { recursive: true });
    await tool('tsx', '--tsconfig', 'bench/tsconfig.json', 'test/contract/support/write-templates.ts', TEMPLATES);
    const index = path.join(TEMPLATES, 'of-the-library.json');
    context.ofTheLibrary = JSON.parse(readFileSync(index, 'utf8'));
    rmSync(index);
    context.files = readdirSync(TEMPLATES, { recursive: true }).map(String).filter((file) => file.endsWith('.template.json'));
  });
  const table = new ProofTable('rule sets');
  table.versions.push(...readFileSync('scripts/requirements.txt', 'utf8').match(/^cfn-lint.*$/m), readFileSync('scripts/rules-requirements.txt', 'utf8').trim(), GUARD);
  for (const [checker, check] of Object.entries(CHECKERS)) {
    await step(`Asking ${checker}`, async () => compare(table, checker, await check(context), context));
  }
  table.finish();
});
