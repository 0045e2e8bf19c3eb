import { ConvzooError, type StateDict } from '@convzoo/core';
import { startRuntime } from '#platform';
import { type Guess, guessText, recognize } from '../registry/recognize.js';

/** The error for weights that do not state their network. */
export async function undescribed(source: string, stateDict: StateDict): Promise<ConvzooError> {
  // Networks are compared by building them.
  await startRuntime(undefined);
  const guess = await recognize(stateDict);
  return new ConvzooError('invalid-weights', {
    subject: source,
    expected: 'weights that say which network they are of',
    found: guess === undefined ? `names of no network that convzoo has: ${some(stateDict)}` : said(guess),
    remedy: guess?.fits
      ? `Name the network: ${call(guess, source)}.`
      : "Name the network: pretrained('resnet50', { weights }), or --model resnet50 --weights FILE.",
  });
}

interface Mismatched {
  /** The network that the weights were loaded into. */
  readonly name: string;
  readonly path: string;
  readonly stateDict: StateDict;
}

/** A `weights-mismatch` that says which network the weights are of, if that is known. */
export async function mismatch(
  { found, remedy, cause }: ConvzooError,
  { name, path, stateDict }: Mismatched,
): Promise<ConvzooError> {
  const guess = await recognize(stateDict);
  const isKnown = guess?.fits === true;
  return new ConvzooError('weights-mismatch', {
    subject: path,
    expected: `weights of ${name}`,
    found: guess === undefined ? found : `${said(guess)} (${found})`,
    ...(isKnown
      ? { remedy: `Name the network: ${call(guess, path)}.` }
      : remedy === undefined
        ? {}
        : { remedy }),
    cause,
  });
}

function said(guess: Guess): string {
  return guess.fits
    ? `those of ${guessText(guess)}, by their names and shapes`
    : `weights of another network; the nearest, with ${Math.round(guess.share * 100)} % of the names, is ${guess.name}`;
}

function call({ name, options }: Guess, source: string): string {
  const { width, inputChannels, ...choices } = options;
  const hasOptions = Object.keys(options).length > 0;
  const architecture = hasOptions ? `, architecture: ${JSON.stringify(options)}` : '';
  const flags = [
    width === undefined ? [] : ['--width', String(width)],
    inputChannels === undefined ? [] : ['--channels', String(inputChannels)],
    ...Object.entries(choices).map(([option, value]) => ['--option', `${option}=${value}`]),
  ].flat();
  const command = ['--model', name, ...flags, '--weights', source].join(' ');
  return `pretrained('${name}', { weights: '${source}'${architecture} }), or ${command}`;
}

function some(stateDict: StateDict): string {
  const names = [...stateDict.keys()];
  return names.slice(0, 3).join(', ') + (names.length > 3 ? ', …' : '');
}
