import { describe, expect, it } from 'vitest';
import { Log } from '../../gateway/audit/log/log.ts';
import { verifyConsistency, verifyInclusion } from '../../gateway/audit/log/proof.ts';
import {
  bundlePath,
  decodeBundle,
  encodeBundle,
  numberPath,
  tilePath,
  tileWidth,
} from '../../gateway/audit/log/tiles.ts';
import { MemoryFs } from './support/memory-fs.ts';
import { treeHead } from './support/naive-tree.ts';
import { key, ORIGIN, suite } from './support/samples.ts';

describe('paths of C2SP tlog-tiles', () => {
  it.each([
    [0, '000'],
    [999, '999'],
    [1000, 'x001/000'],
    [1_234_067, 'x001/x234/067'],
  ])('of number %i', (number, path) => {
    expect(numberPath(number)).toBe(path);
  });

  it('of tiles and bundles, full and partial', () => {
    expect(tilePath(0, 1_234_067, 256)).toBe('tile/0/x001/x234/067');
    expect(tilePath(0, 1_234_067, 8)).toBe('tile/0/x001/x234/067.p/8');
    expect(tilePath(2, 0, 1)).toBe('tile/2/000.p/1');
    expect(bundlePath(1_234_067, 8)).toBe('tile/entries/x001/x234/067.p/8');
  });

  it('and widths of a tree of 70000, as the specification counts them', () => {
    expect([
      tileWidth(0, 272, 70_000),
      tileWidth(0, 273, 70_000),
      tileWidth(0, 274, 70_000),
    ]).toEqual([256, 112, 0]);
    expect([tileWidth(1, 0, 70_000), tileWidth(1, 1, 70_000)]).toEqual([256, 17]);
    expect([tileWidth(2, 0, 70_000), tileWidth(3, 0, 70_000)]).toEqual([1, 0]);
    expect([tileWidth(0, 0, 256), tileWidth(1, 0, 256)]).toEqual([256, 1]);
  });
});

describe('bundles', () => {
  it('are uint16 length-prefixed', () => {
    const bundle = encodeBundle([Buffer.from('a'), Buffer.alloc(0), Buffer.from('bc')]);
    expect(bundle.toString('hex')).toBe('0001610000' + '00026263');
    expect(decodeBundle(bundle, 3, 'tile/entries/000').map(String)).toEqual(['a', '', 'bc']);
  });

  it.each([
    ['too few', '000161'],
    ['too many', '000161000162000163'],
    ['cut short', '0001610002'],
    ['of other lengths', '00ff610000'],
  ])('%s are refused', (_, hex) => {
    expect(() => decodeBundle(Buffer.from(hex, 'hex'), 2, 'tile/entries/000')).toThrow(
      expect.objectContaining({ code: 'LOG_DAMAGED' }),
    );
  });
});

describe('a log on disk', () => {
  it('serves exactly the files that the specification names for its size', async () => {
    const fs = new MemoryFs();
    const entries = Array.from({ length: 515 }, (_, i) => Buffer.from(`entry ${i}`));
    const log = await Log.open({ fs, suite, origin: ORIGIN, key, integrationDelayMs: 3_600_000 });
    await Promise.all(entries.map((entry) => log.append(entry)));
    await log.integrate();
    const tiles = [...fs.files().keys()].filter((path) => path.startsWith('tile/')).sort();
    expect(tiles).toEqual([
      'tile/0/000',
      'tile/0/001',
      'tile/0/002.p/3',
      'tile/1/000.p/2',
      'tile/entries/000',
      'tile/entries/001',
      'tile/entries/002.p/3',
    ]);
    expect(log.checkpoint.note.text).toBe(
      `${ORIGIN}\n515\n${treeHead(entries).toString('base64')}\n`,
    );
    await log.close();
  });

  it('proves every entry and every earlier size out of its tiles', async () => {
    const fs = new MemoryFs();
    const entries = Array.from({ length: 700 }, (_, i) => Buffer.from(`entry ${i}`));
    const log = await Log.open({ fs, suite, origin: ORIGIN, key, integrationDelayMs: 3_600_000 });
    for (const part of [entries.slice(0, 300), entries.slice(300)]) {
      await Promise.all(part.map((entry) => log.append(entry)));
      await log.integrate();
    }
    for (const size of [300, 512, 700]) {
      const root = treeHead(entries.slice(0, size));
      for (let index = 0; index < size; index += 37) {
        const leaf = log.hasher.leaf(entries[index] ?? Buffer.alloc(0));
        verifyInclusion(log.hasher, {
          index,
          size,
          leaf,
          root,
          proof: await log.inclusion(index, size),
        });
      }
      const claim = { oldSize: size, newSize: 700, oldRoot: root, newRoot: log.checkpoint.root };
      verifyConsistency(log.hasher, { ...claim, proof: await log.consistency(size) });
    }
    await expect(log.inclusion(700)).rejects.toMatchObject({ code: 'NOT_INTEGRATED' });
    await expect(log.read(700)).rejects.toMatchObject({ code: 'NOT_INTEGRATED' });
    await log.close();
  });
});
