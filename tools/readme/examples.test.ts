import { expect, test } from 'vitest';
import { examplesOf, withOutput } from './examples.ts';

const document = `# Title

\`\`\`sh
npm install
\`\`\`

\`\`\`ts
console.log('hello');
\`\`\`

It prints:

\`\`\`text
hello
\`\`\`

\`\`\`js
const silent = 1;
\`\`\`

\`\`\`ts no-run
await navigator.gpu.requestAdapter();
\`\`\`

\`\`\`json
{}
\`\`\`

\`\`\`sh
convzoo --version
\`\`\`

\`\`\`text
0.1.0
\`\`\`
`;

test('finds the blocks of code and the output that follows each', () => {
  expect(examplesOf(document)).toEqual([
    { language: 'sh', line: 4, code: 'npm install\n', output: undefined, run: false, redis: false },
    { language: 'ts', line: 8, code: "console.log('hello');\n", output: 'hello\n', run: true, redis: false },
    { language: 'js', line: 18, code: 'const silent = 1;\n', output: undefined, run: true, redis: false },
    {
      language: 'ts',
      line: 22,
      code: 'await navigator.gpu.requestAdapter();\n',
      output: undefined,
      run: false,
      redis: false,
    },
    { language: 'sh', line: 30, code: 'convzoo --version\n', output: '0.1.0\n', run: true, redis: false },
  ]);
});

test('finds nothing in a document without code', () => {
  expect(examplesOf('# Title\n\nText.\n')).toEqual([]);
});

test('replaces the output of one example', () => {
  const updated = withOutput(document, "console.log('hello');\n", 'hello\n', 'good\nbye\n');
  expect(updated).toBe(document.replace('hello\n```', 'good\nbye\n```'));
});

test('a block can need Redis', () => {
  expect(examplesOf('```ts redis\n1;\n```\n')).toMatchObject([{ run: true, redis: true }]);
});
