import type { ImageClassifier } from '@convzoo/core';
import { explain } from '@convzoo/gradcam';
import { heatColors, heatLayer } from '@convzoo/gradcam/overlay';
import type { HeatMapper } from '@convzoo/train/node';
import * as tf from '@tensorflow/tfjs-core';

/** Grad-CAM for a training report: of the class that an image shows, or of the prediction. */
export function gradCamFor({ architecture, head, lastConv }: ImageClassifier): HeatMapper {
  return {
    name: 'Grad-CAM',
    layer: lastConv.name,
    colors: heatColors(),
    draw: async ({ example: { label }, view, input }) => {
      const x = tf.tensor4d(input, [1, ...architecture.inputShape]);
      try {
        const labeled = head.kind === 'multi-class' && typeof label !== 'object';
        const [explanation] = await explain(lastConv, x, labeled ? { target: label } : {});
        const { map, maximum, target } = explanation!;
        return {
          layer: heatLayer(map, view.width, view.height),
          target: target.label,
          maximum: Math.max(0, maximum),
        };
      } finally {
        x.dispose();
      }
    },
  };
}
