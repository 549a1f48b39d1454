import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEPARTMENT_NAMES, sdlOf } from './department.ts';
import { rightsSdl } from './rights/index.ts';
import { statisticsSdl } from './statistics/index.ts';

/** Writes each department's SDL, generated from its classes, to where composition reads it. */
const folder = join(import.meta.dirname, '..', 'schema', 'departments');
for (const name of DEPARTMENT_NAMES) writeFileSync(join(folder, `${name}.graphql`), sdlOf(name));
writeFileSync(join(folder, 'rights.graphql'), rightsSdl());
writeFileSync(join(folder, 'statistics.graphql'), statisticsSdl());
