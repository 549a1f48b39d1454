import { type DepartmentDefinition, defineDepartment } from '../shared/definition.ts';
import { LegalEntity, NaturalPerson } from './entities.ts';
import { SOCIAL_SECURITY_MAPPING } from './mapping.ts';

/** Social security: insured staff, contributions, wage and violation lists, pensions, fraud. */
export const socialSecurity: DepartmentDefinition = defineDepartment(
  'social-security',
  { legalEntity: LegalEntity, naturalPerson: NaturalPerson },
  SOCIAL_SECURITY_MAPPING,
);
