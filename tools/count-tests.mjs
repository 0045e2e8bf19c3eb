// Prints one line, "N passed, N failed, N skipped", from the file that vitest's JSON reporter wrote.
// A test file that could not be loaded counts as a failure; so does a run that left no file.
import { existsSync, readFileSync } from 'node:fs';

const path = process.argv[2];
const { testResults } = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { testResults: [] };
const statuses = testResults.flatMap(({ status, assertionResults }) => {
  const tests = assertionResults.map((test) => test.status);
  return status === 'failed' && !tests.includes('failed') ? [...tests, 'failed'] : tests;
});
const count = (...wanted) => statuses.filter((status) => wanted.includes(status)).length;

const passed = count('passed');
const failed = count('failed') + (statuses.length === 0 ? 1 : 0);
const skipped = statuses.length - passed - count('failed');
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed === 0 ? 0 : 1;
