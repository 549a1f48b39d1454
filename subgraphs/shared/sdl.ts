import {
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  printType,
  visit,
} from 'graphql';
import { DIRECTIVE_DEFINITIONS, SCHEMA_LINKS } from '../../schema/directives.ts';

/**
 * Prints a type-graphql schema as subgraph SDL: the schema links, the directive definitions, then the
 * types, `Query` and the entities first, the rest by name; fields in the order of their description.
 * The same schema always gives the same text.
 */
export function printDepartment(schema: GraphQLSchema): string {
  const types = Object.values(schema.getTypeMap())
    .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
    .sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
  const parts = [
    SCHEMA_LINKS.trim(),
    DIRECTIVE_DEFINITIONS.trim(),
    ...types.map(printWithDirectives),
  ];
  return `${parts.join('\n\n')}\n`;
}

function rank(type: GraphQLNamedType): number {
  const at = ['Query', 'Mutation', 'LegalEntity', 'NaturalPerson'].indexOf(type.name);
  return at === -1 ? 4 : at;
}

/** `printType` forgets applied directives; the types' own nodes hold them. */
function printWithDirectives(type: GraphQLNamedType): string {
  if (!isObjectType(type)) return printType(type);
  const fields = type.getFields();
  const withDirectives = visit(parse(printType(type)), {
    FieldDefinition: (node): FieldDefinitionNode => ({
      ...node,
      directives: directivesOf(fields[node.name.value]?.astNode),
    }),
    [Kind.OBJECT_TYPE_DEFINITION]: {
      leave: (node: ObjectTypeDefinitionNode): ObjectTypeDefinitionNode => ({
        ...node,
        directives: directivesOf(type.astNode),
      }),
    },
  });
  return print(withDirectives);
}

const DIRECTIVE_ORDER = ['key', 'shareable', 'subject', 'item', 'sensitive', 'evidence'];

function directivesOf(
  node: { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined,
): readonly ConstDirectiveNode[] {
  const place = (directive: ConstDirectiveNode) => DIRECTIVE_ORDER.indexOf(directive.name.value);
  return [...(node?.directives ?? [])].sort((a, b) => place(a) - place(b));
}
