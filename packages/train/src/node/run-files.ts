/** Names in a run's directory. */
export const runFiles = {
  checkpoints: 'checkpoints',
  /** The best weights by validation so far; without validation the last ones. */
  model: 'model.safetensors',
  /** The model card. */
  card: 'README.md',
  /** The config that the run followed. */
  config: 'train.json',
  log: 'log.jsonl',
  tensorboard: 'tensorboard',
  report: 'report.html',
  metrics: 'metrics.json',
} as const;
