/** A command that is killed again and again. */
export interface Subject {
  readonly name: string;
  /** Prepares a case in an empty folder. */
  open(folder: string): Promise<Case>;
}

export interface Case {
  /** Milliseconds that it takes undisturbed. */
  readonly duration: number;
  /** Runs the command; returns whether it was killed, and throws if it fails. */
  run(killAfter?: number): Promise<boolean>;
  /** What is broken on the disk now, as sentences. */
  problems(): Promise<string[]>;
  /** After an undisturbed end: what is not as it would be without the kills. Called before a new start. */
  finish(): Promise<string[]>;
  close?(): Promise<void>;
}
