import { describe, expect, it } from 'vitest';
import { DetailReader } from '../../gateway/audit/log/details.ts';
import type { Fs } from '../../gateway/audit/log/fs.ts';
import { encodeDetails } from '../../gateway/audit/log/tiles.ts';
import { MemoryFs } from './support/memory-fs.ts';

const PATH = 'detail/000';
const MEGABYTE = 1024 * 1024;

async function fileOf(bytes: Uint8Array): Promise<{ fs: Fs; read: () => number }> {
  const memory = new MemoryFs();
  await memory.makeDirectory('detail');
  const file = await memory.open(PATH, 'create');
  await file.write(bytes, 0);
  let read = 0;
  const readAt: Fs['readAt'] = async (path, position, length) => {
    const found = await memory.readAt(path, position, length);
    read += found.length;
    return found;
  };
  const whole = () => Promise.reject(new Error('expected no reading of a whole file'));
  const size = (path: string) => memory.size(path);
  return { fs: { ...({} as Fs), read: whole, readAt, size }, read: () => read };
}

const numbered = (count: number, bytes: number) =>
  Array.from({ length: count }, (_, n) => Buffer.alloc(bytes, n));

describe('details of a bundle', () => {
  it.each([
    ['small', 256, 700],
    ['large', 12, 300_000],
    ['empty', 3, 0],
  ])('that are %s are found, whichever are asked for', async (_, count, bytes) => {
    const details = numbered(count, bytes);
    const { fs } = await fileOf(encodeDetails(details));
    const reader = new DetailReader();
    for (const [first, end] of [
      [0, 1],
      [count - 1, count],
      [1, 3],
      [0, 2],
      [2, 2],
    ] as const) {
      const found = await reader.read(fs, PATH, first, end);
      expect(Buffer.concat(found).equals(Buffer.concat(details.slice(first, end)))).toBe(true);
    }
  });

  it('are read without those that stand before them, and given in parts when they are large', async () => {
    const details = numbered(12, MEGABYTE);
    const { fs, read } = await fileOf(encodeDetails(details));
    const reader = new DetailReader();
    const [last] = await reader.read(fs, PATH, 11, 12);
    expect(last?.equals(details[11] ?? Buffer.alloc(0))).toBe(true);
    expect(read()).toBeLessThan(1.5 * MEGABYTE);
    const before = read();
    const some = await reader.read(fs, PATH, 0, 12);
    expect(some.length).toBeLessThan(3);
    expect(Buffer.concat(some).equals(Buffer.concat(details.slice(0, some.length)))).toBe(true);
    expect(read() - before).toBeLessThan(3 * MEGABYTE);
  });

  it('that were added since are found', async () => {
    const details = numbered(3, 500);
    const reader = new DetailReader();
    const memory = new MemoryFs();
    await memory.makeDirectory('detail');
    const file = await memory.open(PATH, 'create');
    await file.write(encodeDetails(details.slice(0, 2)), 0);
    expect(await reader.read(memory, PATH, 0, 2)).toHaveLength(2);
    await expect(reader.read(memory, PATH, 0, 3)).rejects.toMatchObject({ code: 'LOG_DAMAGED' });
    await file.write(encodeDetails(details.slice(2)), encodeDetails(details.slice(0, 2)).length);
    const [third] = await reader.read(memory, PATH, 2, 3);
    expect(third?.equals(details[2] ?? Buffer.alloc(0))).toBe(true);
  });

  it.each([
    ['cut short', encodeDetails(numbered(2, 100)).subarray(0, -1)],
    [
      'with a length beyond the file',
      Buffer.concat([encodeDetails(numbered(1, 100)), Buffer.alloc(4, 0xff)]),
    ],
    ['too few', encodeDetails(numbered(1, 100))],
  ])('%s are damage', async (_, bytes) => {
    const { fs } = await fileOf(bytes);
    await expect(new DetailReader().read(fs, PATH, 0, 2)).rejects.toMatchObject({
      code: 'LOG_DAMAGED',
      facts: { path: PATH },
    });
  });
});
