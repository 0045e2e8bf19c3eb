import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';

interface FileButtonProps {
  readonly label: string;
  readonly accept?: string;
  readonly multiple?: boolean;
  /** Chooses a folder with all its files. */
  readonly folder?: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}

/** A button that opens the browser's own dialog for files. */
export function FileButton({ label, accept, multiple, folder, onFiles }: FileButtonProps): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const choose = ({ currentTarget }: { currentTarget: HTMLInputElement }): void => {
    const files = [...(currentTarget.files ?? [])];
    // The same file can be chosen again.
    currentTarget.value = '';
    if (files.length > 0) onFiles(files);
  };
  return (
    <>
      <button type="button" onClick={() => input.current?.click()}>
        {label}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        {...(accept === undefined ? {} : { accept })}
        multiple={multiple ?? folder ?? false}
        {...(folder ? { webkitdirectory: true } : {})}
        onChange={choose}
      />
    </>
  );
}
