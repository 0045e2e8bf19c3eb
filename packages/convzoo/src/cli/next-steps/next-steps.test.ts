import { binaryHead, multiClassHead, multiLabelHead } from '@convzoo/core';
import type { Example } from '@convzoo/train';
import { describe, expect, test } from 'vitest';
import { afterEvaluation } from './after-evaluation.js';
import { afterExplanation } from './after-explanation.js';
import { commandLine, modelWords } from './words.js';

const animals = multiClassHead(['cat', 'dog', 'cow']);
const flags = { model: 'run' };

function mistake(label: Example['label'], scores: readonly number[], head = animals, file?: string): Example {
  const sample = { id: '1', label, load: async () => Promise.reject(new Error('not read')) };
  return {
    sample: file === undefined ? sample : { ...sample, file },
    label,
    predictions: head.decode(scores, { top: Math.min(3, scores.length) }),
    loss: 1,
  };
}

describe('after an evaluation', () => {
  const base = { head: animals, isExplainable: true, report: undefined, flags };

  test('the worst mistake is explained, for the true class and the one that it was taken for', () => {
    const worst = mistake('cat', [0.1, 0.7, 0.2], animals, 'a photo.jpg');
    expect(afterEvaluation({ ...base, worst })).toEqual([
      "convzoo explain 'a photo.jpg' --model run --class cat,dog",
      'why the worst mistake: cat taken for dog',
    ]);
    expect(afterEvaluation({ ...base, worst, isExplainable: false })[0]).toBe(
      "convzoo classify 'a photo.jpg' --model run",
    );
  });

  test('labels that are missed, or seen where they are not, hint at thresholds', () => {
    const head = multiLabelHead(['person', 'car'], { threshold: [0.4, 0.5] });
    const missed = mistake(['car', 'person'], [0.9, 0.3], head, 'x.jpg');
    expect(afterEvaluation({ ...base, head, worst: missed })).toEqual([
      'convzoo explain x.jpg --model run --class car',
      'why the worst mistake: car missed; a lower threshold finds more',
    ]);
    const seen = mistake(['car'], [0.45, 0.8], head, 'x.jpg');
    expect(afterEvaluation({ ...base, head, worst: seen })[1]).toMatch(
      /person seen where it is not; a higher/,
    );
  });

  test('a binary head misses its class or sees it where it is not', () => {
    const head = binaryHead('cat');
    expect(afterEvaluation({ ...base, head, worst: mistake(true, [0.2], head, 'x.jpg') })[1]).toMatch(
      /cat missed/,
    );
    expect(afterEvaluation({ ...base, head, worst: mistake(false, [0.8], head, 'x.jpg') })[1]).toMatch(
      /cat seen/,
    );
  });

  test('images without a file are in the report of the run', () => {
    const worst = mistake('cat', [0.1, 0.7, 0.2]);
    expect(afterEvaluation({ ...base, worst, report: 'run/report.html' })).toEqual([
      'run/report.html',
      'shows the worst mistakes',
    ]);
    expect(afterEvaluation({ ...base, worst })[0]).toBe('convzoo classify photo.jpg --model run');
  });

  test('a model without mistakes is ready', () => {
    expect(afterEvaluation({ ...base, worst: undefined })[1]).toMatch(/no mistake/);
  });
});

describe('after an explanation', () => {
  const predictions = animals.decode([0.2, 0.7, 0.1], { top: 3 });
  const maps = [{ method: 'gradcam', target: 'dog', maximum: 3 }];
  const base = { image: 'x.jpg', predictions, maps, isOneOfMany: true, flags };

  test('another method is compared', () => {
    expect(afterExplanation(base)).toEqual([
      'convzoo explain x.jpg --model run --method gradcam,layercam',
      'compare with layercam',
    ]);
    const both = [...maps, { method: 'layercam', target: 'dog', maximum: 1 }];
    expect(afterExplanation({ ...base, maps: both })[0]).toContain('--method gradcam,layercam,scorecam');
  });

  test('a class that is close is looked at', () => {
    const close = { ...base, predictions: animals.decode([0.4, 0.5, 0.1], { top: 3 }) };
    expect(afterExplanation(close)).toEqual([
      'convzoo explain x.jpg --model run --class top2',
      'cat is close: see what speaks for either',
    ]);
    expect(afterExplanation({ ...close, isOneOfMany: false })[0]).toContain('--method');
  });

  test('an empty map of a class that was asked for leads to the classes that score highest', () => {
    const empty = [{ method: 'gradcam', target: 'cow', maximum: 0 }];
    expect(afterExplanation({ ...base, maps: empty, flags: { ...flags, class: 'cow' } })).toEqual([
      'convzoo explain x.jpg --model run --class top3',
      'nothing in it speaks for cow: see what it looks like instead',
    ]);
  });
});

test('a step opens the same model, and a shell reads its words as they are', () => {
  const words = modelWords({
    model: 'resnet20',
    weights: "it's.pth",
    size: [16, 32],
    width: 0.25,
    option: { variant: 'v2' },
  });
  expect(commandLine('convzoo', 'classify', '-x$(rm)', ...words)).toBe(
    "convzoo classify '-x$(rm)' --model resnet20 --weights 'it'\\''s.pth' --size 16x32 --width 0.25 --option variant=v2",
  );
});
