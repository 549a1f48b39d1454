import { before, type Day, type Facts } from './facts.ts';

/** Full years are reached on the day after the birthday; a birthday of 29 February at month end. */
function olderThan(years: number, bornOn: Day | null, on: Day): boolean {
  return bornOn !== null && before(bornOn.add({ years }), on);
}

export function isAdult(facts: Facts, on: Day = facts.today): boolean {
  return olderThan(18, facts.subject.bornOn, on);
}

/** An adult unless the register says otherwise; a minor of sixteen only with evidence on file. */
export function isFullyCapable(facts: Facts): boolean {
  const { capacity, bornOn } = facts.subject;
  if (isAdult(facts)) return capacity === null || capacity === 'full' || capacity === 'proven-full';
  return capacity === 'proven-full' && olderThan(16, bornOn, facts.today);
}

export function isCreditSubject(facts: Facts): boolean {
  if (!facts.subject.natural) return true;
  // guangdong-2018 article 3.1 asks for eighteen years and full capacity
  if (facts.regulation === 'guangdong-2018') return isAdult(facts) && isFullyCapable(facts);
  // hangzhou-2020 article 3 asks for full capacity only
  if (facts.regulation === 'hangzhou-2020') return isFullyCapable(facts);
  return true;
}

/** May this subject be looked up under this key? Silent texts allow any. */
export function isKeyAllowed(facts: Facts): boolean {
  const { natural, identifiedBy, hasResidentId } = facts.subject;
  const fallbacks: Record<string, readonly string[]> = {
    // guangdong-2021 article 16.1 names the household register and the passport
    'guangdong-2021': ['hukou', 'passport'],
    // heilongjiang article 21.1 leaves the household register out
    heilongjiang: ['passport'],
  };
  const fallback = fallbacks[facts.regulation];
  if (fallback === undefined) return true;
  if (!natural) return identifiedBy === 'uscc';
  if (identifiedBy === 'resident-id') return true;
  return !hasResidentId && fallback.includes(identifiedBy);
}

/** Whose consent a guardian must give in the subject's place; true where the guardian must act. */
export function needsGuardian(facts: Facts): boolean {
  if (!facts.subject.natural) return false;
  switch (facts.regulation) {
    // guangdong-2021 article 25.2 speaks of minors only, proven capacity or not
    case 'guangdong-2021':
      return !isAdult(facts);
    // heilongjiang article 20.3, and general law in Guizhou, follow capacity
    case 'heilongjiang':
    case 'guizhou-2018':
      return !isFullyCapable(facts);
    default:
      return false;
  }
}
