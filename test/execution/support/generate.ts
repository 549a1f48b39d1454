import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isUnionType,
  parse,
  validate,
} from 'graphql';

export interface Generated {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

/** Mulberry32: small, seeded, good enough to pick fields. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A valid random operation on a schema. */
export function generateOperation(schema: GraphQLSchema, seed: number): Generated {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const generated = new Generator(schema, random(seed * 1009 + attempt)).operation();
    if (generated && validate(schema, parse(generated.query)).length === 0) return generated;
  }
  throw new Error(`no valid operation for seed ${seed}`);
}

class Generator {
  readonly #schema: GraphQLSchema;
  readonly #random: () => number;
  readonly #definitions: string[] = [];
  readonly #variables: Record<string, unknown> = {};
  readonly #fragments: string[] = [];
  #names = 0;

  constructor(schema: GraphQLSchema, source: () => number) {
    this.#schema = schema;
    this.#random = source;
  }

  operation(): Generated | undefined {
    const query = this.#schema.getQueryType();
    if (!query) return undefined;
    const selection = this.#selection(query, 0);
    const variables = this.#definitions.length > 0 ? `(${this.#definitions.join(', ')})` : '';
    const text = [`query Generated${variables} ${selection}`, ...this.#fragments].join('\n');
    return { query: text, variables: this.#variables };
  }

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }

  #pick<T>(items: readonly T[]): T | undefined {
    return items[Math.floor(this.#random() * items.length)];
  }

  #selection(type: GraphQLCompositeType, depth: number): string {
    const parts: string[] = [];
    if (this.#chance(0.25))
      parts.push(this.#chance(0.3) ? `${this.#name()}: __typename` : '__typename');
    const fields = isUnionType(type) ? [] : Object.values(type.getFields());
    const wanted = 1 + Math.floor(this.#random() * (4 - Math.min(depth, 3)));
    for (let i = 0; i < wanted; i += 1) {
      const field = this.#pick(fields);
      if (field) parts.push(this.#field(field, depth));
    }
    if (isAbstractType(type) || this.#chance(0.2)) parts.push(...this.#fragmentsOn(type, depth));
    if (parts.filter(Boolean).length === 0) parts.push('__typename');
    return `{ ${parts.filter(Boolean).join(' ')} }`;
  }

  #fragmentsOn(type: GraphQLCompositeType, depth: number): string[] {
    const types = isAbstractType(type)
      ? [type, ...this.#schema.getPossibleTypes(type)]
      : [type, ...('getInterfaces' in type ? type.getInterfaces() : [])];
    return types.flatMap((on) => {
      if (depth >= 4 || !this.#chance(0.5)) return [];
      const body = this.#selection(on, depth + 1);
      if (this.#chance(0.3)) {
        const name = `F${this.#name()}`;
        this.#fragments.push(`fragment ${name} on ${on.name} ${body}`);
        return [`...${name}${this.#condition()}`];
      }
      return [`... on ${on.name}${this.#condition()} ${body}`];
    });
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number): string {
    const type = getNamedType(field.type);
    if (isCompositeType(type) && depth >= 4) return '';
    const args = this.#args(field.args);
    const alias = field.args.length > 0 || this.#chance(0.3) ? `${this.#name()}: ` : '';
    const selection = isCompositeType(type) ? ` ${this.#selection(type, depth + 1)}` : '';
    return `${alias}${field.name}${args}${this.#condition()}${selection}`;
  }

  #args(args: readonly GraphQLArgument[]): string {
    const given = args.flatMap((arg) => {
      if (!isNonNullType(arg.type) && this.#chance(0.4)) return [];
      return [`${arg.name}: ${this.#argument(arg.type)}`];
    });
    return given.length > 0 ? `(${given.join(', ')})` : '';
  }

  #argument(type: GraphQLInputType): string {
    if (!this.#chance(0.5)) return literal(this.#value(type, 0), type);
    return this.#variable(type, this.#value(type, 0));
  }

  #condition(): string {
    if (!this.#chance(0.12)) return '';
    const directive = this.#chance(0.5) ? 'skip' : 'include';
    const value = this.#chance(0.5);
    const given = this.#chance(0.7) ? this.#condVariable(value) : String(value);
    return ` @${directive}(if: ${given})`;
  }

  #condVariable(value: boolean): string {
    const name = this.#name();
    const byDefault = this.#chance(0.3);
    this.#definitions.push(`$${name}: Boolean!${byDefault ? ` = ${value}` : ''}`);
    if (!byDefault) this.#variables[name] = value;
    return `$${name}`;
  }

  #variable(type: GraphQLInputType, value: unknown): string {
    const name = this.#name();
    this.#definitions.push(`$${name}: ${type}`);
    this.#variables[name] = value;
    return `$${name}`;
  }

  #value(type: GraphQLInputType, depth: number): unknown {
    if (isNonNullType(type)) return this.#value(type.ofType, depth);
    if (isListType(type)) {
      return Array.from({ length: Math.floor(this.#random() * 3) }, () =>
        this.#value(type.ofType, depth),
      );
    }
    if (isEnumType(type)) return this.#pick(type.getValues())?.name;
    if (isInputObjectType(type)) {
      return Object.fromEntries(
        Object.values(type.getFields())
          .filter((field) => isNonNullType(field.type) || (depth < 2 && this.#chance(0.6)))
          .map((field) => [field.name, this.#value(field.type, depth + 1)]),
      );
    }
    if (type.name === 'Int') return Math.floor(this.#random() * 100);
    if (type.name === 'Float') return Math.floor(this.#random() * 100) / 4;
    if (type.name === 'Boolean') return this.#chance(0.5);
    return `v${Math.floor(this.#random() * 5)}`;
  }

  #name(): string {
    this.#names += 1;
    return `n${this.#names}`;
  }
}

function literal(value: unknown, type: GraphQLInputType): string {
  if (isNonNullType(type)) return literal(value, type.ofType);
  if (isListType(type)) {
    return `[${(value as unknown[]).map((item) => literal(item, type.ofType)).join(', ')}]`;
  }
  if (isInputObjectType(type)) {
    const fields = type.getFields();
    const parts = Object.entries(value as object).flatMap(([name, item]) => {
      const field = fields[name];
      return field ? [`${name}: ${literal(item, field.type)}`] : [];
    });
    return `{${parts.join(', ')}}`;
  }
  return isEnumType(type) ? String(value) : JSON.stringify(value);
}
