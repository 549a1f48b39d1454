import { type DepartmentDefinition, defineDepartment } from '../shared/definition.ts';
import { LegalEntity, NaturalPerson } from './entities.ts';
import { TAX_MAPPING } from './mapping.ts';

/** Tax: credit grades, arrears, violations, penalties, amounts paid and declared. */
export const tax: DepartmentDefinition = defineDepartment(
  'tax',
  { legalEntity: LegalEntity, naturalPerson: NaturalPerson },
  TAX_MAPPING,
);
