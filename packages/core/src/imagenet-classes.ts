import classes from './imagenet-classes.json' with { type: 'json' };

/** The 1000 classes of ImageNet (ILSVRC 2012), in the order of published weights. */
export const imagenetClasses: readonly string[] = classes;
