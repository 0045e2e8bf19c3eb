/** How the learning rate changes. Epochs may be fractions. */
export type ScheduleOptions =
  | { readonly kind: 'constant'; readonly warmupEpochs?: number | undefined }
  | {
      readonly kind: 'cosine';
      readonly warmupEpochs?: number | undefined;
      /** Share of the learning rate at the end. Default 0. */
      readonly final?: number | undefined;
    }
  | {
      readonly kind: 'step';
      readonly warmupEpochs?: number | undefined;
      /** Epochs at whose start the rate falls. */
      readonly milestones: readonly number[];
      /** What it is multiplied by. Default 0.1. */
      readonly factor?: number | undefined;
    }
  | {
      readonly kind: 'one-cycle';
      /** Share of the training after which the rate is highest. Default 0.3. */
      readonly peak?: number | undefined;
      /** The learning rate over the first one. Default 25. */
      readonly startDivisor?: number | undefined;
      /** The first learning rate over the last one. Default 10 000. */
      readonly endDivisor?: number | undefined;
    };

export interface TrainingLength {
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
}

/** The factor on the learning rate at each step, counted from 0. */
export type Schedule = (step: number) => number;

/**
 * Makes a schedule: constant; cosine annealing (https://arxiv.org/abs/1608.03983); steps; or one cycle
 * (https://arxiv.org/abs/1708.07120) as PyTorch's `OneCycleLR`. The first three may begin with a linear warm-up.
 */
export function createSchedule(
  options: ScheduleOptions,
  { totalSteps, stepsPerEpoch }: TrainingLength,
): Schedule {
  if (options.kind === 'one-cycle') return oneCycle(options, totalSteps);
  const warmup = Math.min(totalSteps, Math.round((options.warmupEpochs ?? 0) * stepsPerEpoch));
  const after = mainSchedule(options, totalSteps - warmup);
  return (step) => (step < warmup ? (step + 1) / warmup : after(step - warmup, step / stepsPerEpoch));
}

type MainOptions = Exclude<ScheduleOptions, { kind: 'one-cycle' }>;

/** What follows the warm-up, by the steps since then and the epochs since the start. */
function mainSchedule(options: MainOptions, steps: number): (step: number, epoch: number) => number {
  switch (options.kind) {
    case 'constant':
      return () => 1;
    case 'cosine': {
      const { final = 0 } = options;
      return (step) => anneal(1, final, step / Math.max(1, steps));
    }
    case 'step': {
      const { milestones, factor = 0.1 } = options;
      return (_, epoch) => factor ** milestones.filter((milestone) => epoch >= milestone).length;
    }
  }
}

function oneCycle(
  { peak = 0.3, startDivisor = 25, endDivisor = 1e4 }: Extract<ScheduleOptions, { kind: 'one-cycle' }>,
  totalSteps: number,
): Schedule {
  const [first, last] = [1 / startDivisor, 1 / startDivisor / endDivisor];
  const top = peak * totalSteps - 1;
  return (step) =>
    step <= top
      ? anneal(first, 1, top > 0 ? step / top : 1)
      : anneal(1, last, (step - top) / Math.max(1, totalSteps - 1 - top));
}

/** From one value to another along half a cosine. */
function anneal(from: number, to: number, share: number): number {
  return to + ((from - to) * (1 + Math.cos(Math.PI * Math.min(1, share)))) / 2;
}
