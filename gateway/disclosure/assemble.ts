import type { Decision } from '../../policy/decision.ts';
import type { AskedField, Content, EntityAsk, PartAsk } from './ask.ts';
import { KEY } from './cut.ts';
import type { ReportBuilder, ResponsePath } from './report.ts';
import type { AnsweredSubject, Sent } from './round.ts';

/** What came in about each subject, by the question it was asked by. */
export interface Answers {
  /** The ask behind an edge. */
  edgeAsk(content: Content & { kind: 'edge' }): EntityAsk;
  of(ask: EntityAsk, key: string): AnsweredSubject | undefined;
}

type Shaped = Record<string, unknown>;

/**
 * Puts what came through the door into the names the caller chose, and reports beside it what was
 * withheld, masked and marked. It decides nothing and leaves nothing out: what is not here never came.
 */
export class Assembly {
  readonly #answers: Answers;
  readonly #report: ReportBuilder;
  readonly #tellsSubjects: boolean;

  /** @param tellsSubjects subjects are told what they have and is not shown */
  constructor(answers: Answers, report: ReportBuilder, tellsSubjects: boolean) {
    this.#answers = answers;
    this.#report = report;
    this.#tellsSubjects = tellsSubjects;
  }

  subject(ask: EntityAsk, key: string, path: ResponsePath): Shaped {
    const shaped = newObject(ask.subject.type);
    const answered = this.#answers.of(ask, key);
    if (answered === undefined) return shaped;
    for (const [index, field] of ask.fields.entries()) {
      const at = [...path, field.shape.key];
      const item = answered.decided.items[index];
      if (item === undefined) continue;
      const { decision } = item;
      if (!decision.open) {
        shaped[field.shape.source] = closedValue(field, item.seen);
        this.#closed(at, field.item.id, answered, item.seen);
        continue;
      }
      const value = isAllBarred(answered, field) ? null : (answered.values?.[field.alias] ?? null);
      shaped[field.shape.source] = this.#content(field.content, value, at);
      this.#passed(at, field, answered);
    }
    return shaped;
  }

  #closed(at: ResponsePath, item: string, answered: AnsweredSubject, decision: Decision): void {
    // a silent item says nothing to others; to the subject it says why
    if (decision.outcome !== 'silent') this.#report.withheld(at, item, decision);
    else if (this.#isToldAll(answered)) this.#report.deleted(at, item, decision);
  }

  #passed(at: ResponsePath, field: EntityAsk['fields'][number], answered: AnsweredSubject): void {
    const passage = answered.passages.get(field.alias);
    if (passage === undefined) return;
    const isList = field.content.kind === 'object' && field.content.list;
    for (const [index, { decision }] of passage.shown.entries()) {
      const place = isList ? [...at, index] : at;
      if (decision.outcome === 'masked') this.#report.masked(place, field.item.id, decision);
      this.#report.marked(place, decision);
    }
    const barred = passage.kept.find(({ decision }) => isBarredInItself(decision));
    if (barred !== undefined) this.#report.withheld(at, field.item.id, barred.decision);
    if (!this.#isToldAll(answered)) return;
    for (const { decision } of passage.kept) {
      if (!isBarredInItself(decision)) this.#report.deleted(at, field.item.id, decision);
    }
  }

  /** The caller is the subject, who is told of its own records. */
  #isToldAll({ decided }: AnsweredSubject): boolean {
    return this.#tellsSubjects && decided.caller === 'subject';
  }

  #content(content: Content, value: unknown, path: ResponsePath): unknown {
    if (value === null || value === undefined) return null;
    if (Array.isArray(value)) {
      return value.map((one, index) => this.#content(content, one, [...path, index]));
    }
    switch (content.kind) {
      case 'value':
        return value;
      case 'edge': {
        const key = (value as Sent)[KEY];
        return typeof key === 'string'
          ? this.subject(this.#answers.edgeAsk(content), key, path)
          : null;
      }
      case 'object':
        return this.#parts(content.record.type, content.record.fields, value as Sent, path);
    }
  }

  #parts(type: string, parts: readonly PartAsk[], sent: Sent, path: ResponsePath): Shaped {
    const shaped = newObject(type);
    for (const { alias, shape, content } of parts) {
      shaped[shape.source] = this.#content(content, sent[alias], [...path, shape.key]);
    }
    return shaped;
  }
}

/**
 * A record that is withheld for what it is, although its item is open to the caller. Said once for
 * the field, however many there are. All other reasons to keep a record back are silent: that the
 * caller lacks an authorisation would say that there is something to authorise.
 */
function isBarredInItself({ outcome, reason }: Decision): boolean {
  const inItself = reason === 'POINTS_NOT_COMPUTED_WITHOUT' || reason === 'LINK_ROLE';
  return outcome === 'withheld' && inItself;
}

function isAllBarred({ passages }: AnsweredSubject, { alias }: AskedField): boolean {
  const passage = passages.get(alias);
  if (passage === undefined || passage.shown.length > 0) return false;
  return passage.kept.some(({ decision }) => isBarredInItself(decision));
}

/**
 * INVARIANT silent-is-absent: what is silent has the value of what is not there, which for a list of
 * records is the empty list; what is withheld is null, and says so.
 */
function closedValue({ content }: AskedField, { outcome }: Decision): unknown {
  return outcome === 'silent' && content.kind === 'object' && content.list ? [] : null;
}

/** Without a prototype: a caller may name a field `__proto__`. */
function newObject(type: string): Shaped {
  return Object.assign(Object.create(null) as Shaped, { __typename: type });
}
