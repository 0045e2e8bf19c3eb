/** A code block of a document, with what it should print. */
export interface Example {
  language: 'ts' | 'js';
  /** Line of the document on which the code begins. */
  line: number;
  code: string;
  /** The `text` block that follows, empty if there is none. */
  output: string;
  /** False for a block marked `no-run`, which is only type checked: it needs a browser, a GPU, a download. */
  run: boolean;
}

const fence = /^```(\w*)([^\n]*)\n(.*?)^```$/gms;

/** The `ts` and `js` blocks of a Markdown document, in order. */
export function examplesOf(markdown: string): Example[] {
  const blocks = [...markdown.matchAll(fence)].map(({ index, 1: language, 2: flags, 3: text }) => ({
    language,
    flags: flags!.trim().split(/\s+/),
    text: text!,
    line: markdown.slice(0, index).split('\n').length + 1,
  }));
  return blocks.flatMap(({ language, flags, text, line }, index) => {
    if (language !== 'ts' && language !== 'js') return [];
    const next = blocks[index + 1];
    const output = next?.language === 'text' ? next.text : '';
    return [{ language, line, code: text, output, run: !flags.includes('no-run') }];
  });
}
