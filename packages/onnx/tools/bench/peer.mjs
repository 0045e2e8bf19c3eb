import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Starts a peer process, which serves iterations as peers/serve.mjs says; undefined if it can't run here. */
export async function startPeer([command, ...args]) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (isAnswer) => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) return undefined;
      if (isAnswer(value)) return value;
    }
  };
  child.on('error', () => {});
  if ((await next((line) => line.startsWith('ready'))) === undefined) return undefined;
  return {
    /** Milliseconds of one iteration. */
    async iterate() {
      child.stdin.write('\n');
      const answer = await next((line) => Number(line) > 0);
      if (answer === undefined) throw new Error(`${args.join(' ')} ended`);
      return Number(answer);
    },
    stop: () => child.kill(),
  };
}
