// Kills workers and Redis at random during submissions until so many workers were killed, and counts rows:
// pnpm --filter @convzoo/cluster torture [KILLS]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import { startRedis } from '../src/fixtures/redis-server.ts';
import { torture } from '../src/fixtures/torture.ts';

const wanted = Number(process.argv[2] ?? 100);
const folder = await mkdtemp(join(tmpdir(), 'convzoo-torture-'));
const server = await startRedis(folder);
const kinds = Array.from({ length: 2000 }, (_, i) =>
  i === 777 ? 'red' : i % 100 === 50 ? 'broken' : i % 3 === 0 ? 'bright' : 'dark',
);
let [kills, redisKills, crashes, images, rounds, wrong] = [0, 0, 0, 0, 0, 0];
while (kills < wanted) {
  const round = join(folder, `${rounds++}`);
  const faults = { workers: 3, kills: Math.min(30, wanted - kills), redisKills: 3, millisecondsPerBatch: 30 };
  const result = await torture({ folder: round, server, kinds, shardSize: 100, ...faults });
  kills += result.kills;
  redisKills += result.redisKills;
  crashes += result.crashes;
  images += kinds.length;
  wrong += result.problems.length;
  for (const problem of result.problems) console.error(problem);
  await rm(round, { recursive: true });
}
await server.kill();
await rm(folder, { recursive: true });
console.log(
  `${rounds} submissions of ${kinds.length} images, ${kills} kills of workers, ${redisKills} kills of Redis, ` +
    `${crashes} crashes at an image: ${images} images, ${wrong} without exactly one row that is right`,
);
process.exitCode = wrong === 0 ? 0 : 1;
