// Gives the built command what it must refuse or get right, row by row.
//
//   pnpm run faults
import { lists } from './rows/index.ts';
import { walk, withInputs } from './walk.ts';

const walked = await withInputs((folder) =>
  Promise.all(Object.entries(lists).map(async ([name, rows]) => ({ name, rows: await walk(rows, folder) }))),
);
for (const { name, rows } of walked) {
  console.log(`\n${name}`);
  for (const { row, problems, printed } of rows) {
    console.log(`${problems.length === 0 ? 'right' : 'WRONG'}  ${row.right}`);
    if (problems.length > 0)
      console.log(`  convzoo ${row.args.join(' ')}\n  ${problems.join('; ')}\n${printed}`);
  }
}
const all = walked.flatMap(({ rows }) => rows);
const wrong = all.filter(({ problems }) => problems.length > 0).length;
console.log(`\n${all.length} rows, ${wrong} wrong`);
process.exitCode = wrong === 0 ? 0 : 1;
