import { rm } from 'node:fs/promises';
import type { Subject } from './subject.ts';

export interface Outcome {
  readonly name: string;
  /** What was tried, such as `34 kills`. */
  readonly tried: string;
  readonly problems: readonly string[];
  /** Why something could not be tried here. */
  readonly skipped?: string;
}

export interface KillOptions {
  readonly kills: number;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  readonly folder: string;
  readonly onProgress: (text: string) => void;
}

/** Kills a command at random moments of its life, and looks after each kill and each end at what is on the disk. */
export async function killMany(subject: Subject, options: KillOptions): Promise<Outcome> {
  const { kills, random, folder, onProgress } = options;
  const { duration, run, problems, finish, close } = await subject.open(folder);
  const found: string[] = [];
  let [killed, ended] = [0, 0];
  try {
    while (killed < kills) {
      onProgress(`${subject.name}: ${killed} of ${kills} kills`);
      if (await run(random() * duration * 1.05)) {
        killed++;
        found.push(...(await problems()).map((problem) => `after kill ${killed}: ${problem}`));
      } else {
        ended++;
        found.push(...(await finish()).map((problem) => `after ${killed} kills: ${problem}`));
      }
    }
    await run();
    found.push(...(await finish()).map((problem) => `at the end: ${problem}`));
  } catch (error) {
    found.push(error instanceof Error ? error.message : String(error));
  } finally {
    await close?.();
    await rm(folder, { recursive: true, force: true });
  }
  return { name: subject.name, tried: `${killed} kills, ${ended + 1} ends`, problems: found };
}
