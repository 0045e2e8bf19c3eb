import type { TrainOptions } from '../options.js';

/** Options of a training as text for its report. Those that were left out have the defaults of `train`. */
export function settingsOf(options: Omit<TrainOptions, 'validation'>): Record<string, string> {
  const { batchSize, accumulate, learningRate, optimizer, schedule, clipNorm, ema, patience, seed } = options;
  const given = {
    'batch size': batchSize,
    'gradient accumulation': accumulate,
    optimizer: optimizer && named(optimizer),
    'learning rate': learningRate,
    schedule: schedule && named(schedule),
    augmentation: options.augmentation && 'yes',
    mixing: options.mix && 'yes',
    'gradient clipping': clipNorm,
    'weight average': ema,
    patience,
    freezing: options.freezing && 'in stages',
    seed,
  };
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

/** `adamw, weightDecay 0.01`. */
function named({ kind, ...rest }: { readonly kind: string }): string {
  const others = Object.entries(rest).map(([name, value]) => `${name} ${value}`);
  return [kind, ...others].join(', ');
}
