/** Writes beside each bundle the licences of the packages that are in it: LICENSES.txt, as they ask for. Reads what esbuild says of bundles. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CACHE, main, ROOT } from './steps.mjs';

const METAFILES = path.join(CACHE, 'bundles');

/** The folder of the package that a source belongs to, or nothing for a source of this repository. */
function packageFolder(source) {
  const [folder] = /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(source) ?? [];
  return folder;
}

/** The name and version of a package, and the text of its licence. */
function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.(md|txt))?$/i.test(entry));
  if (!file && !license) throw new Error(`${name} ${version} is bundled, and says no licence`);
  return { name, version, text: file ? readFileSync(path.join(folder, file), 'utf8').trim() : `Licence: ${license}` };
}

main(() => {
  for (const metafile of readdirSync(METAFILES)) {
    const { outputs } = JSON.parse(readFileSync(path.join(METAFILES, metafile), 'utf8'));
    for (const [output, { inputs }] of Object.entries(outputs)) {
      const sources = Object.keys(inputs).filter((source) => inputs[source].bytesInOutput > 0);
      const folders = [...new Set(sources.map(packageFolder).filter(Boolean))].sort();
      const target = path.join(ROOT, path.dirname(output), 'LICENSES.txt');
      rmSync(target, { force: true });
      const byText = new Map();
      for (const { name, version, text } of folders.map(licenceOf)) byText.set(text, [...byText.get(text) ?? [], `${name} ${version}`]);
      const sections = [...byText].map(([text, packages]) => `${[...new Set(packages)].join('\n')}\n\n${text}\n`);
      if (sections.length > 0) writeFileSync(target, `${path.basename(output)} contains these packages.\n\n${sections.join(`\n${'-'.repeat(80)}\n\n`)}`);
    }
  }
});
