import type { Row } from '../row.ts';
import { checks } from './checks.ts';
import { damaged } from './damage.ts';
import { data } from './data.ts';
import { errors } from './errors.ts';
import { foreign } from './foreign.ts';
import { modelFile } from './model-file.ts';
import { resume } from './resume.ts';

/** The rows of one list run one after another. */
export const lists: Readonly<Record<string, readonly Row[]>> = {
  'a model file rebuilds its classifier': [...modelFile, ...foreign],
  'what is given to a model is checked': checks,
  'what a resumed run must agree in': resume,
  'nothing of the data is left out without a word': data,
  'what is damaged does not pass': damaged,
  'errors are sentences': errors,
};
