import type { Day } from '../../policy/days.ts';
import type { AgreementFacts, Scope } from '../../policy/question.ts';
import {
  agreements,
  duties,
  organisations,
  overrides,
  queryItems,
} from '../definitions/organisations.ts';
import { branch, type EntryIn } from './branch.ts';
import type { RegisterCallerFacts } from './types.ts';

/** The fields that a decision needs of the registers of organisations. */
export const CALLER_PARTS = {
  organisations: branch(organisations, ['kind']),
  agreements: branch(agreements, ['scope', 'purposes', 'confidentiality', 'from', 'until']),
  duties: branch(duties, ['purposes', 'items', 'from', 'until']),
  queryItems: branch(queryItems, ['purpose', 'items', 'publishedOn']),
  overrides: branch(overrides, ['parameter', 'jurisdiction', 'citation', 'value', 'from', 'until']),
} as const;
export type CallerPart = keyof typeof CALLER_PARTS;

type Agreement = EntryIn<(typeof CALLER_PARTS)['agreements']>;

/** What the registers hold of the organisation that asks. */
export type CallerEntries = {
  readonly [N in CallerPart]: readonly EntryIn<(typeof CALLER_PARTS)[N]>[];
};

/** Without a purpose nothing is registered: duties and agreements are for purposes. */
export function callerFactsOf(
  entries: CallerEntries,
  purpose: string | null,
  day: Day,
): RegisterCallerFacts {
  const runs = ({ from, until }: { readonly from: Day | null; readonly until: Day | null }) =>
    (from === null || from <= day) && (until === null || until >= day);
  const isFor = ({ purposes }: { readonly purposes: readonly string[] }) =>
    purpose !== null && purposes.includes(purpose);
  const duties = entries.duties.filter((duty) => runs(duty) && isFor(duty));
  const published = entries.queryItems
    .filter((entry) => entry.purpose === purpose)
    .flatMap(({ items, publishedOn }) => (publishedOn === null ? [] : [{ items, publishedOn }]))
    .toSorted((a, b) => a.publishedOn - b.publishedOn);
  return {
    organisationKind: entries.organisations[0]?.kind ?? null,
    duty: { items: union(duties.map(({ items }) => items)), published },
    agreement: agreementOf(
      entries.agreements.filter((found) => runs(found) && isFor(found)),
      purpose,
    ),
  };
}

/**
 * Agreements that run together for a purpose give their scopes together, until the first of them
 * ends. Where one has the duty of confidentiality, those without it give nothing (rule R43).
 */
function agreementOf(running: readonly Agreement[], purpose: string | null): AgreementFacts | null {
  const confidential = running.filter(({ confidentiality }) => confidentiality);
  const counted = confidential.length > 0 ? confidential : running;
  const scope = union(counted.map((agreement) => agreement.scope));
  if (scope === null || purpose === null) return null;
  const until = Math.min(...counted.map((agreement) => agreement.until)) as Day;
  return { confidentiality: confidential.length > 0, scope, purpose, until };
}

function union(scopes: readonly Scope[]): Scope | null {
  if (scopes.length === 0) return null;
  const sets = scopes.filter((scope) => scope !== 'all');
  return sets.length < scopes.length ? 'all' : new Set(sets.flatMap((set) => [...set]));
}
