import type { TimmModel } from '@convzoo/core';
import type { ModelDescription } from '@convzoo/core/description';
import type { Preprocessing } from '@convzoo/core/preprocess';
import { timmInput } from './timm-preprocessing.js';

/**
 * The `config.json` of a folder in timm's layout. Its key `convzoo` holds the description.
 *
 * timm opens the folder if it has the same network and can prepare images in the same way. Otherwise the name under
 * `architecture` is one that timm does not know, so that it refuses the folder rather than computing something else.
 */
export function timmConfig(description: ModelDescription, timm: TimmModel | undefined): object {
  const { architecture, head, preprocessing } = description;
  const input = preprocessing && timmInput(preprocessing);
  const labels = { num_classes: head.classes.length, label_names: head.classes };
  if (timm === undefined || preprocessing === undefined || input === undefined) {
    return { architecture: `convzoo_${architecture.name}`, ...labels, convzoo: description };
  }
  const channels = channelsOf(preprocessing);
  return {
    architecture: timm.name,
    num_classes: head.classes.length,
    num_features: timm.features,
    global_pool: 'avg',
    label_names: head.classes,
    ...(channels === 3 ? {} : { model_args: { in_chans: channels } }),
    pretrained_cfg: {
      input_size: [channels, ...preprocessing.crop],
      fixed_input_size: false,
      ...input,
      num_classes: head.classes.length,
      first_conv: timm.firstConv,
      classifier: timm.classifier,
    },
    convzoo: description,
  };
}

function channelsOf({ channelOrder }: Preprocessing): number {
  return channelOrder === 'gray' ? 1 : 3;
}
