import { binaryHead, multiClassHead, multiLabelHead } from '@convzoo/core';
import { expect, test } from 'vitest';
import { confusionExamples, mostUncertain, type ScoredSample, worstMistakes } from './examples.js';

function scored(id: string, target: number[], scores: number[]): ScoredSample {
  const sample = { id, label: 'cat', load: () => Promise.reject(new Error('not needed')) };
  return { sample, target: Float32Array.from(target), scores: Float32Array.from(scores) };
}
const ids = (examples: readonly { sample: { id: string } }[]) => examples.map(({ sample }) => sample.id);

const head = multiClassHead(['cat', 'dog', 'cow']);
const samples = [
  scored('sure', [1, 0, 0], [0.9, 0.05, 0.05]),
  scored('close', [1, 0, 0], [0.41, 0.4, 0.19]),
  scored('wrong', [1, 0, 0], [0.2, 0.6, 0.2]),
  scored('very wrong', [1, 0, 0], [0.01, 0.98, 0.01]),
  scored('nearly wrong', [0, 0, 1], [0.3, 0.3, 0.4]),
];

test('the worst mistakes are the wrong decisions of the highest loss', () => {
  const keeper = worstMistakes(head, 2);
  for (const one of samples) keeper.add(one);
  expect(ids(keeper.result())).toEqual(['very wrong', 'wrong']);
  expect(keeper.result()[0]?.loss).toBeCloseTo(-Math.log(0.01), 5);
  expect(keeper.result()[0]?.predictions.map(({ label }) => label)).toEqual(['dog', 'cat', 'cow']);
});

test('the most uncertain are those whose two best classes are closest', () => {
  const keeper = mostUncertain(head, 3);
  for (const one of samples) keeper.add(one);
  expect(ids(keeper.result())).toEqual(['close', 'nearly wrong', 'wrong']);
});

test('for labels that hold or not, those that are closest to a threshold', () => {
  const keeper = mostUncertain(multiLabelHead(['a', 'b'], { threshold: [0.2, 0.5] }), 1);
  keeper.add(scored('far', [1, 0], [0.6, 0.9]));
  keeper.add(scored('near', [1, 0], [0.21, 0.9]));
  keeper.add(scored('half', [1, 0], [0.5, 0.4]));
  expect(ids(keeper.result())).toEqual(['near']);
});

test('each cell of the confusion matrix has its samples', () => {
  const keeper = confusionExamples(head, 1);
  for (const one of samples) keeper.add(one);
  const cells = keeper.result().map(({ truth, predicted, examples }) => [truth, predicted, ids(examples)]);
  expect(cells).toEqual([
    [0, 0, ['close']],
    [0, 1, ['very wrong']],
    [2, 2, ['nearly wrong']],
  ]);
});

test('a binary head has four cells, a multi-label head none', () => {
  const keeper = confusionExamples(binaryHead('cat'), 2);
  keeper.add(scored('missed', [1], [0.3]));
  keeper.add(scored('found', [1], [0.8]));
  expect(keeper.result().map(({ truth, predicted }) => [truth, predicted])).toEqual([
    [1, 0],
    [1, 1],
  ]);
  const none = confusionExamples(multiLabelHead(['a']), 2);
  none.add(scored('x', [1], [0.3]));
  expect(none.result()).toEqual([]);
});
