import '../shared/reflect.ts';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type GraphQLSchema, parse } from 'graphql';
import {
  Arg,
  buildSchemaSync,
  createUnionType,
  Directive,
  Field,
  ObjectType,
  Query,
  Resolver,
} from 'type-graphql';
import { IdNumberScalar, UsccScalar } from '../../schema/identifiers/scalars.ts';
import { printDepartment } from '../shared/sdl.ts';
import { AdministratorMutations } from './administrator-mutations.ts';
import { DeadlineFields } from './deadlines.ts';
import { FirmMutations } from './firm-mutations.ts';
import { SubjectInput } from './inputs.ts';
import { KeeperMutations } from './keeper-mutations.ts';
import { LogView } from './log-view.ts';
import { OfficerMutations } from './officer-mutations.ts';
import { OfficerView } from './officer-view.ts';
import { OwnMutations } from './own-mutations.ts';
import { AuthorisationFields, RightsView } from './view.ts';

export type { RegisterChange, RightsContext } from './context.ts';

/** The subject's own subgraph: who asks is taken from the token, and on whose behalf the registers say. */

@ObjectType('LegalEntity')
@Directive('@key(fields: "uscc", resolvable: false)')
class LegalEntity {
  @Field(() => UsccScalar, { nullable: true })
  @Directive('@shareable')
  uscc?: string;
}

@ObjectType('NaturalPerson')
@Directive('@key(fields: "idNumber", resolvable: false)')
class NaturalPerson {
  @Field(() => IdNumberScalar, { nullable: true })
  @Directive('@shareable')
  idNumber?: string;
}

const Subject = createUnionType({
  name: 'Subject',
  description: 'A credit subject: an organisation or a person.',
  types: () => [LegalEntity, NaturalPerson] as const,
});

@Resolver()
class Rights {
  /**
   * The gateway answers `me` by asking about the subject of the token as about any other; this
   * resolver is never reached through it, and without a token there is nobody.
   */
  @Query(() => Subject, {
    nullable: true,
    description: 'The subject that the token names, or a ward of whom it is the guardian.',
  })
  me(
    @Arg('onBehalfOf', () => SubjectInput, { nullable: true })
    _onBehalfOf?: SubjectInput | null,
  ): null {
    return null;
  }
}

const RESOLVERS = [
  Rights,
  RightsView,
  LogView,
  AuthorisationFields,
  DeadlineFields,
  OwnMutations,
  FirmMutations,
  OfficerMutations,
  OfficerView,
  AdministratorMutations,
  KeeperMutations,
] as const;

let schema: GraphQLSchema | undefined;
let resolving: GraphQLSchema | undefined;

/**
 * The schema with its resolvers, which take a {@link RightsContext}. It is executed in the gateway's
 * own process only: who acts comes from a token that the gateway has verified, and no header stands
 * for it.
 */
export function rightsResolvers(): GraphQLSchema {
  resolving ??= buildSchemaSync({ resolvers: [...RESOLVERS], validate: false, skipCheck: true });
  return resolving;
}

/** The subgraph SDL, as checked in under schema/departments/. */
export function rightsSdl(): string {
  return printDepartment(rightsResolvers());
}

/** The subgraph as a department: it offers the types, and answers nothing of them. */
export function rightsSchema(): GraphQLSchema {
  schema ??= buildSubgraphSchema([{ typeDefs: parse(rightsSdl()) }]);
  return schema;
}
