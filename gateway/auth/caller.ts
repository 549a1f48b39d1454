import { z } from 'zod';
import {
  type CallerKind,
  type Channel,
  ORGANISATION_KINDS,
  type OrganisationKind,
  type SubjectKind,
} from '../../policy/terms.ts';
import { subjectRef } from '../../registers/subject.ts';

/** Who asks, as the token says, and for a ward the registers. Nothing in a header can change it. */
export interface Caller {
  readonly kind: CallerKind;
  /** Identifier of the organisation; null for a natural person. */
  readonly organisation: string | null;
  readonly organisationKind: OrganisationKind | null;
  /** The officer behind the system; null = not named. */
  readonly operator: string | null;
  /** From the listener or the client certificate; only the development issuer may state it. */
  readonly channel: Channel;
  readonly offshoreRecipient: boolean;
  readonly offshoreBasis: string | null;
  /** What the caller may do beside asking, for its organisation. */
  readonly role?: 'administrator' | undefined;
  /** The subject itself, for a subject's token; its ward, where a guardian asks on its behalf. */
  readonly subject: { readonly kind: SubjectKind; readonly key: string } | null;
  /** Whose token it is, when that is the guardian of the subject. */
  readonly guardian?: Guardian | undefined;
}

/** A guardian that speaks for a ward, and the entry of the register that says so. */
export interface Guardian {
  readonly kind: SubjectKind;
  readonly key: string;
  readonly entry: string;
}

export const CLAIMS = z.object({
  kind: z.enum(['subject', 'agency', 'firm', 'analyst']),
  organisation: z.string().min(1).max(64).optional(),
  organisation_kind: z.enum(ORGANISATION_KINDS).optional(),
  operator: z.string().min(1).max(64).optional(),
  channel: z.enum(['egov', 'internet']).optional(),
  offshore: z.boolean().optional(),
  offshore_basis: z.string().min(1).optional(),
  role: z.enum(['administrator']).optional(),
  subject_kind: z.enum(['natural', 'legal']).optional(),
  subject_key: z.string().min(15).max(20).optional(),
});
export type Claims = z.output<typeof CLAIMS>;

const ORGANISATIONS: Readonly<Record<Claims['kind'], OrganisationKind | null>> = {
  subject: null,
  agency: 'administrative-organ',
  firm: 'credit-service-firm',
  analyst: 'platform',
};

/** Without a token everybody is the public: a natural person on the internet. */
export function publicCaller(channel: Channel): Caller {
  return {
    kind: 'public',
    organisation: null,
    organisationKind: null,
    operator: null,
    channel,
    offshoreRecipient: false,
    offshoreBasis: null,
    subject: null,
  };
}

/** The caller that verified claims describe, or null when they describe none. */
export function callerOf(claims: Claims, channel: Channel): Caller | null {
  const { kind } = claims;
  const { subject_kind: ofKind, subject_key: key } = claims;
  const isNamed = ofKind !== undefined && key !== undefined;
  const subject = isNamed ? subjectRef(ofKind, key) : null;
  if (isNamed && subject === null) return null;
  if ((kind === 'subject') !== (subject !== null)) return null;
  // INVARIANT one-or-other: a subject asks for itself, an organisation for nobody in particular
  if ((kind === 'subject') === (claims.organisation !== undefined)) return null;
  return {
    kind,
    organisation: claims.organisation ?? null,
    organisationKind: claims.organisation_kind ?? ORGANISATIONS[kind],
    operator: claims.operator ?? null,
    channel,
    offshoreRecipient: claims.offshore ?? false,
    offshoreBasis: claims.offshore_basis ?? null,
    role: claims.role,
    subject,
  };
}
