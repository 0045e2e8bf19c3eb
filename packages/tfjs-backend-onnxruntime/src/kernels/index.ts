import { arithmeticKernels } from './arithmetic.js';
import { convolutionKernels } from './convolution.js';
import { creationKernels } from './creation.js';
import type { Kernel } from './kernel.js';
import { linearAlgebraKernels } from './linear-algebra.js';
import { normalizationKernels } from './normalization.js';
import { poolingKernels } from './pooling.js';
import { reductionKernels } from './reductions.js';
import { selectionKernels } from './selection.js';
import { shapeKernels } from './shape.js';
import { unaryKernels } from './unary.js';

/** Every kernel that is recorded; TF.js's CPU kernels compute the others. */
export const kernels: readonly Kernel[] = [
  ...arithmeticKernels,
  ...convolutionKernels,
  ...creationKernels,
  ...linearAlgebraKernels,
  ...normalizationKernels,
  ...poolingKernels,
  ...reductionKernels,
  ...selectionKernels,
  ...shapeKernels,
  ...unaryKernels,
];
