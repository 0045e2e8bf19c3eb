import { choices, type Sample } from './catalog.js';
import { showPhotoAt } from './photo.js';
import { first } from './slot.js';

/** Looks at a sample, with a network that knows what is in it unless another was brought here. */
export function chooseSample({ file, subject }: Sample): void {
  const { group, subject: known } = first.choice.value;
  if (group === 'shipped' && known !== subject) {
    const suitable = choices.value.find((choice) => choice.subject === subject);
    if (suitable !== undefined) first.choice.value = suitable;
  }
  showPhotoAt(file, file);
}
