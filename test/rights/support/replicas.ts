import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Claims } from '../../../gateway/auth/caller.ts';
import { openDevelopmentIssuer } from '../../../gateway/auth/keys.ts';
import { readConfig } from '../../../gateway/config.ts';
import { type Gateway, openGateway } from '../../../gateway/gateway.ts';
import { DEMO, generate } from '../../../subgraphs/generate.ts';
import type { Place } from '../../registers/support/databases.ts';

export { DEMO };

export const MOMENT = '2026-11-20T12:00:00+08:00';

export const COMPANY: Claims = {
  kind: 'subject',
  subject_kind: 'legal',
  subject_key: DEMO.company,
};
export const PERSON: Claims = {
  kind: 'subject',
  subject_kind: 'natural',
  subject_key: DEMO.person,
};
export const GUARDIAN: Claims = {
  kind: 'subject',
  subject_kind: 'natural',
  subject_key: DEMO.guardian,
};
/** A penalty of the demo company. */
export const PENALTY = '云市监罚〔2026〕示例4号';
/** A firm to which nothing in the data set was granted. */
export const FIRM: Claims = { kind: 'firm', organisation: 'F-900', operator: 'O-1' };
export const OTHER_FIRM: Claims = { kind: 'firm', organisation: 'F-901', operator: 'O-2' };
export const OFFICER: Claims = { kind: 'analyst', organisation: 'P-001', operator: 'O-3' };
export const ADMINISTRATOR: Claims = { ...OFFICER, role: 'administrator' };

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it asked for
  readonly data: any;
  readonly code: unknown;
  readonly errors: readonly { readonly extensions: Readonly<Record<string, unknown>> }[];
  readonly receipts: readonly { readonly index: number }[];
  /** Why fields were withheld. */
  readonly reasons: readonly string[];
}

export interface Replicas {
  readonly folder: string;
  /** Asks one of the replicas. */
  ask(
    replica: number,
    caller: Claims | null,
    query: string,
    variables?: Readonly<Record<string, unknown>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  close(): Promise<void>;
}

/** A gateway that runs somewhere. */
export type Running = Pick<Gateway, 'url' | 'close'>;

/** Starts a gateway with these settings. */
export type Launch = (settings: Readonly<Record<string, string>>) => Promise<Running>;

const inThisProcess: Launch = (settings) => openGateway(readConfig(settings));

/** Gateways over one database of registers, each with its own log; in this process unless told. */
export async function startReplicas(
  count: number,
  settings: Readonly<Record<string, string>> = {},
  place: Place | null = null,
  launch: Launch = inThisProcess,
): Promise<Replicas> {
  const folder = mkdtempSync(join(tmpdir(), 'creditgate-rights-'));
  const data = join(folder, 'data');
  generate({ seed: 1, entities: 20, persons: 20, out: data });
  const database = place !== null && 'url' in place ? { DATABASE_URL: place.url } : {};
  const issuer = await openDevelopmentIssuer(join(folder, 'issuer'));
  const gateways: Running[] = [];
  for (let at = 0; at < count; at++) {
    const state = join(folder, `state-${at}`);
    mkdirSync(state, { recursive: true });
    const key = 'development-issuer.jwk';
    copyFileSync(join(folder, 'issuer', key), join(state, key));
    if (at > 0) {
      mkdirSync(join(state, 'keys'));
      for (const shared of ['registers.sqlite', 'keys/subjects.key', 'keys/subjects.sqlite']) {
        symlinkSync(join(folder, 'state-0', shared), join(state, shared));
      }
    }
    const gateway = await launch({
      NODE_ENV: 'test',
      PORT: '0',
      DATA_DIR: data,
      STATE_DIR: state,
      LOG_ORIGIN: `replica-${at}.localhost/log`,
      CLOCK: MOMENT,
      LOG_LEVEL: 'silent',
      ...database,
      ...settings,
    });
    gateways.push(gateway);
  }
  const issuedAt = Math.floor(Date.parse(settings.CLOCK ?? MOMENT) / 1000);
  const time = { issuedAt, lifetimeSeconds: 3600 };
  const tokens = new Map<Claims, Promise<string>>();
  const tokenOf = (caller: Claims) => {
    const known =
      tokens.get(caller) ??
      issuer.issue(caller, { issuer: 'creditgate-development', audience: 'creditgate', ...time });
    tokens.set(caller, known);
    return known;
  };
  return {
    folder,
    async ask(replica, caller, query, variables = {}, headers = {}) {
      const token = caller === null ? {} : { authorization: `Bearer ${await tokenOf(caller)}` };
      const response = await fetch(`${gateways[replica]?.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...token, ...headers },
        body: JSON.stringify({ query, variables }),
      });
      const text = await response.text();
      const { data, errors = [], extensions } = JSON.parse(text);
      return {
        status: response.status,
        text,
        headers: response.headers,
        data,
        code: errors[0]?.extensions.code,
        errors,
        receipts: extensions?.rights?.receipts ?? [],
        reasons: (extensions?.disclosure?.withheld ?? []).map(
          ({ reason }: { readonly reason: string }) => reason,
        ),
      };
    },
    async close() {
      await Promise.all(gateways.map((gateway) => gateway.close()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const GRANT = `mutation($grant: GrantInput!, $key: String!, $ward: SubjectInput) {
  grantAuthorisation(grant: $grant, clientKey: $key, onBehalfOf: $ward) { id version }
}`;
export const REVOKE = `mutation($id: ID!, $key: String!, $ward: SubjectInput) {
  revokeAuthorisation(id: $id, clientKey: $key, onBehalfOf: $ward) { id version }
}`;
export const CLOSED_FIELD = `query($uscc: USCC!) {
  legalEntity(uscc: $uscc) { unperformedJudgments { caseNumber } }
}`;
export const LOAN = { 'x-purpose': 'loan' } as const;

/** A grant of the demo company to a firm for `loan`, for a year. */
export function grantTo(grantee: string | undefined): Readonly<Record<string, unknown>> {
  return { grantee, purpose: 'loan', items: ['unperformed-judgment'], until: '2027-11-19' };
}
