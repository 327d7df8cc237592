/** Asks Apache Velocity what it makes of the templates of the library. With `--update` its answers are recorded, otherwise compared. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { CASES, identityOf, questionOf, RECORDED_FILE } from '../support/oracle';

const cache = path.join(__dirname, '..', '..', '..', '.cache', 'vtl');
mkdirSync(cache, { recursive: true });
execFileSync('mvn', ['-q', '-B', '-f', path.join(__dirname, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${path.join(cache, 'jars')}`], { stdio: 'inherit' });

const names = Object.keys(CASES);
const questions = names.flatMap((name) => CASES[name].inputs.map((input) => questionOf(CASES[name].template, input)));
const [asked, told] = ['questions.json', 'answers.json'].map((file) => path.join(cache, file));
writeFileSync(asked, JSON.stringify(questions));
execFileSync('java', ['-cp', path.join(cache, 'jars', '*'), path.join(__dirname, 'Vtl.java'), asked, told], { stdio: 'inherit' });

const answers = JSON.parse(readFileSync(told, 'utf8'));
const all = Object.fromEntries(names.map((name) => [name, { template: identityOf(name), answers: answers.splice(0, CASES[name].inputs.length) }]));
const text = `${JSON.stringify(all, undefined, 1)}\n`;
if (process.argv.includes('--update')) writeFileSync(RECORDED_FILE, text);
else if (readFileSync(RECORDED_FILE, 'utf8') !== text) throw new Error(`Apache Velocity answers otherwise than ${RECORDED_FILE} says: record it anew by --update, and read the difference`);
console.log(`Apache Velocity 1.7 rendered ${questions.length} cases of ${names.length} templates`);
