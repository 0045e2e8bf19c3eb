import type { ModelDescription } from '@convzoo/core/description';
import { cifar10Preprocessing } from '@convzoo/core/preprocess';
import { describe, expect, test } from 'vitest';
import { modelCard } from './model-card.js';

const description: ModelDescription = {
  schema: 1,
  architecture: { name: 'resnet20', options: { width: 0.5 } },
  head: { kind: 'multi-class', classes: ['cat', 'dog'] },
  preprocessing: cifar10Preprocessing,
  training: {
    data: '/home/somebody/private/pets',
    epochs: 3,
    evaluatedOn: 'test',
    images: 40,
    metrics: { accuracy: 0.9, macroF1: 0.85, calibrationError: 0.1 },
  },
  versions: { convzoo: '0.1.0' },
};

describe('a model card', () => {
  test('has the metadata that the hub reads', () => {
    const [, yaml] = modelCard(description, { license: 'mit' }).split('---\n');
    expect(yaml).toBe(`library_name: convzoo
pipeline_tag: image-classification
license: "mit"
tags:
- "image-classification"
- "convzoo"
- "resnet20"
metrics:
- accuracy
- f1
model-index:
- name: "resnet20"
  results:
  - task:
      type: image-classification
    dataset:
      name: "pets"
      type: "pets"
      split: "test"
    metrics:
    - type: accuracy
      value: 0.9
    - type: f1
      value: 0.85
`);
  });

  test('says how to use it, what it scored, and how it was trained', () => {
    const card = modelCard(description, { repository: 'me/pets', timm: true });
    expect(card).toContain('# pets\n');
    expect(card).toContain("await pretrained('me/pets')");
    expect(card).toContain("timm.create_model('hf-hub:me/pets'");
    expect(card).toContain('Measured on 40 test images:');
    expect(card).toContain('| calibrationError | 0.1000 |');
    expect(card).toContain('license: "unknown"');
  });

  test('does not tell where the data lay', () => {
    expect(modelCard(description)).not.toContain('somebody');
  });

  test('claims nothing of a model that nobody measured', () => {
    const { training: _, ...untrained } = description;
    const card = modelCard(untrained);
    expect(card).toContain('Not measured.');
    expect(card).not.toContain('model-index');
  });

  test('names of classes cannot break it', () => {
    const classes = ['a`b', '| x |\n---\n# forged', 'c'];
    const card = modelCard({ ...description, head: { kind: 'multi-class', classes } });
    expect(card).toContain('`` a`b ``');
    expect(card).not.toContain('\n# forged');
  });
});
