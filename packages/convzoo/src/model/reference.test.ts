import { describe, expect, test } from 'vitest';
import type { PathKind } from '../paths.js';
import { parseReference } from './reference.js';

const nowhere: PathKind = undefined;

describe('the name of a model', () => {
  test.each([
    ['resnet50', nowhere, { kind: 'network', name: 'resnet50' }],
    ['resnet50@imagenet1k_v2', nowhere, { kind: 'network', name: 'resnet50', tag: 'imagenet1k_v2' }],
    ['resnet50', 'folder', { kind: 'weights', source: 'resnet50' }],
    ['timm/resnet50.a1_in1k', nowhere, { kind: 'weights', source: 'timm/resnet50.a1_in1k' }],
    ['https://x.org/a#b.pth', nowhere, { kind: 'weights', source: 'https://x.org/a#b.pth' }],
    ['runs/7', 'folder', { kind: 'weights', source: 'runs/7' }],
    ['a.ONNX', 'file', { kind: 'onnx', source: 'a.ONNX' }],
    ['@me/nets#tiny', nowhere, { kind: 'module', specifier: '@me/nets', name: 'tiny' }],
    ['./net.js#tiny', nowhere, { kind: 'module', specifier: './net.js', name: 'tiny' }],
  ] as const)('%s, where the path is %s', (text, path, expected) => {
    expect(parseReference(text, path)).toEqual(expected);
  });

  test.each([
    ['resnet5', 'unknown-name', 'Did you mean "resnet50"?'],
    ['constructor', 'unknown-name', '"constructor"'],
    ['resnet50@', 'unknown-name', '"resnet50@"'],
    ['net#', 'unknown-name', '"net#"'],
    ['', 'unknown-name', '""'],
    ['./weights', 'file-error', 'no such file'],
    ['runs/1/model.safetensors', 'file-error', 'no such file'],
    ['runs/1/last', 'unknown-name', '"runs/1/last"'],
  ])('%s means nothing', (text, code, message) => {
    expect(() => parseReference(text, nowhere)).toThrow(expect.objectContaining({ code }));
    expect(() => parseReference(text, nowhere)).toThrow(message);
  });
});
