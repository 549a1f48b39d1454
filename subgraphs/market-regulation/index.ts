import { type DepartmentDefinition, defineDepartment } from '../shared/definition.ts';
import { LegalEntity, NaturalPerson } from './entities.ts';
import { MARKET_REGULATION_MAPPING } from './mapping.ts';

/** Market regulation: registration, licences, penalties, lists, pledges, reports, honours. */
export const marketRegulation: DepartmentDefinition = defineDepartment(
  'market-regulation',
  { legalEntity: LegalEntity, naturalPerson: NaturalPerson },
  MARKET_REGULATION_MAPPING,
);
