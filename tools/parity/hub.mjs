// Does Hugging Face's own client push to the hub that our tests push to, and does it read our model cards? Prints what
// arrived. Argument: the folder of a run, whose README.md is a model card.
//   node --import ./tools/typescript-loader.mjs --conditions @convzoo/source tools/parity/hub.mjs run
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startPushServer } from '../../packages/weights/src/fixtures/push-server.ts';

const [folder] = process.argv.slice(2);
for (const partBytes of [Number.POSITIVE_INFINITY, 30_000]) {
  const server = await startPushServer();
  server.behavior.partBytes = partBytes;
  const script = new URL('hub.py', import.meta.url).pathname;
  const python = spawn('python3', [script, server.url, folder], { stdio: ['ignore', 'inherit', 'ignore'] });
  const [code] = await once(python, 'exit');
  const uploads = server.seen.filter(({ host }) => host === 'storage').length;
  console.log({ code, partBytes, commits: server.commits.length, files: [...server.files.keys()], uploads });
  await server.close();
}
