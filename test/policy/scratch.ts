import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = mkdtempSync(join(tmpdir(), 'creditgate-policy-'));
process.once('exit', () => rmSync(root, { recursive: true, force: true }));
let made = 0;

/** An empty folder, which is gone when the process ends. */
export function scratch(): string {
  made += 1;
  const folder = join(root, String(made));
  mkdirSync(folder);
  return folder;
}
