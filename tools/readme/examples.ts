/** A code block of a document, with what it should print. */
export interface Example {
  language: 'ts' | 'js' | 'sh';
  /** Line of the document on which the code begins. */
  line: number;
  code: string;
  /** The `text` block that follows, if there is one. */
  output: string | undefined;
  /**
   * False for a block marked `no-run`, which needs a browser, a GPU or a download, and for shell commands
   * that show no output.
   */
  run: boolean;
  /** True for a block marked `redis`, which needs a Redis server. */
  redis: boolean;
}

const fence = /^```(\w*)([^\n]*)\n(.*?)^```$/gms;

/** The `ts`, `js` and `sh` blocks of a Markdown document, in order. */
export function examplesOf(markdown: string): Example[] {
  const blocks = [...markdown.matchAll(fence)].map(({ index, 1: language, 2: flags, 3: code }) => ({
    language: language!,
    flags: new Set(flags!.trim().split(/\s+/)),
    code: code!,
    line: markdown.slice(0, index).split('\n').length + 1,
  }));
  return blocks.flatMap(({ language, flags, code, line }, index) => {
    if (!isExampleLanguage(language)) return [];
    const next = blocks[index + 1];
    const output = next?.language === 'text' ? next.code : undefined;
    const run = !flags.has('no-run') && (language !== 'sh' || output !== undefined);
    return [{ language, line, code, output, run, redis: flags.has('redis') }];
  });
}

function isExampleLanguage(language: string): language is Example['language'] {
  return ['ts', 'js', 'sh'].includes(language);
}

/** The document with what an example really printed in place of the `text` block that follows it. */
export function withOutput(markdown: string, code: string, output: string, printed: string): string {
  const block = '```text\n';
  const start = markdown.indexOf(block, markdown.indexOf(code) + code.length) + block.length;
  return markdown.slice(0, start) + printed + markdown.slice(start + output.length);
}
