// Draws docs/pictures/house.svg from the dependencies of the packages.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../workspace.ts';
import { drawHouse } from './draw.ts';
import { houseOf, workspaceDependencies } from './graph.ts';

writeFileSync(join(root, 'docs/pictures/house.svg'), drawHouse(houseOf(workspaceDependencies())));
