// pnpm fuzz [TARGET...] [--runs N] [--seed N]   or   pnpm fuzz TARGET FILE
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../workspace.ts';
import { type Finding, type Outcome, supervise } from './supervise.ts';
import { targetNames } from './targets/index.ts';

const folder = join(root, 'fuzz-findings');

/** Writes an input that fails, and beside it why. */
function keep(target: string, { input, reason, stack }: Finding): string {
  const name = createHash('sha256').update(input).digest('hex').slice(0, 12);
  const path = join(folder, target, name);
  mkdirSync(join(folder, target), { recursive: true });
  writeFileSync(path, input);
  writeFileSync(`${path}.txt`, `${reason}\n${stack}\n`);
  return path;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '20000' }, seed: { type: 'string' } },
});
const [first, second] = positionals;
const isReplay =
  first !== undefined && second !== undefined && existsSync(second) && !targetNames.includes(second);
const names = isReplay ? [first] : positionals.length === 0 ? targetNames : positionals;
const unknown = names.filter((name) => !targetNames.includes(name));
if (unknown.length > 0) {
  console.error(`${unknown.join(', ')}: no such target. Targets: ${targetNames.join(', ')}`);
  process.exit(2);
}
const runs = Number(values.runs);
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);

/** Inputs of one worker: a library may keep something of each damaged file. */
const portion = 100_000;

/** Fuzzes a target in one worker after another, each with a seed of its own, until one finds a fault. */
async function inPortions(name: string): Promise<Outcome> {
  let total: Outcome = { inputs: 0, corpus: 0, code: 0, grown: 0, findings: [] };
  for (let first = 0; first < runs && total.findings.length === 0; first += portion) {
    const last = await supervise({
      name,
      runs: Math.min(portion, runs - first),
      seed: seed + first / portion,
    });
    total = {
      ...last,
      inputs: total.inputs + last.inputs,
      code: Math.max(total.code, last.code),
      grown: Math.max(total.grown, last.grown),
    };
    if (total.inputs < runs) {
      console.error(
        `${name}: ${total.inputs} inputs; to go on from here: --seed ${seed + 1 + first / portion}`,
      );
    }
  }
  return total;
}

let failed = 0;
const row = (...cells: (string | number)[]): void => {
  const [name = '', ...numbers] = cells;
  console.log(`${String(name).padEnd(22)}${numbers.map((cell) => String(cell).padStart(10)).join('')}`);
};
if (isReplay) {
  const { findings } = await supervise({
    name: first,
    runs: 1,
    seed,
    only: new Uint8Array(readFileSync(second)),
  });
  for (const { reason, stack } of findings) console.log(`${reason}\n${stack}`);
  if (findings.length === 0) console.log('no fault');
  failed = findings.length;
} else {
  console.log(`seed ${seed}`);
  row('target', 'inputs', 'corpus', 'code', 'MB grown', 'findings');
  for (const name of names) {
    const { inputs, corpus, code, grown, findings } = await inPortions(name);
    row(name, inputs, corpus, code, grown, findings.length);
    for (const finding of findings)
      console.log(`  ${finding.reason}: pnpm fuzz ${name} ${keep(name, finding)}`);
    failed += findings.length;
  }
}
process.exitCode = failed === 0 ? 0 : 1;
