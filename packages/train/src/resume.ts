import { ConvzooError } from '@convzoo/core';
import type { RunIdentity } from './identity.js';
import type { Progress } from './progress.js';

/** What a resumed run must have in common with its state; the learning rate may change. */
const fixed = {
  architecture: 'the architecture',
  head: 'the head',
  classes: 'the classes',
  optimizer: 'the optimizer',
  samples: 'this many samples:',
  data: 'the samples with hash',
} as const satisfies Partial<Record<keyof RunIdentity, string>>;

/** @throws ConvzooError `invalid-argument`, naming both values, if a state belongs to another run */
export function checkResumable(saved: Progress, current: Progress): void {
  const values = (progress: Progress): Readonly<Record<string, string>> => ({
    ...Object.fromEntries(
      Object.entries(fixed).map(([key, name]) => [name, String(progress.run[key as keyof typeof fixed])]),
    ),
    seed: `${progress.seed}`,
    'steps per epoch:': `${progress.stepsPerEpoch}`,
  });
  const [found, expected] = [values(saved), values(current)];
  const differing = Object.keys(expected).filter((name) => found[name] !== expected[name]);
  if (differing.length === 0) return;
  const list = (of: Readonly<Record<string, string>>): string =>
    differing.map((name) => `${name} ${of[name]}`).join(', ');
  throw new ConvzooError('invalid-argument', {
    subject: 'resume',
    expected: `a run with ${list(expected)}`,
    found: list(found),
    remedy:
      'Give the model, head, data, batch size, optimizer and seed that the run began with, or start a new run.',
  });
}
