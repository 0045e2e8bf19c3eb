import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Starts a peer process, which serves iterations as peers/serve.mjs says; undefined if it can't run here. */
export async function startPeer([command, ...args]) {
  const child = spawn(command, args, { stdio: 'pipe' });
  let complaints = '';
  child.stderr.on('data', (text) => {
    complaints = `${complaints}${text}`.slice(-2000);
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let result;
  const next = async (isAnswer) => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) return undefined;
      if (isAnswer(value)) return value;
      if (value.startsWith('[')) result = JSON.parse(value);
    }
  };
  child.on('error', () => {});
  if ((await next((line) => line.startsWith('ready'))) === undefined) return undefined;
  const iterate = async () => {
    child.stdin.write('\n');
    const answer = await next((line) => Number(line) > 0);
    if (answer === undefined) throw new Error(`${args.join(' ')} ended: ${complaints}`);
    return Number(answer);
  };
  return {
    /** Milliseconds of one iteration. */
    iterate,
    /**
     * Milliseconds of the second of two iterations. The first pays for the peer before it, whose threads still
     * spin and whose data fills the caches.
     */
    async turn() {
      await iterate();
      return await iterate();
    },
    /** What the last iteration returned. */
    result: () => result,
    stop: () => child.kill(),
  };
}
