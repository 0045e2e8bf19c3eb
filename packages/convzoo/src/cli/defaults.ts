/** The model of a command line that names none. */
export const defaultModel = 'resnet50';

/** Images per batch: larger batches gain little and take memory. */
export const defaultBatch = 16;
