/** Control characters, line separators, and marks that reorder text. */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/**
 * Text for one line of a terminal: what would move the cursor, color, break or reorder the line is escaped as in JSON,
 * so that JSON stays JSON.
 */
export function printable(text: string): string {
  return text.replace(
    unprintable,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
