import { checkModelDescription } from '../../../packages/core/src/classifier/description.ts';
import { decodeText, parseJsonObject } from '../../../packages/weights/src/json.ts';
import { describeTimm } from '../../../packages/weights/src/model/describe-timm.ts';
import { mutateJson } from '../mutate-json.ts';
import { file, type Target } from '../target.ts';

const folder = 'packages/weights/src/fixtures/timm';
const known = ['resnet18', 'resnet34', 'resnet50', 'vgg11'].map((name) => ({
  name,
  timm: { name, classifier: 'fc', firstConv: 'conv1', features: 512 },
}));

export const target: Target = {
  run: (input) => {
    const fields = parseJsonObject(decodeText(input, 'file'), 'file');
    if (fields.convzoo !== undefined) checkModelDescription(fields.convzoo, 'file');
    describeTimm(fields, known, 'file');
  },
  seeds: () =>
    ['resnet18', 'resnet34-gray', 'resnet50', 'vgg11'].map((name) => file(`${folder}/${name}.json`)),
  words: [
    '"pretrained_cfg"',
    '"label_names"',
    '"crop_mode":"squash"',
    '"model_args":{"in_chans":1}',
    '"convzoo":{',
  ],
  mutate: (input, _inner, random) => mutateJson(input, random),
};
