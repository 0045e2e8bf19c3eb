import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../packages/convzoo/dist/bin.js', import.meta.url));
export const fixtures = fileURLToPath(new URL('../../packages/convzoo/fixtures/', import.meta.url));

export interface RunOptions {
  /** Milliseconds until the process is killed with SIGKILL. Default: it may end by itself. */
  readonly killAfter?: number | undefined;
  /** A file that standard output goes to. */
  readonly stdout?: string | undefined;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with each piece of standard error. */
  readonly onError?: (text: string, child: ChildProcess) => void;
  /** Largest file that the process may write, in blocks of 1024 bytes. */
  readonly largestFile?: number;
  readonly user?: number;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
  readonly ms: number;
}

/** Runs `convzoo` in a process of its own. */
export async function convzoo(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const { killAfter, stdout, env = {}, onError, largestFile, user } = options;
  const started = performance.now();
  const file = stdout === undefined ? undefined : openSync(stdout, 'w');
  const command = [process.execPath, bin, ...args];
  const limited =
    largestFile === undefined
      ? command
      : ['bash', '-c', `ulimit -f ${largestFile}; exec "$@"`, 'bash', ...command];
  const [program = '', ...rest] = limited;
  const child = spawn(program, rest, {
    stdio: ['ignore', file ?? 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', ...env },
    ...(user === undefined ? {} : { uid: user, gid: user }),
  });
  let [out, err] = ['', ''];
  child.stdout?.on('data', (text) => {
    out += text;
  });
  child.stderr?.on('data', (text) => {
    err += text;
    onError?.(String(text), child);
  });
  const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
  return await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (file !== undefined) closeSync(file);
      resolve({ code, signal, out, err, ms: performance.now() - started });
    });
  });
}
