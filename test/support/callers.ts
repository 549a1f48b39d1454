import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Claims } from '../../gateway/auth/caller.ts';
import { createIdentify, type Identify } from '../../gateway/auth/identify.ts';
import { type DevelopmentIssuer, openDevelopmentIssuer } from '../../gateway/auth/keys.ts';

/** Who asks: the claims of a token, or nobody in particular. */
export type TestCaller = Claims | null;

export const PUBLIC: TestCaller = null;
export const FIRM: TestCaller = { kind: 'firm', organisation: 'F-001', operator: 'O-1' };
/** A firm on which no authorisation and no agreement is on file. */
export const OTHER_FIRM: TestCaller = { kind: 'firm', organisation: 'F-002', operator: 'O-2' };
export const AGENCY: TestCaller = {
  kind: 'agency',
  organisation: 'G-001',
  operator: 'O-3',
  channel: 'egov',
};
export const ANALYST: TestCaller = {
  kind: 'analyst',
  organisation: 'P-001',
  operator: 'O-4',
  channel: 'egov',
};

/** A subject with its own token. */
export function self(kind: 'natural' | 'legal', key: string): TestCaller {
  return { kind: 'subject', subject_kind: kind, subject_key: key };
}

const SETTINGS = { issuer: 'creditgate-test', audience: 'creditgate' } as const;
const LIFETIME_SECONDS = 3600;

let issuer: Promise<DevelopmentIssuer> | undefined;

/** One development issuer for all tests of a file; its key is gone from the disk at once. */
function openIssuer(): Promise<DevelopmentIssuer> {
  issuer ??= (async () => {
    const folder = mkdtempSync(join(tmpdir(), 'creditgate-issuer-'));
    try {
      return await openDevelopmentIssuer(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  })();
  return issuer;
}

/** The check of tokens, as the embedded default makes it. */
export async function openTestIdentify(now: () => number): Promise<Identify> {
  const { keys } = await openIssuer();
  return createIdentify({ ...SETTINGS, keys, clockTolerance: 5, now, channelFromToken: true });
}

/** The request headers of a caller at a moment. */
export async function headersOf(
  caller: TestCaller,
  now: number,
): Promise<Readonly<Record<string, string>>> {
  if (caller === null) return {};
  const { issue } = await openIssuer();
  const issuedAt = Math.floor(now / 1000);
  const token = await issue(caller, { ...SETTINGS, issuedAt, lifetimeSeconds: LIFETIME_SECONDS });
  return { authorization: `Bearer ${token}` };
}
