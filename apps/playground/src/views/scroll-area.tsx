import type { ComponentChildren, JSX } from 'preact';

interface ScrollAreaProps {
  readonly class: string;
  readonly label: string;
  readonly children: ComponentChildren;
}

/** Content that may be larger than its place. It takes the focus, so that the arrow keys scroll it. */
export function ScrollArea({ class: className, label, children }: ScrollAreaProps): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: WCAG 2.1.1 asks for it where content scrolls
    <section class={className} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
