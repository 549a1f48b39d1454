import { AuditError } from '../errors.ts';
import type { Fs } from './fs.ts';
import { DETAIL_PREFIX, decodeDetails } from './tiles.ts';

/** Details are read until they are so many bytes, one at least: those of a batch are large. */
const READ_BYTES = 2 * 1024 * 1024;
/** Read at once to find where details end: many small ones, or the length of a large one. */
const BLOCK_BYTES = 16 * 1024;

/**
 * Reads details out of their files without reading what stands before them, and keeps where those of
 * the last file end: below the checkpoint they stay where they are.
 */
export class DetailReader {
  #place: { readonly fs: Fs; readonly path: string } | undefined;
  #ends: readonly number[] = [];

  /**
   * Details of a file from `first` on, up to `end` or to what a few megabytes hold.
   * @throws AuditError `LOG_DAMAGED` when they are not whole
   */
  async read(fs: Fs, path: string, first: number, end: number): Promise<readonly Buffer[]> {
    if (end <= first) return [];
    const ends = await this.#endsOf(fs, path, end);
    if ((ends[end - 1] ?? 0) > (await fs.size(path))) throw cutShort(path, end);
    const from = ends[first - 1] ?? 0;
    const within = ends.slice(first, end).filter((at) => at - from <= READ_BYTES).length;
    const count = Math.max(within, 1);
    const bytes = await fs.readAt(path, from, (ends[first + count - 1] ?? from) - from);
    return decodeDetails(bytes, count, path).details;
  }

  async #endsOf(fs: Fs, path: string, count: number): Promise<readonly number[]> {
    const isSame = this.#place?.fs === fs && this.#place.path === path;
    if (isSame && this.#ends.length >= count) return this.#ends;
    const ends = isSame ? [...this.#ends] : [];
    while (ends.length < count) {
      const start = ends.at(-1) ?? 0;
      const found = endsIn(await fs.readAt(path, start, BLOCK_BYTES), count - ends.length);
      if (found.length === 0) throw cutShort(path, count);
      for (const end of found) ends.push(start + end);
    }
    this.#place = { fs, path };
    this.#ends = ends;
    return ends;
  }
}

/** Where the details end whose lengths stand in a block; the last may end behind it. */
function endsIn(block: Buffer, most: number): readonly number[] {
  const ends: number[] = [];
  let end = 0;
  while (ends.length < most && end + DETAIL_PREFIX <= block.length) {
    end += DETAIL_PREFIX + block.readUInt32BE(end);
    ends.push(end);
  }
  return ends;
}

function cutShort(path: string, count: number): AuditError {
  return new AuditError('LOG_DAMAGED', `\`${path}\`: expected ${count} details, got fewer`, {
    path,
  });
}
