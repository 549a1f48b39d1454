import { type FSWatcher, mkdirSync, watch } from 'node:fs';

/** Quiet time after the last change before a folder is read again: files arrive in bursts. */
export const DEBOUNCE_MS = 300;

/**
 * Calls back after a folder has changed and then been quiet. The folder is made when it is absent.
 * Returns the function that stops it. Does not keep the process alive.
 */
export function watchFolder(directory: string, onChange: () => void): () => void {
  mkdirSync(directory, { recursive: true });
  let timer: NodeJS.Timeout | undefined;
  const watcher: FSWatcher = watch(directory, { persistent: false }, () => {
    clearTimeout(timer);
    timer = setTimeout(onChange, DEBOUNCE_MS);
    timer.unref();
  });
  // The folder may be taken away; the rows already loaded stay.
  watcher.on('error', () => watcher.close());
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}
