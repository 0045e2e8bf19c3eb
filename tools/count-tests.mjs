// Prints what failed, and in its last line "N passed, N failed, N skipped", from the file that vitest's JSON reporter
// wrote. A test file that could not be loaded counts as a failure; so does a run that left no file.
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

const LINES_OF_MESSAGE = 12;

const path = process.argv[2];
const { testResults } = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { testResults: [] };
const tests = testResults.flatMap(({ name, status, message, assertionResults }) => {
  const file = relative('.', name);
  const found = assertionResults.map((test) => ({
    status: test.status,
    title: `${file} > ${test.fullName}`,
    message: test.failureMessages?.join('\n') ?? '',
  }));
  const unloaded = status === 'failed' && !found.some((test) => test.status === 'failed');
  return unloaded ? [...found, { status: 'failed', title: file, message }] : found;
});
const count = (status) => tests.filter((test) => test.status === status).length;

for (const { title, message } of tests.filter((test) => test.status === 'failed')) {
  console.log(`\nFAIL ${title}\n${message.split('\n').slice(0, LINES_OF_MESSAGE).join('\n')}`);
}

const passed = count('passed');
const failed = count('failed') + (tests.length === 0 ? 1 : 0);
const skipped = tests.length - passed - count('failed');
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed === 0 ? 0 : 1;
