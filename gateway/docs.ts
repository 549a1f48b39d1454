import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeSettings } from './config.ts';
import { describeErrors } from './errors.ts';

/** `npm run docs`: writes the pages that are made from code; CI fails when they differ. */
const folder = join(import.meta.dirname, '..', 'docs');
writeFileSync(join(folder, 'configuration.md'), describeSettings());
writeFileSync(join(folder, 'errors.md'), describeErrors());
