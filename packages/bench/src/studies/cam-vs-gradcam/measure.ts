import { type Cut, type ImageClassifier, multiLabelHead } from '@convzoo/core';
import { type Dataset, digitScenes, mnistDigits, type Sample } from '@convzoo/data';
import type { Explanation } from '@convzoo/gradcam';
import { upsample } from '@convzoo/gradcam/maps';
import { energyPointingGame } from '@convzoo/gradcam/metrics';
import { mean } from '../../statistics/latency.js';
import type { StudyOptions } from '../study.js';
import { testAccuracy, trainNetwork } from '../training/train-network.js';
import { type ByteMap, bytesOf, heatBytes } from './byte-map.js';
import { boxesOf, explainScene, labelsOf } from './explain-scene.js';
import { buildNetwork, type NeckName } from './networks.js';
import { proportion } from './proportion.js';

export interface CamData {
  readonly trainImages: number;
  readonly testImages: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly side: number;
  readonly width: number;
  readonly hiddenUnits: number;
  readonly networks: readonly ExplainedNetwork[];
  readonly picture: {
    readonly scene: ByteMap;
    readonly maps: readonly PictureMap[];
  };
}

export interface ExplainedNetwork {
  readonly neck: NeckName;
  /** Mean average precision on the test scenes. */
  readonly testAccuracy: number;
  readonly cuts: readonly ExplainedCut[];
}

/** What the two methods gave at one layer, over all labels of all scenes. */
export interface ExplainedCut {
  readonly layer: string;
  readonly map: readonly [height: number, width: number];
  readonly explanations: number;
  /** Null where CAM is not defined. */
  readonly equality: {
    readonly smallestFactor: number;
    readonly largestFactor: number;
    /** Largest difference left by the best factor, over the largest value of its map. */
    readonly residual: number;
  } | null;
  /** Mean share of positive heat inside the boxes of the label. */
  readonly camInside: number | null;
  readonly gradCamInside: number;
}

export interface PictureMap {
  readonly neck: NeckName;
  readonly layer: string;
  readonly method: 'CAM' | 'Grad-CAM';
  readonly label: string;
  /** Positive heat over its maximum. */
  readonly heat: ByteMap;
}

const necks: readonly NeckName[] = ['pooling', 'hidden layer'];

/** Trains both networks on scenes of several digits, and explains each digit of the test scenes. */
export async function measureCamVsGradCam(options: StudyOptions): Promise<CamData> {
  const { budget, seed, signal, onProgress } = options;
  const setup = {
    trainImages: Math.max(32, Math.round(1200 * budget)),
    testImages: Math.max(8, Math.min(60, Math.round(60 * budget))),
    epochs: Math.max(1, Math.min(6, Math.round(60 * budget))),
    batchSize: 32,
    learningRate: 0.1,
    side: 64,
    width: 0.25,
    hiddenUnits: 32,
  };
  const { trainImages, testImages, epochs, batchSize, learningRate } = setup;
  const digits = await mnistDigits();
  const train = await digitScenes(digits.train, { count: trainImages, seed });
  const test = await digitScenes(digits.test, { count: testImages, digits: [2, 4], seed: seed + 1 });
  const pictured = pictureScene(test);
  const networks: ExplainedNetwork[] = [];
  const maps: PictureMap[] = [];
  for (const [i, neck] of necks.entries()) {
    const classifier = buildNetwork(neck, multiLabelHead(train.classes), { ...setup, seed });
    try {
      await trainNetwork(classifier, train, { epochs, batchSize, learningRate }, options, {
        onShare: (share) => onProgress?.(`training, ${neck}`, (i + 0.9 * share) / necks.length),
      });
      const accuracy = await testAccuracy(classifier, test, signal);
      onProgress?.(`explaining, ${neck}`, (i + 0.9) / necks.length);
      const cuts: ExplainedCut[] = [];
      for (const cut of Object.values(classifier.taps)) {
        cuts.push(await explainedCut(classifier, cut, test, signal));
        maps.push(...(await pictureMaps(classifier, cut, pictured, neck, signal)));
      }
      networks.push({ neck, testAccuracy: accuracy, cuts });
    } finally {
      classifier.dispose();
    }
  }
  const scene = await pictured.load();
  return { ...setup, networks, picture: { scene: bytesOf(scene), maps } };
}

/** The first scene of three different digits. */
function pictureScene({ samples }: Dataset): Sample {
  const labels = ({ label }: Sample): number => (Array.isArray(label) ? label.length : 0);
  return samples.find((sample) => labels(sample) === 3) ?? samples[0]!;
}

async function explainedCut(
  classifier: ImageClassifier,
  cut: Cut,
  scenes: Dataset,
  signal: AbortSignal | undefined,
): Promise<ExplainedCut> {
  const factors: number[] = [];
  const inside: { cam: number[]; gradCam: number[] } = { cam: [], gradCam: [] };
  let residual = 0;
  for (const scene of scenes.samples) {
    const { cams, gradCams } = await explainScene(classifier, cut, scene, signal);
    const [height, width] = classifier.architecture.inputShape;
    const share = ({ map }: Explanation, label: string): number =>
      energyPointingGame(upsample(map, height, width), boxesOf(scene, label));
    for (const [i, label] of labelsOf(scene).entries()) {
      inside.gradCam.push(share(gradCams[i]!, label));
      if (cams === null) continue;
      inside.cam.push(share(cams[i]!, label));
      const fit = proportion(cams[i]!.map.data, gradCams[i]!.map.data);
      factors.push(fit.factor);
      residual = Math.max(residual, fit.residual);
    }
  }
  return {
    layer: cut.name,
    map: [cut.shape[0], cut.shape[1]],
    explanations: inside.gradCam.length,
    equality:
      factors.length === 0
        ? null
        : { smallestFactor: Math.min(...factors), largestFactor: Math.max(...factors), residual },
    camInside: inside.cam.length === 0 ? null : mean(inside.cam),
    gradCamInside: mean(inside.gradCam),
  };
}

async function pictureMaps(
  classifier: ImageClassifier,
  cut: Cut,
  scene: Sample,
  neck: NeckName,
  signal: AbortSignal | undefined,
): Promise<PictureMap[]> {
  const { cams, gradCams } = await explainScene(classifier, cut, scene, signal);
  const about = { neck, layer: cut.name };
  return labelsOf(scene).flatMap((label, i): PictureMap[] => [
    ...(cams === null ? [] : [{ ...about, method: 'CAM' as const, label, heat: heatBytes(cams[i]!.map) }]),
    { ...about, method: 'Grad-CAM', label, heat: heatBytes(gradCams[i]!.map) },
  ]);
}
