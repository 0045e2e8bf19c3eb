import { bytes, type Target } from '../target.ts';
import { manifestReader } from './manifest.ts';

export const target: Target = {
  run: manifestReader('data.csv'),
  seeds: () =>
    [
      'path,label\na.jpg,cat\n"b ""c"".jpg",dog\n',
      '\xef\xbb\xbfpath,labels,split\r\na.jpg,cat|dog,train\r\nb.jpg,,val\r\n',
    ].map(bytes),
  words: ['"', '""', ',', '\n', '\r\n', '|', 'path', 'label', 'labels', 'split', 'validation'],
};
