/** What is measured, and the table of it. */

export const models = ['alexnet', 'vgg16', 'resnet18', 'resnet50'];
export const batches = [1, 8, 32];

/** The engines of `convzoo doctor --json` that may compute on a GPU, as `convzoo-bench --runtime` names them. */
export function gpuEngines(engines) {
  return engines
    .filter(({ kind }) => kind === 'GPU' || kind === 'unproved')
    .flatMap(({ engine }) =>
      engine.startsWith('onnxruntime:') ? [engine, engine.replace('onnxruntime', 'compiled')] : [engine],
    );
}

/** Why engines for GPUs do not compute on one here, and what to do about it. */
export function missingLines(engines) {
  return engines
    .filter(({ engine }) => /gpu|:/.test(engine))
    .flatMap(({ engine, kind, device, reason, remedy }) => [
      reason === null ? `${engine} runs on ${device} (${kind}).` : `${engine}: ${reason.split('\n')[0]}`,
      ...(remedy === null ? [] : [`  ${remedy}`]),
    ]);
}

/** Rows of the benchmark's JSON report, in the shape of PyTorch's. */
export function rowsOf({ rows }) {
  return rows.map(
    ({ measure, model, requested, precision, batch, device, isGpu, imagesPerSecond, error }) => ({
      ...{ measure, model, engine: requested, precision, batch, device, isGpu },
      imagesPerSecond: error === undefined ? imagesPerSecond : null,
      error: error ?? null,
    }),
  );
}

/** Markdown: a line for each network, batch and measure, a column for each engine. */
export function formatTable(rows) {
  const columns = [...new Set(rows.map(columnOf))];
  const lines = [...new Set(rows.map(lineOf))];
  const cell = (line, column) => {
    const row = rows.find((one) => lineOf(one) === line && columnOf(one) === column);
    if (row === undefined) return '';
    if (row.imagesPerSecond === null) return 'failed';
    return row.imagesPerSecond.toFixed(row.imagesPerSecond < 100 ? 1 : 0);
  };
  const reasons = new Set(rows.flatMap((row) => (row.error ? [`${columnOf(row)}: ${row.error}`] : [])));
  const devices = new Set(
    rows.flatMap((row) =>
      row.device ? [`${columnOf(row)}: ${row.device}${row.isGpu ? '' : ' (no proved GPU)'}`] : [],
    ),
  );
  return [
    'Images per second:',
    '',
    `| measure, network, batch | ${columns.join(' | ')} |`,
    `| :-- | ${columns.map(() => '--:').join(' | ')} |`,
    ...lines.map((line) => `| ${line} | ${columns.map((column) => cell(line, column)).join(' | ')} |`),
    '',
    ...[...devices, ...reasons].map((text) => `- ${text}`),
  ].join('\n');
}

const columnOf = ({ engine, precision }) => (precision === 'float32' ? engine : `${engine}, ${precision}`);
const lineOf = ({ measure, model, batch }) => `${measure} ${model} ${batch}`;
