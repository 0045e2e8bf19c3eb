import type { ModelDescription } from '@convzoo/core/description';

export interface ModelCardOptions {
  /** The model's name on the hub, `owner/name`, for the examples. Default: a folder. */
  readonly repository?: string | undefined;
  /** An SPDX identifier in lower case, as the hub lists them. Default `unknown`. */
  readonly license?: string | undefined;
  /** Whether timm reads the folder too. */
  readonly timm?: boolean | undefined;
}

/**
 * A model card in the hub's format (https://huggingface.co/docs/hub/model-cards): metadata as YAML, then a
 * description in Markdown. It says what the model's description says, and nothing that nobody measured.
 */
export function modelCard(description: ModelDescription, options: ModelCardOptions = {}): string {
  const { architecture, head } = description;
  const size = description.preprocessing?.crop.join(' x ');
  const { repository = 'path/to/this/folder', timm = false } = options;
  return `---
${frontMatter(description, options).join('\n')}
---

# ${repository.includes('/to/') ? architecture.name : lastPart(repository)}

An image classifier: ${code(architecture.name)}${size === undefined ? '' : ` for ${size} pixels`}, ${head.kind}, with ${classesOf(head.classes)}.
Made with [convzoo](https://github.com/convzoo/convzoo).

## Use

\`\`\`js
import { pretrained } from 'convzoo';

const model = await pretrained('${repository}');
console.log(await model.classify('photo.jpg'));
\`\`\`
${timm ? `\nIn Python: \`timm.create_model('hf-hub:${repository}', pretrained=True)\`.\n` : ''}
## Results

${results(description)}

## Training

${training(description)}

## Limits

The figures hold for images like those that the model was measured on. Nothing else was checked: not images of
other cameras or places, and not whether errors are spread fairly over people.
`;
}

/** The hub's names of metrics. */
const hubMetrics: Readonly<Record<string, string>> = {
  accuracy: 'accuracy',
  macroPrecision: 'precision',
  macroRecall: 'recall',
  macroF1: 'f1',
  precision: 'precision',
  recall: 'recall',
  f1: 'f1',
  rocAuc: 'roc_auc',
  meanAveragePrecision: 'mean_average_precision',
};

/** Lines of YAML, whose texts are JSON strings, which are YAML too. */
function frontMatter(
  description: ModelDescription,
  { license = 'unknown', timm }: ModelCardOptions,
): string[] {
  const { architecture } = description;
  const measured = metricsOf(description).flatMap(([name, value]) =>
    Object.hasOwn(hubMetrics, name) ? [{ type: hubMetrics[name], value }] : [],
  );
  const { evaluatedOn } = description.training ?? {};
  const tags = ['image-classification', 'convzoo', architecture.name, ...(timm ? ['timm'] : [])];
  return [
    'library_name: convzoo',
    'pipeline_tag: image-classification',
    `license: ${JSON.stringify(license)}`,
    'tags:',
    ...tags.map((tag) => `- ${JSON.stringify(tag)}`),
    ...(measured.length === 0
      ? []
      : [
          'metrics:',
          ...measured.map(({ type }) => `- ${type}`),
          'model-index:',
          `- name: ${JSON.stringify(architecture.name)}`,
          '  results:',
          '  - task:',
          '      type: image-classification',
          '    dataset:',
          `      name: ${JSON.stringify(dataOf(description) ?? 'unknown')}`,
          `      type: ${JSON.stringify(dataOf(description) ?? 'unknown')}`,
          ...(typeof evaluatedOn === 'string' ? [`      split: ${JSON.stringify(evaluatedOn)}`] : []),
          '    metrics:',
          ...measured.flatMap(({ type, value }) => [`    - type: ${type}`, `      value: ${value}`]),
        ]),
  ];
}

function results(description: ModelDescription): string {
  const { evaluatedOn, images } = description.training ?? {};
  const metrics = metricsOf(description);
  if (metrics.length === 0) return 'Not measured.';
  const where =
    typeof evaluatedOn === 'string'
      ? ` on ${typeof images === 'number' ? `${images} ` : ''}${evaluatedOn} images`
      : '';
  const rows = metrics.map(([name, value]) => `| ${name} | ${value.toFixed(4)} |`);
  return `Measured${where}:\n\n| metric | value |\n| --- | --- |\n${rows.join('\n')}`;
}

function training(description: ModelDescription): string {
  const { epochs, split } = description.training ?? {};
  const data = dataOf(description);
  const versions = Object.entries(description.versions).map(([name, version]) => `${name} ${version}`);
  const lines = [
    ...(data === undefined ? [] : [`Data: ${code(data)}.`]),
    ...(typeof epochs === 'number' ? [`Epochs: ${epochs}.`] : []),
    ...(split === undefined ? [] : [`Set apart for validation: ${code(JSON.stringify(split))}.`]),
    `Options of the network: ${code(JSON.stringify(architectureOptions(description)))}.`,
    ...(versions.length === 0 ? [] : [`Versions: ${versions.join(', ')}.`]),
  ];
  return lines.join('\n');
}

const architectureOptions = ({ architecture }: ModelDescription): unknown => architecture.options;

/** The name of the data, without the folders above it, which are nobody else's business. */
function dataOf({ training }: ModelDescription): string | undefined {
  const data = training?.data;
  return typeof data === 'string' ? lastPart(data) : undefined;
}

const lastPart = (path: string): string => path.split(/[/\\]/).findLast((part) => part !== '') ?? path;

function metricsOf({ training }: ModelDescription): [name: string, value: number][] {
  const metrics = training?.metrics;
  if (typeof metrics !== 'object' || metrics === null) return [];
  return Object.entries(metrics).flatMap(([name, value]): [string, number][] =>
    typeof value === 'number' && Number.isFinite(value) ? [[name, value]] : [],
  );
}

const namedClasses = 10;

function classesOf(classes: readonly string[]): string {
  const named = classes.slice(0, namedClasses).map(code).join(', ');
  const rest = classes.length - namedClasses;
  return `${classes.length === 1 ? 'the class' : `${classes.length} classes:`} ${named}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** Text as a code span of Markdown, which nothing in it can end. */
function code(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}|]+/gu, ' ');
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = longest > 0 ? ' ' : '';
  return `${fence}${space}${line}${space}${fence}`;
}
