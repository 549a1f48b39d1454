import type { Fs, LogFile } from '../../../gateway/audit/log/fs.ts';

/** A call that changes the disk. */
export interface Step {
  readonly number: number;
  readonly operation: string;
  readonly path: string;
}

/**
 * What happens at a step: `pass`; `before`: nothing is done; `half`: half of the bytes are written
 * (of other operations nothing); `after`: all is done. Then `hit` is called, which throws or kills.
 */
export type Fault = 'pass' | 'before' | 'half' | 'after';

export interface FaultPlan {
  readonly at: (step: Step) => Fault;
  /** Throws the fault, or does not return. */
  readonly hit: (step: Step) => never;
  readonly onFailedSync?: (path: string) => void;
}

/** Counts every call that changes the disk, and breaks the ones the plan names. */
export function faultFs(inner: Fs, plan: FaultPlan): Fs & { steps(): number } {
  let count = 0;
  const run = async <T>(
    operation: string,
    path: string,
    all: () => Promise<T>,
    half = async () => {},
  ) => {
    const step = { number: count++, operation, path };
    const fault = plan.at(step);
    if (fault === 'pass') return all();
    if (fault === 'half') await half();
    if (fault === 'after') await all();
    if (operation === 'sync' && fault !== 'after') plan.onFailedSync?.(path);
    return plan.hit(step);
  };
  const wrap = (path: string, file: LogFile): LogFile => ({
    write: (bytes, position) =>
      run(
        'write',
        path,
        () => file.write(bytes, position),
        () => file.write(bytes.subarray(0, bytes.length >> 1), position),
      ),
    sync: () => run('sync', path, () => file.sync()),
    size: () => file.size(),
    truncate: (length) => run('truncate', path, () => file.truncate(length)),
    close: () => file.close(),
  });
  return {
    steps: () => count,
    open: async (path, mode) => {
      if (mode === 'existing') return wrap(path, await inner.open(path, mode));
      return wrap(path, await run('create', path, () => inner.open(path, mode)));
    },
    read: (path) => inner.read(path),
    readAt: (path, position, length) => inner.readAt(path, position, length),
    size: (path) => inner.size(path),
    list: (path) => inner.list(path),
    makeDirectory: (path) => run('makeDirectory', path, () => inner.makeDirectory(path)),
    syncDirectory: (path) => run('syncDirectory', path, () => inner.syncDirectory(path)),
    rename: (from, to) => run('rename', to, () => inner.rename(from, to)),
    remove: (path) => run('remove', path, () => inner.remove(path)),
    lock: (path) => inner.lock(path),
  };
}
