/** What the scores of a classifier mean. */
export type HeadKind = 'binary' | 'multi-class' | 'multi-label';
