import { type ClassifierBuilder, ConvzooError, type ModelDescription } from '@convzoo/core';

/** What a caller says of a model besides its weights. */
export interface Claims {
  readonly architecture?: Readonly<Record<string, unknown>>;
  readonly head?: string;
  readonly classes?: readonly string[];
  readonly preprocessing?: unknown;
}

/** What a file says, against an option that says otherwise. */
export function contradiction(subject: string, says: string, option: string): ConvzooError {
  return new ConvzooError('invalid-argument', {
    subject,
    expected: `no ${option} beside it: it is ${says}`,
    found: option,
    remedy: `Omit ${option}.`,
  });
}

/**
 * Compares what a caller claims with what a file says of itself. Saying the same twice is allowed.
 *
 * @throws ConvzooError `invalid-argument` naming both sides of the first contradiction
 */
export function refuseContradictions(
  builder: ClassifierBuilder,
  description: ModelDescription,
  claims: Claims,
  subject: string,
): void {
  const { architecture, head } = description;
  const described = `a ${architecture.name} ${shapeText(architecture.options.inputShape)}`;
  const fail = (says: string, claim: string): never => {
    throw new ConvzooError('invalid-argument', {
      subject,
      expected: `options that agree with the file, which is ${says}`,
      found: claim,
      remedy: 'Omit the option: the file states it.',
    });
  };
  if (claims.architecture !== undefined) {
    const own = traits(builder, architecture.options);
    const claimed = traits(builder, { ...architecture.options, ...claims.architecture });
    for (const [name, value] of Object.entries(claimed)) {
      if (JSON.stringify(own[name]) === JSON.stringify(value)) continue;
      fail(`${described} with ${name} ${JSON.stringify(own[name])}`, `${name} ${JSON.stringify(value)}`);
    }
  }
  if (claims.head !== undefined && claims.head !== head.kind) fail(`a ${head.kind} classifier`, claims.head);
  if (claims.classes !== undefined && claims.classes.join('\n') !== head.classes.join('\n')) {
    fail(`trained on ${listed(head.classes)}`, `the classes ${listed(claims.classes)}`);
  }
  if (
    claims.preprocessing !== undefined &&
    JSON.stringify(claims.preprocessing) !== JSON.stringify(description.preprocessing)
  ) {
    fail('trained with a preprocessing of its own', 'another preprocessing');
  }
}

/** Everything that distinguishes the networks of one builder. */
function traits(
  builder: ClassifierBuilder,
  options: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { inputShape, details } = builder.architecture(options);
  return { inputShape, width: options.width ?? 1, ...details };
}

function shapeText(shape: unknown): string {
  return Array.isArray(shape) ? `for images of ${shape.join('x')}` : '';
}

function listed(names: readonly string[]): string {
  const some = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${some}, … (${names.length} classes)` : some;
}
