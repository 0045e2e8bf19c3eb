import { join } from 'node:path';
import { fixtures } from '../../torture/command.ts';

export const wasm = ['--runtime', 'wasm'];
export const network = ['--model', 'resnet20', '--width', '0.25', '--size', '12', ...wasm];
export const short = ['--epochs', '1', '--batch', '8'];
export const photo = '@colors/red/0.png';
export const run = [...wasm, '--model', '@run'];
export const shapes = [...wasm, '--model', join(fixtures, 'shapes')];
