/**
 * Runs TF.js's own test suite (tfjs-core's `dist/tests`) on the backend.
 *
 * pnpm --filter @convzoo/tfjs-backend-onnxruntime conformance [part of a spec's name]
 *
 * Ends with `N passed, N failed, N skipped`; the skipped specs and the reason for each are in
 * known-skips.json. A listed spec that passes counts as failed: the list must stay true.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const require = createRequire(import.meta.url);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const filter = process.argv[2] ?? '';
const knownSkips = JSON.parse(readFileSync(here('known-skips.json'), 'utf8'));

const bundle = here('../../dist/conformance.cjs');
await build({
  entryPoints: [here('entry.js')],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  mainFields: ['module', 'main'],
  // tfjs-core declares its tests free of side effects, and a bundler that believes it drops them.
  ignoreAnnotations: true,
  external: ['onnxruntime-node', 'node:*'],
  define: { 'import.meta.url': 'importMetaUrl' },
  banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
  logLevel: 'error',
});

const jasmineRequire = require('jasmine-core');
const jasmine = jasmineRequire.boot(jasmineRequire);
const env = jasmine.getEnv();
Object.assign(globalThis, jasmineRequire.interface(jasmine, env), { jasmine });

require(bundle);

const failures = [];
let passed = 0;
let skipped = 0;
const suiteSkips = [];
env.addReporter({
  specDone({ fullName, status, failedExpectations }) {
    const reason = knownSkips[fullName];
    if (status === 'passed' && reason === undefined) passed++;
    else if (status === 'passed') failures.push(`${fullName}\n    is on the list of known skips, but passes`);
    else if (status === 'failed' && reason !== undefined) skipped++;
    else if (status === 'failed')
      failures.push(`${fullName}\n    ${failedExpectations[0]?.message.slice(0, 300)}`);
    else if (status === 'pending') suiteSkips.push(fullName);
  },
});
env.configure({ random: false, specFilter: (spec) => spec.getFullName().includes(filter) });
await env.execute();

for (const failure of failures) console.log(`FAILED ${failure}`);
for (const [spec, reason] of Object.entries(knownSkips))
  if (filter === '') console.log(`SKIPPED ${spec}\n    ${reason}`);
for (const spec of suiteSkips) console.log(`SKIPPED ${spec}\n    the suite itself excludes it (xit)`);
console.log(`${passed} passed, ${failures.length} failed, ${skipped + suiteSkips.length} skipped`);
process.exit(failures.length === 0 ? 0 : 1);
