import { type Chance, shift } from './chance.ts';
import type {
  ReferenceAuthorisation,
  ReferenceCaller,
  ReferenceCase,
  Regulation,
} from './types.ts';

const PURPOSES = ['loan', 'rental', 'licensing'] as const;

export function randomCaller(regulation: Regulation, chance: Chance): ReferenceCaller {
  const kind = chance.one([
    ...(['public', 'public', 'public', 'firm', 'firm', 'firm', 'firm'] as const),
    ...(['agency', 'agency', 'agency', 'subject', 'subject', 'analyst'] as const),
  ]);
  const caller: ReferenceCaller = { kind };
  if (kind === 'public' && chance.often(0.2)) {
    caller.organisationKind = chance.one(['state-organ', 'credit-service-firm', 'public-utility']);
  }
  if ((kind === 'agency' || kind === 'analyst') && chance.often(0.4)) {
    caller.organisationKind = chance.one([
      ...(['state-organ', 'court', 'authorised-organisation', 'administrative-organ'] as const),
      ...(['mass-organisation', 'public-utility', 'platform'] as const),
    ]);
  }
  if (kind === 'firm' && chance.often(0.1)) caller.organisationKind = 'public-utility';
  if (chance.often(0.04)) caller.operator = 'missing';
  if (chance.often(0.04)) caller.channel = 'internet';
  const offshore = regulation === 'guangdong-2018' || regulation === 'guizhou-2018' ? 0.1 : 0.02;
  if (kind === 'firm' && chance.often(offshore)) {
    caller.offshoreRecipient = true;
    if (chance.often(0.4)) caller.offshoreBasis = 'a registered contract';
  }
  return caller;
}

/** Everything that stands about the request. */
export function circumstances(policyCase: ReferenceCase, today: string, chance: Chance): void {
  const { regulation, caller, item } = policyCase;
  const purpose = chance.one(PURPOSES);
  if (chance.often(regulation === 'guangdong-2018' ? 0.96 : 0.85)) policyCase.purpose = purpose;
  if (regulation === 'hangzhou-2020' && chance.often(0.3)) policyCase.overlays = ['zhejiang-2017'];
  if (chance.often(item.class === 'credit-points' ? 0.4 : 0.05))
    policyCase.use = chance.one(['benefit', 'restriction']);
  if (chance.often(0.06)) policyCase.legalBasis = 'a law that says otherwise';
  if (caller.kind === 'agency' && chance.often(0.25)) {
    policyCase.duty = { registered: chance.often(0.9) };
    if (chance.often(0.6)) policyCase.duty.publishedOn = chance.one([null, chance.near(today)]);
  }
  if (caller.kind === 'analyst' && chance.often(0.85)) {
    policyCase.duty = {
      registered: chance.often(0.9),
      caseNumber: chance.one(['given', 'given', 'missing']),
    };
  }
  if (chance.often(regulation === 'guangdong-2021' ? 0.12 : 0.05)) policyCase.batch = true;
  const firm = caller.kind === 'firm';
  const agreed = policyCase.batch === true || (firm && regulation === 'heilongjiang');
  if (agreed && chance.often(0.65)) {
    policyCase.agreement = {
      confidentiality: chance.often(0.85),
      scope: chance.often(0.6) ? 'all' : chance.one([[item.id], ['another-item']]),
      purpose: chance.often(0.85) ? purpose : 'marketing',
      until: shift(today, chance.one([-1, 0, 1, 100])),
    };
  }
  const consented = firm ? 0.8 : caller.kind === 'public' ? 0.05 : item.restricted ? 0.5 : 0.1;
  if (chance.often(consented))
    policyCase.authorisation = consent(policyCase, purpose, today, chance);
}

function consent(
  policyCase: ReferenceCase,
  purpose: string,
  today: string,
  chance: Chance,
): ReferenceAuthorisation {
  const { subject, item } = policyCase;
  const young = (subject.bornOn ?? '') > '2003' || subject.capacity === 'limited';
  const usual =
    subject.kind === 'legal' ? 'unit' : young && chance.often(0.6) ? 'guardian' : 'subject';
  const given: ReferenceAuthorisation = {
    form: chance.one([
      'written',
      'written',
      'written',
      'electronic-signature',
      'oral-recorded',
      'click',
    ]),
    grantedBy: chance.often(0.93) ? usual : chance.one(['subject', 'guardian', 'unit']),
    purpose: chance.often(0.88) ? purpose : chance.one([null, 'marketing']),
    scope: chance.often(0.7)
      ? 'all'
      : chance.one([[item.id], [item.id, 'tax-grade'], ['tax-grade']]),
    until: shift(today, chance.one([-1, 0, 1, 90, 90, 400])),
  };
  if (chance.often(0.08)) given.until = null;
  if (chance.often(0.15)) given.from = shift(today, chance.one([-90, -1, 0, 1]));
  if (chance.often(0.1)) given.revokedAt = chance.near(today);
  if (chance.often(0.06)) given.bundled = true;
  if (chance.often(item.restricted ? 0.75 : 0.1)) given.adverseNotice = true;
  return given;
}
