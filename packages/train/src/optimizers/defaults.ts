/** What each optimizer does where its options say nothing else. */
export const optimizerDefaults = {
  sgd: { momentum: 0.9, nesterov: false, weightDecay: 0, decay: 'coupled' },
  adamw: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 },
} as const;
