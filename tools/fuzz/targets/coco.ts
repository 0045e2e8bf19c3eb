import { readCoco } from '../../../packages/data/src/formats/coco.ts';
import { mutateJson } from '../mutate-json.ts';
import { scratchFile } from '../scratch.ts';
import { json, type Target } from '../target.ts';

const scratch = scratchFile('instances_train.json');

export const target: Target = {
  run: (input) => {
    scratch.write(input);
    return readCoco({ annotations: scratch.path, images: 'train' });
  },
  seeds: () => [
    json({
      images: [{ id: 1, file_name: 'a.jpg' }],
      categories: [
        { id: 3, name: 'dog' },
        { id: 2, name: 'cat' },
      ],
      annotations: [{ image_id: 1, category_id: 3, bbox: [1, 2, 3, 4], iscrowd: 0 }],
    }),
  ],
  words: ['"images"', '"bbox":[1,2,3,4]', '"category_id":3'],
  mutate: (input, _inner, random) => mutateJson(input, random),
};
