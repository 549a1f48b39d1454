import type { Decision } from '../../../policy/decision.ts';
import { type MaskForms, mask } from '../../../policy/masks.ts';
import { IDENTITIES } from '../../../policy/terms.ts';
import type { SubjectType } from '../../../schema/items.ts';
import type { Content, PartAsk, RecordAsk } from '../../disclosure/ask.ts';
import { type Cut, KEY, ROOT } from '../../disclosure/cut.ts';
import type { DecidedItem, DecidedSubject } from '../../disclosure/decide.ts';
import { ExecutionError, SourceFailure } from '../errors.ts';
import type { ExecutionHooks } from '../fetch.ts';
import { recordFacts } from './evidence.ts';
import { withoutFaultyRecords } from './faulty.ts';
import { scrub } from './masks.ts';
import { asksOnlyCut } from './only-cut.ts';
import { withKey } from './with-key.ts';

type Sent = Record<string, unknown>;

/** What the door decided about the records of one field of one subject. */
export interface Passage {
  readonly subject: DecidedSubject;
  readonly item: DecidedItem;
  /** For each record that passed, in order; a plain value has one. */
  readonly shown: readonly { readonly decision: Decision; readonly record: string | null }[];
  /** Records that did not pass. Only a subject is ever told of its own. */
  readonly kept: readonly { readonly decision: Decision; readonly record: string | null }[];
}

export interface Door {
  readonly hooks: Required<Pick<ExecutionHooks, 'admit' | 'exchange'>>;
  readonly passages: readonly Passage[];
}

/** Told how many records of a department were left out because they could not be read whole. */
export type LeftOut = (department: string, records: number) => void;

/**
 * The door of the departments for one group of subjects. Each record is decided as it comes in,
 * before it joins any answer; masks are laid, and evidence is stripped.
 *
 * INVARIANT known-subjects-only: what a department sends about somebody who was not asked for does
 * not come in.
 */
export function openDoor(
  cut: Cut,
  subjects: readonly DecidedSubject[],
  masks: MaskForms,
  leftOut: LeftOut,
): Door {
  const byKey = new Map(subjects.map((subject) => [subject.key, subject]));
  const itemsByAlias = subjects.map(({ items }) => items)[0] ?? [];
  const index = new Map(itemsByAlias.map(({ asked }, position) => [asked.alias, position]));
  const passages: Passage[] = [];

  const admitEntity = (service: string, sent: unknown, key: unknown): Sent | null => {
    const subject = typeof key === 'string' ? byKey.get(key) : undefined;
    if (subject === undefined || !isObject(sent)) return null;
    // the key, which was asked with, is what another department may be asked by
    const admitted: Sent = { __typename: cut.subject.type, [cut.subject.key]: key, [KEY]: key };
    for (const field of cut.fields) {
      if (!Object.hasOwn(sent, field.alias)) continue;
      const item = subject.items[index.get(field.alias) ?? -1];
      if (item === undefined) continue;
      const passage = new Admission(subject, item, masks);
      admitted[field.alias] = passage.admit(sent[field.alias]);
      passages.push(passage);
      if (passage.unreadable > 0) leftOut(service, passage.unreadable);
    }
    return admitted;
  };

  return {
    passages,
    hooks: {
      exchange: async (fetch, request, _context, send) => {
        if (!asksOnlyCut(cut, fetch)) {
          const message = `expected a plan of what was cut, got more for \`${fetch.service}\``;
          throw new ExecutionError('PLAN_FAILED', message);
        }
        const sent = await send(withKey(cut, fetch, request));
        const sound = withoutFaultyRecords(cut, sent);
        if (sound.leftOut > 0) leftOut(fetch.service, sound.leftOut);
        return sound.answer;
      },
      admit: ({ service }, data, { representations }) => {
        if (representations === undefined) {
          const list = data[ROOT];
          if (list === null || list === undefined) return null;
          return {
            [ROOT]: stubsOf(list, subjects).map(([key, sent]) => admitEntity(service, sent, key)),
          };
        }
        const entities = data._entities;
        if (!Array.isArray(entities)) return null;
        return {
          _entities: entities.map((sent, position) =>
            admitEntity(service, sent, keyOf(representations[position], cut.subject)),
          ),
        };
      },
    },
  };
}

/** One stub for each key, in their order, each with its key; anything else cannot be told apart. */
function stubsOf(
  list: unknown,
  subjects: readonly DecidedSubject[],
): readonly (readonly [string, Sent])[] {
  if (!Array.isArray(list) || list.length !== subjects.length) {
    throw new SourceFailure('format', 'expected a stub for each key');
  }
  return subjects.map(({ key }, position) => {
    const sent: unknown = list[position];
    if (isObject(sent) && sent[KEY] === key) return [key, sent];
    throw new SourceFailure('format', 'expected the stubs in the order of their keys');
  });
}

/** The key that an entity was asked by. */
function keyOf(representation: Readonly<Sent> | undefined, { type, key }: SubjectType): unknown {
  if (representation === undefined || representation.__typename !== type) return undefined;
  return Object.hasOwn(representation, key) ? representation[key] : undefined;
}

class Admission implements Passage {
  readonly subject: DecidedSubject;
  readonly item: DecidedItem;
  readonly shown: { decision: Decision; record: string | null }[] = [];
  readonly kept: { decision: Decision; record: string | null }[] = [];
  /** Records whose evidence could not be read; nobody is told of them. */
  unreadable = 0;
  readonly #masks: MaskForms;

  constructor(subject: DecidedSubject, item: DecidedItem, masks: MaskForms) {
    this.#masks = masks;
    this.subject = subject;
    this.item = item;
  }

  admit(value: unknown): unknown {
    const { asked, decision } = this.item;
    // fail-closed: a closed item is not asked for; if it comes all the same, it stays outside
    if (!decision.open || value === null || value === undefined) return null;
    if (asked.content.kind === 'object' && asked.content.record.evidence.length > 0) {
      return this.#records(value, asked.content.record);
    }
    const { outcome } = decision.decision;
    if (outcome !== 'disclosed' && outcome !== 'masked') return null;
    this.shown.push({ decision: decision.decision, record: null });
    if (outcome === 'masked') return this.#masked(value);
    return this.#content(value, asked.content);
  }

  #masked(value: unknown): unknown {
    const { identity } = this.item.asked.item.sensitive;
    return identity === null ? null : maskPart(this.#masks, identity, value);
  }

  #records(value: unknown, ask: RecordAsk): unknown {
    if (!Array.isArray(value)) return this.#record(value, ask);
    return value.map((sent) => this.#record(sent, ask)).filter((record) => record !== null);
  }

  #record(sent: unknown, ask: RecordAsk): Sent | null {
    const { asked, decision } = this.item;
    if (!decision.open || !isObject(sent)) return null;
    const { register } = this.subject;
    const facts = recordFacts(asked.item.id, this.item.listing, ask.evidence, sent, register);
    if (facts === null) {
      this.unreadable += 1;
      return null;
    }
    const decided = decision.decideRecord(facts);
    const evidence = ask.evidence.find(({ name }) => name === 'record');
    const number = evidence === undefined ? null : sent[evidence.alias];
    const entry = { decision: decided, record: typeof number === 'string' ? number : null };
    const passes = decided.outcome === 'disclosed' || decided.outcome === 'masked';
    (passes ? this.shown : this.kept).push(entry);
    return passes ? this.#parts(sent, ask.fields) : null;
  }

  /** The parts that were asked, and nothing else: evidence stays behind. */
  #parts(sent: Sent, parts: readonly PartAsk[]): Sent {
    const admitted: Sent = {};
    for (const part of parts) {
      const value = Object.hasOwn(sent, part.alias) ? sent[part.alias] : null;
      admitted[part.alias] = this.#part(value ?? null, part);
    }
    return admitted;
  }

  #part(value: unknown, { sensitive, content }: PartAsk): unknown {
    if (value === null) return null;
    if (sensitive !== null && !this.#seesIncidentals()) {
      if (sensitive.freeText) return scrub(value);
      if (sensitive.identity !== null) return maskPart(this.#masks, sensitive.identity, value);
      if (sensitive.restricted !== null || sensitive.prohibited !== null) return null;
    }
    return this.#content(value, content);
  }

  /** Names and texts of third persons inside a record are for agencies in duty only. */
  #seesIncidentals(): boolean {
    const { caller } = this.subject;
    return caller === 'agency' || caller === 'analyst';
  }

  #content(value: unknown, content: Content): unknown {
    if (content.kind === 'value' || value === null) return wellFormed(value);
    if (Array.isArray(value)) return value.map((one) => this.#content(one, content));
    if (!isObject(value)) return null;
    return content.kind === 'edge'
      ? { [KEY]: value[KEY] }
      : this.#parts(value, content.record.fields);
  }
}

/** The contract's words are the policy's in capitals; what is no text is not shown at all. */
function maskPart(masks: MaskForms, identity: string, value: unknown): string | null {
  const kind = identity.toLowerCase().replaceAll('_', '-');
  const found = IDENTITIES.find((name) => name === kind);
  return found === undefined || typeof value !== 'string'
    ? null
    : mask(masks, found, value.toWellFormed());
}

/** Half a character has no form that could be digested and logged. */
function wellFormed(value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed() : value;
}

function isObject(value: unknown): value is Sent {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
