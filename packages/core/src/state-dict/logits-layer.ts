/** Name of the layer whose kernel has a column for each class. */
export const logitsLayer = 'logits';
