import './reflect.ts';
import { Arg, Directive, Query, Resolver } from 'type-graphql';
import { IdNumberScalar, UsccScalar } from '../../schema/identifiers/scalars.ts';
import type { DepartmentFace } from './describe.ts';
import type { RecordClass } from './record.ts';

type OrganisationStub = { readonly uscc: string };
type PersonStub = { readonly idNumber: string };

/**
 * The root fields every department shares. Each gives one stub per key, in order, duplicates kept,
 * never null, and looks nothing up: whether a subject is known is told by its fields alone.
 */
export function rootsOf(face: DepartmentFace): RecordClass {
  const organisation = () => face.legalEntity as ObjectConstructor;
  const person = () => face.naturalPerson as ObjectConstructor;

  @Resolver()
  class Roots {
    @Query(organisation, { nullable: true, description: 'One organisation.' })
    @Directive('@subject(kind: "LEGAL", key: "uscc")')
    @Directive('@shareable')
    legalEntity(@Arg('uscc', () => UsccScalar) uscc: string): OrganisationStub {
      return { uscc };
    }

    @Query(() => [organisation()], { description: 'One organisation per code, in their order.' })
    @Directive('@subject(kind: "LEGAL", key: "usccs")')
    @Directive('@shareable')
    legalEntities(@Arg('usccs', () => [UsccScalar]) usccs: string[]): OrganisationStub[] {
      return usccs.map((uscc) => ({ uscc }));
    }

    @Query(person, { nullable: true, description: 'One person.' })
    @Directive('@subject(kind: "NATURAL", key: "idNumber")')
    @Directive('@shareable')
    naturalPerson(@Arg('idNumber', () => IdNumberScalar) idNumber: string): PersonStub {
      return { idNumber };
    }

    @Query(() => [person()], { description: 'One person per identity number, in their order.' })
    @Directive('@subject(kind: "NATURAL", key: "idNumbers")')
    @Directive('@shareable')
    naturalPersons(@Arg('idNumbers', () => [IdNumberScalar]) idNumbers: string[]): PersonStub[] {
      return idNumbers.map((idNumber) => ({ idNumber }));
    }
  }
  return Roots;
}
