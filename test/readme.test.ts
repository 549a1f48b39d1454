import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../gateway/config.ts';
import { type Gateway, openGateway } from '../gateway/gateway.ts';

const FILE = join(import.meta.dirname, '..', 'README.md');
const RUNS = /<!-- runs -->\n```sh\n([\s\S]*?)```\n([\s\S]*?)(?=<!-- runs -->|\n## )/g;
const ANSWER = /(?:<!-- part: ([\w.]+) -->\n)?```json\n([\s\S]*?)```/g;

interface Example {
  readonly command: string;
  readonly answers: readonly { readonly part: string; readonly expected: string }[];
}

/** The README's commands, each with the parts of the answer that it shows; without a name, `data`. */
function examples(text: string): readonly Example[] {
  return [...text.matchAll(RUNS)].map(([, command = '', shown = '']) => ({
    command,
    answers: [...shown.matchAll(ANSWER)].map(([, part = 'data', expected = '']) => ({
      part,
      expected,
    })),
  }));
}

function partOf(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (found, name) => (found as Record<string, unknown> | undefined)?.[name],
      value,
    );
}

const run = promisify(execFile);
let folder: string;
let gateway: Gateway;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'creditgate-'));
  env = {
    ...process.env,
    PORT: '0',
    DATA_DIR: join(folder, 'data'),
    STATE_DIR: join(folder, 'state'),
    CLOCK: '2026-11-20T12:00:00+08:00',
    LOG_LEVEL: 'silent',
  };
  gateway = await openGateway(readConfig(env));
}, 180_000);

afterAll(async () => {
  await gateway?.close();
  rmSync(folder, { recursive: true });
});

describe('the README', () => {
  const text = readFileSync(FILE, 'utf8');
  const found = examples(text);

  it('has examples', () => expect(found.length).toBeGreaterThan(3));

  it.each(found.map((example, index) => [index + 1, example] as const))(
    'shows what its example %i really answers',
    async (_number, { command, answers }) => {
      const script = command.replaceAll('http://127.0.0.1:4000', gateway.url);
      const { stdout } = await run('bash', ['-euc', script], { env });
      const answer: unknown = JSON.parse(stdout);
      if (process.env.UPDATE_README === '1') {
        update(answers, answer);
        return;
      }
      for (const { part, expected } of answers) {
        expect(partOf(answer, part)).toEqual(JSON.parse(expected));
      }
    },
    60_000,
  );
});

/** `UPDATE_README=1` writes the answers in; read the difference before committing it. */
function update(answers: Example['answers'], answer: unknown): void {
  let text = readFileSync(FILE, 'utf8');
  for (const { part, expected } of answers) {
    text = text.replace(expected, `${JSON.stringify(partOf(answer, part), null, 2)}\n`);
  }
  writeFileSync(FILE, text);
}
