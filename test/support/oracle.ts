import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { formatDay } from '../../policy/days.ts';
import { PACKS } from '../../policy/policy.ts';
import { recordKey } from '../../registers/facts/types.ts';
import { mapKeyOf } from '../../registers/subject.ts';
import type { EvidenceName } from '../../schema/directives.ts';
import { evaluate, type ReferenceAnswer } from '../reference/evaluate.ts';
import type {
  ReferenceCase,
  ReferenceItem,
  ReferenceRecord,
  Regulation,
} from '../reference/types.ts';
import type { TestCaller } from './callers.ts';
import type { HeldOfSubject } from './facts.ts';
import { SERVED, type SubjectField } from './fields.ts';
import type { World } from './gateway.ts';
import type { Fields } from './world.ts';

/** Who asks what for: all that a decision needs beside the world. */
export interface Asker {
  readonly regulation: Regulation;
  readonly caller: TestCaller;
  readonly purpose: string | null;
  readonly caseNumber: boolean;
}

interface CatalogueFile {
  readonly items: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
const catalogues = new Map<string, CatalogueFile>();

function catalogueOf(regulation: string): CatalogueFile {
  const file = join(PACKS, regulation, 'catalogue.yaml');
  const known = catalogues.get(regulation) ?? (parse(readFileSync(file, 'utf8')) as CatalogueFile);
  catalogues.set(regulation, known);
  return known;
}

/** The reference decision for what the departments hold; it knows the world and nothing of the gateway. */
export class Oracle {
  readonly #asker: Asker;
  readonly #world: World;

  constructor(asker: Asker, world: World) {
    this.#asker = asker;
    this.#world = world;
  }

  /** Whether the caller asks about itself, and so is told of all that is held. */
  isSelf(kind: SubjectField['kind'], key: string): boolean {
    const { caller } = this.#asker;
    return (
      caller?.kind === 'subject' &&
      caller.subject_kind === lower(kind) &&
      caller.subject_key === key
    );
  }

  /** Whether the registers hold a membership of a list: a case knows no second one beside it. */
  isListed(kind: SubjectField['kind'], key: string): boolean {
    return (this.#held(kind, key).listed ?? []).length > 0;
  }

  /** Anybody with full sight of records: agencies and officers. */
  get seesIncidentals(): boolean {
    const kind = this.#asker.caller?.kind;
    return kind === 'agency' || kind === 'analyst';
  }

  /** What the law says of one record, or of a plain value (null). */
  decide(field: SubjectField, key: string, row: Fields | null): ReferenceAnswer {
    const record = row === null ? undefined : this.#recordOf(field, key, row);
    return this.#ask(field, key, record);
  }

  /**
   * What the law says of a field before its records are known: of the best record there could be. What
   * closes that closes the field.
   */
  decideField(field: SubjectField, key: string): ReferenceAnswer {
    const best = field.record === null ? undefined : this.#bestOf(field);
    const found = this.#ask(field, key, best);
    if (isShown(found) || found.outcome === 'refused' || this.isSelf(field.kind, key)) return found;
    // to others it looks as it would if the subject lived and had no record
    const living = this.#ask(field, key, best, true);
    if (found.outcome === 'silent') return living.outcome === 'withheld' ? living : found;
    const published = this.#ask(field, key, best, true, 'public');
    return isShown(living) && isShown(published) ? { ...found, outcome: 'silent' } : found;
  }

  #ask(
    field: SubjectField,
    key: string,
    record: ReferenceRecord | undefined,
    living = false,
    asker: 'caller' | 'public' = 'caller',
  ): ReferenceAnswer {
    const request = this.#request(field.kind, key, field.item);
    return evaluate({
      name: 'asked of the oracle',
      regulation: this.#asker.regulation,
      asOf: new Date(this.#world.now).toISOString(),
      ...(asker === 'public' ? { purpose: request.purpose, caller: { kind: 'public' } } : request),
      ...this.#subject(field.kind, key, living),
      item: this.#item(field),
      ...(record === undefined ? {} : { record }),
    });
  }

  #request(kind: SubjectField['kind'], key: string, item: string) {
    const { caller, purpose, caseNumber } = this.#asker;
    const isPublic = caller === null || (caller.kind === 'subject' && !this.isSelf(kind, key));
    const held = this.#world.registers?.callers[caller?.organisation ?? ''];
    const duty = held?.duty.items;
    const reached = duty === 'all' || (duty?.has(item) ?? false);
    const agreement = held?.agreement ?? null;
    return {
      purpose,
      caller: {
        kind: isPublic ? ('public' as const) : caller.kind,
        ...(isPublic || caller.kind === 'subject'
          ? {}
          : {
              organisationKind: caller.kind === 'analyst' ? ('platform' as const) : undefined,
              operator: caller.operator === undefined ? ('missing' as const) : ('named' as const),
              channel: caller.channel ?? ('internet' as const),
            }),
      },
      duty: {
        registered: reached,
        publishedOn: held?.duty.published[0] === undefined ? null : '1990-01-01',
        caseNumber: caseNumber ? ('given' as const) : ('missing' as const),
      },
      ...(agreement === null
        ? {}
        : {
            agreement: {
              ...agreement,
              scope: 'all' as const,
              until: formatDay(agreement.until),
            },
          }),
    };
  }

  #held(kind: SubjectField['kind'], key: string): HeldOfSubject {
    return this.#world.registers?.subjects[mapKeyOf({ kind: lower(kind), key })] ?? {};
  }

  #subject(
    kind: SubjectField['kind'],
    key: string,
    living: boolean,
  ): Pick<ReferenceCase, 'subject' | 'authorisation'> {
    const held = this.#held(kind, key);
    const [granted] = held.granted?.[this.#asker.caller?.organisation ?? ''] ?? [];
    const bornOn = `${key.slice(6, 10)}-${key.slice(10, 12)}-${key.slice(12, 14)}`;
    const subject =
      kind === 'LEGAL'
        ? { kind: 'legal' as const, terminatedOn: living ? null : dayOf(held.terminatedOn) }
        : {
            kind: 'natural' as const,
            bornOn,
            diedOn: living ? null : dayOf(held.diedOn),
            capacity: 'full' as const,
          };
    if (granted === undefined) return { subject };
    const { form, grantedBy, purpose, scope, bundled, adverseNotice } = granted;
    return {
      subject,
      authorisation: {
        form,
        grantedBy,
        purpose,
        scope: scope === 'all' ? scope : [...scope],
        from: dayOf(granted.from),
        until: dayOf(granted.until),
        bundled,
        adverseNotice,
      },
    };
  }

  /** What the item is, by the schema, and what the region's catalogue says of it. */
  #item(field: SubjectField): ReferenceItem {
    const type = field.kind === 'LEGAL' ? 'LegalEntity' : 'NaturalPerson';
    const known = SERVED.contract.items.get(`${type}.${field.name}`);
    const entry = catalogueOf(this.#asker.regulation).items[field.item];
    const isPublic = ((entry?.publicFor ?? ['natural', 'legal']) as string[]).includes(
      lower(field.kind),
    );
    const level = (entry?.level ?? 'internal') as 'public' | 'authorised' | 'internal';
    const period = entry?.period as string | undefined;
    return {
      id: field.item,
      class: word(known?.class) as ReferenceItem['class'],
      identity: word(known?.sensitive.identity) as ReferenceItem['identity'],
      restricted: word(known?.sensitive.restricted) as ReferenceItem['restricted'],
      catalogued: entry !== undefined,
      catalogueSource: (entry?.catalogueSource ?? 'supplementary') as 'supplementary' | 'national',
      openable: isPublic && entry?.openable === true,
      shareable: entry?.shareable === true,
      level: level === 'public' && !isPublic ? 'authorised' : level,
      publicationOrderedByLaw: isPublic && entry?.publicationOrderedByLaw !== undefined,
      period: period === 'long-term' ? null : (period ?? null),
      periodBasis: (entry?.periodBasis ?? null) as string | null,
    };
  }

  #bestOf(field: SubjectField): ReferenceRecord {
    const listing = this.#isListing(field);
    const listed = { from: '2026-02-20', until: null };
    return listing ? { ...BEST, listEntry: true, listed } : BEST;
  }

  #isListing({ item }: SubjectField): boolean {
    return catalogueOf(this.#asker.regulation).items[item]?.listing === true;
  }

  #recordOf(field: SubjectField, key: string, row: Fields): ReferenceRecord {
    const held = this.#held(field.kind, key);
    const own = held.records?.get(recordKey(field.item, String(row[field.record ?? ''])));
    const say = <T>(name: EvidenceName) => (row[field.evidence[name] ?? ''] ?? null) as T | null;
    const listing = this.#isListing(field);
    const entered = say<string>('listedOn');
    const memberships = [
      ...(listing && entered !== null ? [{ from: entered, until: say<string>('removedOn') }] : []),
      ...(held.listed ?? []).map(({ from, until }) => ({
        from: dayOf(from) ?? '',
        until: dayOf(until),
      })),
    ];
    // a case knows one membership: one that runs, where there is any
    const today = new Date(this.#world.now).toISOString().slice(0, 10);
    const runs = ({ from, until }: (typeof memberships)[number]) =>
      from <= today && (until === null || today < until);
    const listed = memberships.find(runs) ?? memberships[0];
    const hasConditions =
      field.evidence.removalConditions !== undefined || field.evidence.remedies !== undefined;
    return {
      recognisedOn: say<string>('recognisedOn') ?? entered,
      endedOn: say<string>('endedOn'),
      continuing: say<boolean>('continuing') === true,
      serious: say<boolean>('serious') === true,
      ...(listed === undefined ? {} : { listed }),
      listEntry: listing,
      listConditions:
        !hasConditions || (say('removalConditions') !== null && say('remedies') !== null),
      procedure: say('procedure'),
      slightAndCorrected: say<boolean>('slightAndCorrected') === true,
      sanction: say('sanction'),
      field: say('fieldOfLaw'),
      debt: say('debt'),
      validUntil: say('validUntil'),
      cancelledOn: say('cancelledOn'),
      disclosureUntil: say('disclosureUntil'),
      awardLevel: say('awardLevel'),
      selfReported: say<boolean>('selfReported') === true,
      responsibleRole: say('responsibleRole'),
      computedWithoutOptOuts:
        field.evidence.computedWithoutOptOuts === undefined ||
        say<boolean>('computedWithoutOptOuts') === true,
      basis: own?.basis ?? 'effective',
      basisChangedOn: dayOf(own?.basisChangedOn),
      objection: own?.objection && { receivedOn: dayOf(own.objection.receivedOn) ?? '' },
      repair: own?.repair && {
        decidedOn: dayOf(own.repair.decidedOn) ?? '',
        effect: own.repair.effect,
      },
      optOut: own?.optOutRequestedOn ? { requestedOn: dayOf(own.optOutRequestedOn) ?? '' } : null,
    };
  }
}

/** A record to which nobody could object. */
const BEST: ReferenceRecord = {
  recognisedOn: '2026-02-20',
  endedOn: '2026-02-19',
  disclosureUntil: '2027-01-01',
  debt: 'refused',
  awardLevel: 'national',
  responsibleRole: 'legal-representative',
};

function dayOf(day: Parameters<typeof formatDay>[0] | null | undefined): string | null {
  return day === null || day === undefined ? null : formatDay(day);
}

function lower(kind: SubjectField['kind']): 'legal' | 'natural' {
  return kind === 'LEGAL' ? 'legal' : 'natural';
}

function word(text: string | null | undefined): string | null {
  return text?.toLowerCase().replaceAll('_', '-') ?? null;
}

/** Whether the caller gets it, as it is or masked. */
export function isShown({ outcome }: ReferenceAnswer): boolean {
  return outcome === 'disclosed' || outcome === 'masked';
}
