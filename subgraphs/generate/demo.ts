import { syntheticIdNumber, syntheticOldUscc, syntheticUscc } from './codes.ts';

/*
 * Subjects that every data set contains, whatever the seed and size. Their rows are written down in
 * demo-company.ts and demo-person.ts; their running numbers lie beyond those of generated subjects.
 */

/**
 * - `company`: rich in all four departments: a penalty that is public in 2026 to 2028, one whose
 *   periods have all ended, one that is still continuing; tax grades; dunned arrears; an unperformed
 *   judgment; contribution arrears; honours; `person` is its legal representative.
 * - `person`: an adult with records and restricted data in all departments, who has authorised firm
 *   F-001 for `loan`, in writing and with notice, until the end of 2028.
 * - `listedCompany`: on the serious list, with responsible persons of all roles (`person` is one).
 * - `removedCompany`: removed from the list; `unconditionedCompany`: listed without conditions.
 * - `terminatedCompany`: terminated more than three years ago; `oldCodeCompany`: a registered code
 *   that fails its check.
 * - `minor`: born 2015, with a guardian; `deadPerson`: died in 2023.
 */
export const DEMO = {
  company: syntheticUscc(8_000_001),
  listedCompany: syntheticUscc(8_000_002),
  removedCompany: syntheticUscc(8_000_003),
  unconditionedCompany: syntheticUscc(8_000_004),
  terminatedCompany: syntheticUscc(8_000_005),
  oldCodeCompany: syntheticOldUscc(8_000_006),
  person: syntheticIdNumber(8_000_001, '1985-05-06'),
  minor: syntheticIdNumber(8_000_002, '2015-09-01'),
  deadPerson: syntheticIdNumber(8_000_003, '1950-02-28'),
  guardian: syntheticIdNumber(8_000_004, '1982-12-31'),
} as const;

/** Names of the demo company and person, for examples that show them. */
export const DEMO_NAMES = { company: '云汐市示例建材有限公司', person: '云示例' } as const;
