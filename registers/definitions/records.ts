import { formatDay } from '../../policy/days.ts';
import { BASIS_STATES, OBJECTION_OUTCOMES, REPAIR_EFFECTS } from '../../policy/terms.ts';
import {
  count,
  day,
  optional,
  responsiblePersons,
  text,
  withDefault,
  word,
  words,
} from '../columns.ts';
import { defineRegister } from './register.ts';

/** Memberships in lists of seriously dishonest subjects (rules R27, R66, R85–R88). */
export const lists = defineRegister({
  name: 'lists',
  table: 'list_entry',
  ofSubject: true,
  columns: {
    item: optional(text),
    record: optional(text),
    list: text,
    authority: text,
    legalBasis: optional(text),
    listedOn: day,
    /** The term that the decision states; removal alone ends a membership. */
    termEndsOn: optional(day),
    removedOn: optional(day),
    conditions: optional(text),
    remedies: optional(text),
    basisRecords: withDefault(words, []),
    responsiblePersons,
  },
  identity: ({ list, item, record, listedOn }, subject) =>
    record === null
      ? `${subject}/${list}/${formatDay(listedOn)}`
      : `${subject}/${item ?? ''}/${record}`,
  contradiction: ({ listedOn, removedOn }) =>
    removedOn !== null && removedOn < listedOn ? 'removedOn' : null,
});

/** What became of the documents that records rest on (rules R20, R80). */
export const basisStatus = defineRegister({
  name: 'basis-status',
  table: 'basis_status',
  ofSubject: true,
  columns: {
    documentId: text,
    item: optional(text),
    record: optional(text),
    status: word(BASIS_STATES),
    changedOn: day,
    /** When the platform was told (reading X27). */
    knownAt: optional(day),
  },
  identity: ({ documentId, item, record, changedOn }, subject) =>
    `${subject}/${documentId}/${item ?? ''}/${record ?? ''}/${formatDay(changedOn)}`,
});

/** Objections and their course (rules R73–R77). */
export const objections = defineRegister({
  name: 'objections',
  table: 'objection',
  ofSubject: true,
  columns: {
    item: text,
    record: text,
    receivedOn: day,
    acceptedOn: optional(day),
    forwardedOn: optional(day),
    decidedOn: optional(day),
    outcome: optional(word(OBJECTION_OUTCOMES)),
    /** Working days of tests and expert opinions, which do not count (rule R77). */
    excludedDays: withDefault(count, 0),
  },
  contradiction(entry) {
    if ((entry.decidedOn === null) !== (entry.outcome === null)) return 'outcome';
    for (const step of ['acceptedOn', 'forwardedOn', 'decidedOn'] as const) {
      const on = entry[step];
      if (on !== null && on < entry.receivedOn) return step;
    }
    return null;
  },
});

/** Decisions on credit repair and their effect (rules R81–R83). */
export const repairs = defineRegister({
  name: 'repairs',
  table: 'repair',
  ofSubject: true,
  columns: {
    item: text,
    record: text,
    decidedOn: day,
    effect: word(REPAIR_EFFECTS),
    newEnd: optional(day),
    authority: text,
  },
});

/** Wishes of subjects about their own honours and self-reported data (rules R71, R72). */
export const optOuts = defineRegister({
  name: 'opt-outs',
  table: 'opt_out',
  ofSubject: true,
  columns: {
    item: text,
    /** Null = every record of the item. */
    record: optional(text),
    kind: text,
    requestedOn: day,
    withdrawnOn: optional(day),
  },
  contradiction: ({ requestedOn, withdrawnOn }) =>
    withdrawnOn !== null && withdrawnOn < requestedOn ? 'withdrawnOn' : null,
});
