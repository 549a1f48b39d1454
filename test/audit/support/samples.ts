import type { Audit, Occurrence } from '../../../gateway/audit/audit.ts';
import { SHA256_ED25519 } from '../../../gateway/audit/crypto.ts';
import type { DetailInput } from '../../../gateway/audit/entry/seal.ts';
import { parseVerifierKey, verifierOf } from '../../../gateway/audit/log/note.ts';
import type { Receipt } from '../../../gateway/audit/receipt.ts';

export const suite = SHA256_ED25519;
export const ORIGIN = 'gateway.example/log/1';

/** PKCS #8 of the Ed25519 seed 0x01 … 0x01, so that runs in several processes share a key. */
export const KEY_PEM = `-----BEGIN PRIVATE KEY-----
${Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 1)]).toString('base64')}
-----END PRIVATE KEY-----
`;
export const key = suite.importKey(KEY_PEM);
export const verifier = verifierOf(suite, ORIGIN, key.publicKey);
export { parseVerifierKey };

/** Some digest; the log does not care of what. */
export function digest(text: string): string {
  return Buffer.from(suite.hash(Buffer.from(text))).toString('base64');
}

export function detail(subjects = 1): DetailInput {
  return {
    decisions: [
      [
        {
          items: ['registration', 'annual-tax-paid'],
          outcome: 'disclosed',
          articles: ['40.2'],
          reliedOn: [{ kind: 'authorisation', id: 'auth-7' }],
        },
        { items: ['penalty'], outcome: 'silent', reason: 'PERIOD_ENDED', articles: ['43.1'] },
      ],
    ],
    subjects: Array.from({ length: subjects }, (_, i) => ({
      digest: digest(`subject ${i}`),
      kind: 'legal' as const,
      decisions: 0,
      records: [
        {
          item: 'penalty',
          digest: digest(`record ${i}`),
          outcome: 'silent',
          reason: 'PERIOD_ENDED',
        },
      ],
    })),
  };
}

export const RESPONSE = {
  data: { legalEntity: { name: '示例公司', annualTaxPaid: null, ratio: 0.25 } },
  disclosure: { regulation: 'guangdong-2021', simulation: false, withheld: [] },
};

export function answer(change: Partial<Occurrence> = {}): Occurrence {
  return {
    event: 'answer',
    request: '0b1f6c1e-7d7a-4b57-9d51-1f2f3a4b5c6d',
    caller: {
      kind: 'firm',
      organisation: { id: 'org-17', name: '示例征信公司', kind: 'credit-service-firm' },
      operator: { id: 'op-3', name: '李明' },
    },
    caseNumber: '(2026)粤01执1234号',
    purpose: 'loan',
    channel: 'internet',
    regulation: { pack: 'guangdong-2021', digest: digest('pack') },
    operation: digest('operation'),
    response: RESPONSE,
    detail: detail(),
    ...change,
  };
}

/** The response as a client saves it. */
export function savedResponse(receipt: object, response = RESPONSE): unknown {
  return { data: response.data, extensions: { disclosure: { ...response.disclosure, receipt } } };
}

/** Records `count` answers one after another. */
export async function recordMany(audit: Audit, count: number): Promise<Receipt[]> {
  return Promise.all(Array.from({ length: count }, () => audit.record(answer())));
}
