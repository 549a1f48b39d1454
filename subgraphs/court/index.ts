import { type DepartmentDefinition, defineDepartment } from '../shared/definition.ts';
import { LegalEntity, NaturalPerson } from './entities.ts';
import { COURT_MAPPING } from './mapping.ts';

/** Court: unperformed judgments, debtor lists, restrictions, crimes, searches for assets. */
export const court: DepartmentDefinition = defineDepartment(
  'court',
  { legalEntity: LegalEntity, naturalPerson: NaturalPerson },
  COURT_MAPPING,
);
