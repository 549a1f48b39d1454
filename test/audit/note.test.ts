import { createPrivateKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  openCheckpoint,
  parseCheckpoint,
  signCheckpoint,
} from '../../gateway/audit/log/checkpoint.ts';
import {
  cosign,
  cosignatureTime,
  parseWitnessKey,
  verifyCosignature,
  witnessOf,
} from '../../gateway/audit/log/cosignature.ts';
import { Log } from '../../gateway/audit/log/log.ts';
import {
  formatNote,
  formatVerifierKey,
  openNote,
  parseNote,
  parseSignatureLine,
  parseVerifierKey,
  signText,
} from '../../gateway/audit/log/note.ts';
import { MemoryFs } from './support/memory-fs.ts';
import { key, ORIGIN, suite, verifier } from './support/samples.ts';

/** Examples of C2SP signed-note and of the Go implementation it comes from. */
const SPEC_KEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const SPEC_NOTE =
  'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';
const GO_KEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
/** Of its signer key: the signature type, then the seed. */
const GO_SIGNER = 'AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
const GO_TEXT =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const PETER =
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
const ENOCH_KEY = 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop';
const ENOCH =
  '— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n';
const COSIGNATURE =
  '— witness.example.com/w1 ZGhGuQAAAABm/qTPeyKXD+R2rzyQsxPiP8mXum7qq/iF0u4vanlqJyocWODBt97w9uL+8qT7S5gxEHWWOworDcFiEBYJXORmnFBOBA==';

const open = (note: string, ...keys: string[]) =>
  openNote(
    suite,
    Buffer.from(note),
    keys.map((text) => parseVerifierKey(suite, text)),
  );

describe('signed notes', () => {
  it('of the specification and of the Go implementation open', () => {
    expect(open(SPEC_NOTE, SPEC_KEY).text).toBe('This is an example message.\n');
    expect(open(`${GO_TEXT}\n${PETER}${ENOCH}`, GO_KEY, ENOCH_KEY).signatures).toHaveLength(2);
    expect(open(`${GO_TEXT}\n${PETER}${ENOCH}`, ENOCH_KEY).text).toBe(GO_TEXT);
  });

  it('are made byte for byte as the Go implementation makes them', async () => {
    const pkcs8 = Buffer.concat([
      Buffer.from('302e020100300506032b657004220420', 'hex'),
      Buffer.from(GO_SIGNER, 'base64').subarray(1),
    ]);
    const pem = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }).export({
      format: 'pem',
      type: 'pkcs8',
    });
    const peter = parseVerifierKey(suite, GO_KEY);
    const signature = await signText(suite, peter, suite.importKey(pem.toString()), GO_TEXT);
    expect(formatNote({ text: GO_TEXT, signatures: [signature] }).toString()).toBe(
      `${GO_TEXT}\n${PETER}`,
    );
  });

  it('may have empty lines in the text', () => {
    const { text, signatures } = parseNote(Buffer.from(`a\n\nb\n\n${PETER}`));
    expect([text, signatures.length]).toEqual(['a\n\nb\n', 1]);
  });

  it('verifier keys are written as they were read', () => {
    for (const text of [SPEC_KEY, GO_KEY, ENOCH_KEY]) {
      expect(formatVerifierKey(parseVerifierKey(suite, text))).toBe(text);
    }
    expect(() => parseVerifierKey(suite, GO_KEY.replace('c74f20a3', 'c74f20a4'))).toThrow('key id');
    expect(() => parseWitnessKey(suite, GO_KEY)).toThrow('signature type');
  });

  const forged = PETER.replace('x08go/Z', 'x08go/Y');
  it.each([
    ['with no known key', `${GO_TEXT}\n${ENOCH}`],
    ['with a known key that does not verify', `${GO_TEXT}\n${forged}`],
    ['with one good and one forged line of known keys', `${GO_TEXT}\n${PETER}${forged}`],
    ['with another text', `${GO_TEXT.replace('problem', 'Problem')}\n${PETER}`],
    ['without a blank line', `${GO_TEXT}${PETER}`],
    ['without a signature', `${GO_TEXT}\n`],
    ['without a last newline', `${GO_TEXT}\n${PETER.trimEnd()}`],
    ['with a control character', `${GO_TEXT}\u0001\n\n${PETER}`],
    ['with a carriage return', `${GO_TEXT}\n${PETER}`.replaceAll('\n', '\r\n')],
    ['with a hyphen for the dash', `${GO_TEXT}\n${PETER.replace('—', '-')}`],
    ['with base64 that is not canonical', `${GO_TEXT}\n${PETER.replace('nAM=', 'nAN=')}`],
    ['with a byte order mark', `\ufeff${GO_TEXT}\n${PETER}`],
    ['that is too long', `${'x'.repeat(70_000)}\n\n${PETER}`],
    ['with too many lines', `${GO_TEXT}\n${PETER.repeat(100)}`],
    ['that is empty', ''],
  ])('%s are refused', (_, note) => {
    expect(() => open(note, GO_KEY)).toThrow(expect.objectContaining({ code: 'NOTE_INVALID' }));
  });

  it('that are not UTF-8 are refused', () => {
    expect(() => parseNote(Buffer.from([0xff, 0x0a, 0x0a]))).toThrow('UTF-8');
  });
});

describe('checkpoints', () => {
  const root = Buffer.alloc(32, 7);

  it('are written as the specification shows them', () => {
    expect(
      parseCheckpoint(
        'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n',
      ),
    ).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20_852_163 });
  });

  it.each([
    ['a leading zero', 'o\n07\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n'],
    ['too few lines', 'o\n7\n'],
    ['a short root', 'o\n7\nAAAA\n'],
    ['an empty extension', 'o\n7\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\next\n'],
    ['no last newline', 'o\n7\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='],
    ['no origin', '\n7\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n'],
    ['a negative size', 'o\n-7\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n'],
    [
      'a size beyond exact numbers',
      'o\n9007199254740993\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n',
    ],
  ])('with %s are refused', (_, text) => {
    expect(() => parseCheckpoint(text)).toThrow(/^expected/);
  });

  it('of another log are not vouched for by this log’s key', async () => {
    const theirs = await signCheckpoint(suite, verifier, key, {
      origin: 'other.example/log',
      size: 1,
      root,
    });
    expect(() => openCheckpoint(suite, formatNote(theirs.note), [verifier])).toThrow('known key');
  });
});

describe('cosignatures', () => {
  const witness = witnessOf(suite, 'witness.example.com/w1', key.publicKey);
  const openLog = (fs = new MemoryFs()) =>
    Log.open({
      fs,
      suite,
      origin: ORIGIN,
      key,
      witnesses: [witness],
      integrationDelayMs: 3_600_000,
    });

  it('carry their time first, as in the published example', () => {
    expect(cosignatureTime(parseSignatureLine(COSIGNATURE))).toBe(1_727_964_367n);
  });

  it('are added to the checkpoint and kept', async () => {
    const fs = new MemoryFs();
    const log = await openLog(fs);
    const line = await cosign(suite, witness, key, log.checkpoint.note.text, 1_700_000_000n);
    expect(await log.addCosignature(`${line}\n`)).toMatchObject({
      witness: witness.name,
      time: 1_700_000_000n,
    });
    const file = fs.files().get('checkpoint')?.toString() ?? '';
    expect(file.split('\n').slice(-2)[0]).toBe(line);
    expect(openCheckpoint(suite, Buffer.from(file), [verifier]).size).toBe(0);
    expect(fs.files().get('checkpoints.ndjson')?.toString()).toContain('witness.example.com/w1');
    await log.close();
  });

  it('for an earlier checkpoint are kept, and not put under the newer one', async () => {
    const fs = new MemoryFs();
    const log = await openLog(fs);
    const earlier = log.checkpoint.note.text;
    await log.append(Buffer.from('entry'));
    await log.integrate();
    await log.addCosignature(await cosign(suite, witness, key, earlier, 1n));
    expect(fs.files().get('checkpoint')?.toString()).not.toContain('witness');
    expect(fs.files().get('checkpoints.ndjson')?.toString()).toContain('witness');
    await log.close();
  });

  it('that are forged, of strangers, or of other checkpoints are refused', async () => {
    const log = await openLog();
    const text = log.checkpoint.note.text;
    const line = await cosign(suite, witness, key, text, 1n);
    const stranger = witnessOf(suite, 'stranger.example', key.publicKey);
    const hostile = [
      await cosign(suite, witness, key, text.replace('\n0\n', '\n1\n'), 1n),
      await cosign(suite, stranger, key, text, 1n),
      line.replace('AAAAAAAB', 'AAAAAAAC'),
      '— witness.example.com/w1 AAAA',
      '',
    ];
    for (const one of hostile) await expect(log.addCosignature(one)).rejects.toThrow(/^expected/);
    expect(log.checkpoint.note.signatures).toHaveLength(1);
    await log.close();
  });

  it('sign the header, the time and the whole checkpoint', async () => {
    const text =
      'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
    const line = await cosign(suite, witness, key, text, 1_679_315_147n);
    const { signature } = parseSignatureLine(line);
    const message = Buffer.from(`cosignature/v1\ntime 1679315147\n${text}`);
    expect(suite.verify(key.publicKey, message, signature.subarray(8))).toBe(true);
    expect(verifyCosignature(suite, [witness], text, line).time).toBe(1_679_315_147n);
  });
});
