import type { Pack } from '../pack/pack.ts';
import type { ItemFacts, SubjectFacts } from '../question.ts';
import { type Citations, citationsOf, joined } from './rule.ts';

const NO_CITATIONS: Citations = Object.freeze([]);

/** What an item is in law: cited with whatever is shown of it. */
export type Nature = (subject: SubjectFacts, item: ItemFacts) => Citations;

/** What an item is in law, for the explanation (rules R09–R15, R17, R18). */
export function compileNature(pack: Pack): Nature {
  const { parameters: p } = pack;
  const catalogue = [p['catalogue.binds'], p['catalogue.elements'], p['catalogue.classes']];
  const adverse = [...catalogue, p['basis.document']];
  const classes = {
    basic: {
      natural: citationsOf([p['basic.natural'], p['key.natural'], ...catalogue]),
      legal: citationsOf([
        p['basic.legal'],
        p['key.legal'],
        p['basic.afterTermination'],
        ...catalogue,
      ]),
    },
    adverse: {
      natural: citationsOf([p['adverse.natural'], p['key.natural'], ...adverse]),
      legal: citationsOf([p['adverse.legal'], p['key.legal'], ...adverse]),
    },
  };
  const commended = citationsOf([p.commendations, p['other.validity'], ...catalogue]);
  const committed = citationsOf([p['commitments.publication'], ...catalogue]);
  const catalogued = citationsOf(catalogue);
  const reported = citationsOf([p['selfReported.served'], p['selfReported.marked'], ...catalogue]);
  const pointed = citationsOf([
    p['points.barRestriction'],
    p['points.withoutOptOuts'],
    ...catalogue,
  ]);
  const sensitive = compileSensitive(pack);
  const ofClass: Nature = (subject, item) => {
    switch (item.class) {
      case 'basic':
      case 'adverse':
        return classes[item.class][subject.kind];
      case 'commendation':
        return commended;
      case 'commitment':
        return committed;
      case 'self-reported':
        return reported;
      case 'credit-points':
        return pointed;
      case 'evaluation':
      case 'other':
        return catalogued;
    }
  };
  return (subject, item) => {
    const found = ofClass(subject, item);
    const more = sensitive(subject, item);
    return more === NO_CITATIONS ? found : joined([more, found]);
  };
}

/** What the text says of the data of persons that are restricted, or barred but for a law. */
function compileSensitive({ parameters: p }: Pack): Nature {
  const restricted = citationsOf([
    p['restricted.lift'],
    p['restricted.classes'],
    p['restricted.lawLifts'],
  ]);
  const prohibited = citationsOf([p['prohibited.lawLifts'], p['prohibited.classes']]);
  const personal = citationsOf([p.privacy]);
  return ({ kind }, item) => {
    if (kind === 'legal') return NO_CITATIONS;
    if (item.prohibited !== null) {
      return p['prohibited.classes'].value.has(item.prohibited) ? prohibited : personal;
    }
    const isNamed = item.restricted !== null && p['restricted.classes'].value.has(item.restricted);
    return isNamed ? restricted : NO_CITATIONS;
  };
}
