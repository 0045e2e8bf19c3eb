import { models as registered } from 'convzoo';

/** A network to measure, as data, so that the process that measures it can import it by itself. */
export interface Model {
  readonly name: string;
  /** Undefined where only the architecture itself knows it. */
  readonly family?: string;
  /** What `import` takes: a package's name or a file's URL. */
  readonly module: string;
  /** Name under which the module exports the builder. */
  readonly export: string;
  readonly classes: number;
}

/** Every network of the registry, with the classes of the dataset that it was published for. */
export const models: readonly Model[] = registered.map(({ name, family, package: module, classes }) => ({
  name,
  family,
  classes,
  module,
  export: name,
}));
