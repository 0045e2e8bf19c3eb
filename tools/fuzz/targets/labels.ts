import { readLabels } from '../../../packages/convzoo/src/cli/labels.ts';
import { scratchFile } from '../scratch.ts';
import { bytes, json, type Target } from '../target.ts';

const scratch = scratchFile('labels.txt');

export const target: Target = {
  run: (input) => {
    scratch.write(input);
    return readLabels(scratch.path);
  },
  seeds: () => [bytes('cat\ndog\n'), json(['cat', 'dog'])],
  words: ['\n', '[', ']', '"', ',', '\xef\xbb\xbf'],
};
