import { mutateJson } from '../mutate-json.ts';
import { bytes, type Target } from '../target.ts';
import { manifestReader } from './manifest.ts';

export const target: Target = {
  run: manifestReader('data.jsonl'),
  seeds: () =>
    ['{"path":"a.jpg","label":"cat"}\n', '{"path":"a.jpg","labels":[0,1],"split":"train"}'].map(bytes),
  words: ['\n', '{"path":"b.jpg","label":2}\n', '"labels"', '"split":"val"'],
  mutate: (input, _inner, random) => mutateJson(input, random),
};
