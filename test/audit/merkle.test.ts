import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Frontier, perfectRoot, TILE_WIDTH, treeHasher } from '../../gateway/audit/log/merkle.ts';
import type { NodeReader } from '../../gateway/audit/log/proof.ts';
import {
  consistencyProof,
  inclusionProof,
  verifyConsistency,
  verifyInclusion,
} from '../../gateway/audit/log/proof.ts';
import { path, proof, treeHead } from './support/naive-tree.ts';
import { suite } from './support/samples.ts';

const hasher = treeHasher(suite);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const unhex = (text: string) => Buffer.from(text, 'hex');

/** The inputs and tree heads that implementations of RFC 6962 publish as their test vectors. */
const INPUTS = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map(unhex);
const HEADS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

const entriesOf = (count: number) =>
  Array.from({ length: count }, (_, i) => Buffer.from(`entry ${i}`));

function frontierOf(entries: readonly Uint8Array[]): Frontier {
  const frontier = Frontier.empty(hasher);
  for (const entry of entries) frontier.push(hasher.leaf(entry));
  return frontier;
}

/** Nodes of a tree in memory, as the tiles give them. */
function readerOf(entries: readonly Uint8Array[]): NodeReader {
  const leaves = entries.map((entry) => hasher.leaf(entry));
  return {
    node: async (height, index) =>
      perfectRoot(hasher, leaves.slice(index * 2 ** height, (index + 1) * 2 ** height)),
  };
}

describe('tree heads', () => {
  it.each(HEADS.map((head, size) => [size, head] as const))('of %i known inputs', (size, head) => {
    expect(hex(frontierOf(INPUTS.slice(0, size)).root())).toBe(head);
  });

  it('equal those of RFC 6962 as written, at every size over two tile boundaries', () => {
    const entries = entriesOf(2 * TILE_WIDTH + 3);
    const frontier = Frontier.empty(hasher);
    for (const [i, entry] of entries.entries()) {
      frontier.push(hasher.leaf(entry));
      if (i % 7 === 0 || i % TILE_WIDTH > TILE_WIDTH - 4) {
        expect(hex(frontier.root()), `size ${i + 1}`).toBe(hex(treeHead(entries.slice(0, i + 1))));
      }
    }
  });

  it('keep at most 255 hashes a level', () => {
    const frontier = frontierOf(entriesOf(70_000));
    expect(frontier.levels.map((level) => level.length)).toEqual([112, 17, 1]);
  });
});

describe('proofs', () => {
  it('of inclusion are the published ones', async () => {
    const reader = readerOf(INPUTS);
    expect((await inclusionProof(reader, hasher, 0, 8)).map(hex)).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ]);
    expect((await inclusionProof(reader, hasher, 5, 8)).map(hex)).toEqual([
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
  });

  it('of consistency are the published ones', async () => {
    expect((await consistencyProof(readerOf(INPUTS), hasher, 1, 8)).map(hex)).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ]);
  });

  const sizes = fc.integer({ min: 1, max: 400 });

  it('of inclusion equal those of the naive tree, and verify', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(), async (size, at) => {
        const [entries, index] = [entriesOf(size), at % size];
        const found = await inclusionProof(readerOf(entries), hasher, index, size);
        expect(found.map(hex)).toEqual(path(index, entries).map(hex));
        const leaf = hasher.leaf(entries[index] ?? Buffer.alloc(0));
        const claim = { index, size, leaf, root: treeHead(entries), proof: found };
        verifyInclusion(hasher, claim);
        expect(() =>
          verifyInclusion(hasher, { ...claim, leaf: hasher.leaf(Buffer.from('other')) }),
        ).toThrow();
        expect(() => verifyInclusion(hasher, { ...claim, proof: [...found, leaf] })).toThrow();
        if (size > 1) {
          expect(() => verifyInclusion(hasher, { ...claim, index: (index + 1) % size })).toThrow();
          expect(() => verifyInclusion(hasher, { ...claim, proof: found.slice(1) })).toThrow();
        }
      }),
      { numRuns: 60 },
    );
  });

  it('of consistency equal those of the naive tree, and verify', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(), async (newSize, at) => {
        const [entries, oldSize] = [entriesOf(newSize), at % (newSize + 1)];
        const found = await consistencyProof(readerOf(entries), hasher, oldSize, newSize);
        expect(found.map(hex)).toEqual(proof(oldSize, entries).map(hex));
        const oldRoot = treeHead(entries.slice(0, oldSize));
        const claim = { oldSize, newSize, oldRoot, newRoot: treeHead(entries), proof: found };
        verifyConsistency(hasher, claim);
        const other = hasher.leaf(Buffer.from('other'));
        expect(() => verifyConsistency(hasher, { ...claim, oldRoot: other })).toThrow();
        expect(() => verifyConsistency(hasher, { ...claim, proof: [...found, other] })).toThrow();
        if (found.length > 0) {
          expect(() => verifyConsistency(hasher, { ...claim, newRoot: other })).toThrow();
          expect(() => verifyConsistency(hasher, { ...claim, proof: found.slice(1) })).toThrow();
        }
      }),
      { numRuns: 60 },
    );
  });

  it('with hostile numbers are refused', () => {
    const leaf = hasher.leaf(Buffer.alloc(0));
    const claim = { index: 0, size: 1, leaf, root: leaf, proof: [] };
    verifyInclusion(hasher, claim);
    for (const [index, size] of [
      [1, 1],
      [-1, 1],
      [0.5, 1],
      [0, 2 ** 53],
      [0, Number.NaN],
      [0, 0],
    ] as const) {
      expect(() => verifyInclusion(hasher, { ...claim, index, size })).toThrow(/^expected/);
    }
  });

  it('work beyond 2^31 leaves', () => {
    const leaf = hasher.leaf(Buffer.alloc(0));
    let root = leaf;
    const levels = 33;
    const nodes = Array.from({ length: levels }, (_, i) => hasher.leaf(Buffer.of(i)));
    for (const node of nodes) root = hasher.node(node, root);
    const claim = { index: 2 ** levels - 1, size: 2 ** levels, leaf, root, proof: nodes };
    verifyInclusion(hasher, claim);
    expect(() => verifyInclusion(hasher, { ...claim, index: 2 ** levels - 2 })).toThrow();
  });
});
