import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { convzoo, type Ended } from '../command.ts';
import { contentsOf, strays, temporariesIn } from '../contents.ts';
import type { Case, Subject } from '../subject.ts';

export interface FileCommand {
  readonly name: string;
  args(folder: string): readonly string[];
  /** Puts what is there before the command into its folder. */
  before?(folder: string): Promise<void>;
  readonly stdout?: string;
  env?(folder: string): Readonly<Record<string, string>>;
  /** Files that may be empty while the command runs. */
  readonly mayBeEmpty?: boolean;
  close?(): Promise<void>;
}

/**
 * A command that writes the same files each time. After a kill, each file is as before the command or as after it; the
 * next run ends as if there had been no kill.
 */
export function writesFiles(command: FileCommand): Subject {
  const { name, args, before, stdout, env, mayBeEmpty = false } = command;
  const runIn = (folder: string, killAfter?: number): Promise<Ended> =>
    convzoo(args(folder), {
      killAfter,
      stdout: stdout === undefined ? undefined : join(folder, stdout),
      env: env?.(folder) ?? {},
    });
  const open = async (root: string): Promise<Case> => {
    const [reference, folder] = [join(root, 'reference'), join(root, 'disturbed')];
    await mkdir(reference, { recursive: true });
    await before?.(reference);
    await cp(reference, folder, { recursive: true });
    const old = await contentsOf(folder);
    const { code, err, ms } = await runIn(reference);
    if (code !== 0) throw new Error(`${name} failed undisturbed: ${err}`);
    const done = await contentsOf(reference);
    const empty = new Map(mayBeEmpty ? [...done.keys()].map((path) => [path, emptyFile]) : []);
    return {
      duration: ms,
      run: async (killAfter) => {
        const { signal, code: ended, err: said } = await runIn(folder, killAfter);
        if (signal === 'SIGKILL') return true;
        if (ended === 0) return false;
        throw new Error(`${name} failed after a kill: ${said}`);
      },
      problems: async () =>
        strays(await contentsOf(folder), old, done, empty).map((path) => `${path} is neither old nor new`),
      finish: async () => {
        const found = await contentsOf(folder);
        const missing = [...done.keys()]
          .filter((path) => !found.has(path))
          .map((path) => `${path} is missing`);
        const other = strays(found, done).map((path) => `${path} differs from an undisturbed run`);
        const left = (await temporariesIn(folder)).map((path) => `${path} was left behind`);
        await rm(folder, { recursive: true });
        await mkdir(folder);
        await before?.(folder);
        return [...missing, ...other, ...left];
      },
      ...(command.close === undefined ? {} : { close: command.close }),
    };
  };
  return { name, open };
}

/** SHA-256 of nothing. */
const emptyFile = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
