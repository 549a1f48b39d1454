import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Launch } from './replicas.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** Starts the gateway as a process of its own, as `npm start` does, and waits until it listens. */
export const launchProcess: Launch = async (settings) => {
  const env = { PATH: process.env.PATH, ...settings, LOG_LEVEL: 'info' };
  const child = spawn(process.execPath, ['--import', 'tsx', 'gateway/main.ts'], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    const { msg, url } = JSON.parse(line);
    if (msg !== 'listening') continue;
    child.stdout.resume();
    const close = async () => {
      child.kill('SIGTERM');
      await exited;
    };
    return { url, close };
  }
  throw new Error('the gateway ended before it listened');
};
