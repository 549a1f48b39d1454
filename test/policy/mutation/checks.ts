import { REGULATIONS } from '../../reference/types.ts';
import { type Asked, CASES, IN_WRITING, questionsOf, READINGS } from './asked.ts';
import {
  answers,
  brokenFacts,
  obligations,
  severalAuthorisations,
  severalListings,
  splitConsents,
  stages,
  undocumented,
} from './checks/decisions.ts';
import { caseFolder, cases, catalogues, wrongCases } from './checks/files.ts';
import { grounds, groundsOfConsent, groundsOfPublication } from './checks/grounds.ts';
import { otherwise } from './checks/otherwise.ts';
import {
  names,
  overrides,
  readAnew,
  readingsChosen,
  registeredLaws,
  severalFaults,
  wrongPacks,
} from './checks/packs.ts';
import { days, guardians, masks, shorterPeriods, texts, workingDays } from './checks/values.ts';
import { calendars, limits, placesOfFaults, statistics, structures } from './checks/yaml.ts';

/**
 * What each mutant of the policy is run against: what the other test files compare, few of each and
 * the same every time. Nothing of the policy runs while this file is loaded.
 */
export interface Check {
  readonly name: string;
  run(): void;
}

function byRegulation(name: string, run: (asked: readonly Asked[]) => void): readonly Check[] {
  return REGULATIONS.map((regulation) => ({
    name: `${regulation}: ${name}`,
    run: () => run(questionsOf(regulation)),
  }));
}

/** The quickest first; what a file does while it loads shows where files are read, so that is early. */
export const CHECKS: readonly Check[] = [
  { name: 'days, as Temporal reckons them', run: days },
  { name: 'texts that are dates, instants or periods, and such as are none', run: texts },
  { name: 'the shorter of two periods', run: shorterPeriods },
  { name: 'working days, as the reference reckons them', run: workingDays },
  { name: 'masks', run: masks },
  { name: 'who has a guardian', run: guardians },
  { name: 'the cases beside the packs, articles and all', run: () => answers(CASES) },
  { name: 'each reading and its alternatives', run: () => answers(READINGS) },
  { name: 'several listings', run: severalListings },
  { name: 'texts that say otherwise', run: otherwise },
  { name: 'the names of the packs', run: names },
  { name: 'where a fault in a text is', run: placesOfFaults },
  { name: 'tables of articles', run: structures },
  { name: 'the shortest and the longest periods', run: limits },
  { name: 'calendars', run: calendars },
  { name: 'the figures of disclosure control', run: statistics },
  { name: 'a folder of cases', run: caseFolder },
  { name: 'wrong cases', run: wrongCases },
  { name: 'catalogues', run: catalogues },
  { name: 'a pack with several faults', run: severalFaults },
  { name: 'facts that are missing or throw', run: brokenFacts },
  { name: 'packs read anew', run: readAnew },
  { name: 'readings chosen', run: readingsChosen },
  { name: 'wrong packs', run: wrongPacks },
  ...byRegulation('as the reference says', answers),
  { name: 'obligations', run: obligations },
  ...byRegulation('by stages as in one', stages),
  ...byRegulation('several authorisations', severalAuthorisations),
  ...byRegulation('consents that make up for each other in nothing', splitConsents),
  ...byRegulation('records without a document', undocumented),
  ...byRegulation('the articles that an answer rests on', grounds),
  ...byRegulation('the articles that a consent rests on', groundsOfConsent),
  { name: 'what a consent in writing rests on', run: () => groundsOfConsent(IN_WRITING) },
  ...byRegulation('the articles that a publication rests on', groundsOfPublication),
  { name: 'higher laws between their dates', run: overrides },
  { name: 'higher laws that are registered', run: registeredLaws },
  { name: 'cases read anew', run: cases },
];
