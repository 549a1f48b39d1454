import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { createGunzip } from 'node:zlib';
import type { FileName } from '../store/files.ts';
import type { Client } from './client.ts';
import { openManifest, verifyFile } from './verify.ts';

const ATTEMPTS = 8;

/** Downloads both files and the manifest, and verifies them before they get their names. */
export async function download(
  client: Client,
  id: string,
  out: string,
  logKey: string | null,
): Promise<void> {
  const signed = await (await client.fetch(`/batches/${id}/manifest`, {})).text();
  const manifest = openManifest(signed, logKey);
  await writeFile(`${out}.manifest.json`, signed, { mode: 0o600 });
  for (const [file, target] of [
    ['results', out],
    ['errors', `${out}.errors`],
  ] as const) {
    const part = `${out}.${file}.part`;
    await fetchFile(client, id, file, part, manifest.manifest.files[file].bytes);
    await verifyFile(part, file, manifest);
    if (target.endsWith('.gz')) {
      await rename(part, target);
      continue;
    }
    await pipeline(
      createReadStream(part),
      createGunzip(),
      createWriteStream(target, { mode: 0o600 }),
    );
    await rm(part);
  }
}

/** Goes on where a cut connection left off. */
async function fetchFile(
  client: Client,
  id: string,
  file: FileName,
  part: string,
  size: number,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const held = await stat(part).then(
      (found) => found.size,
      () => 0,
    );
    if (held >= size) return;
    const answer = await client.fetch(`/batches/${id}/${file}`, {
      headers: { range: `bytes=${held}-` },
    });
    try {
      const body = Readable.fromWeb(answer.body as ReadableStream);
      await pipeline(body, createWriteStream(part, { flags: 'a', mode: 0o600 }));
    } catch (cause) {
      if (attempt >= ATTEMPTS) throw cause;
    }
  }
}
