import type { Day } from '../../policy/days.ts';
import { type Catalogue, type CatalogueEntry, loadCatalogue } from '../../policy/pack/catalogue.ts';
import type { Pack } from '../../policy/pack/pack.ts';
import { PACKS } from '../../policy/policy.ts';
import type { ItemFacts } from '../../policy/question.ts';
import {
  IDENTITIES,
  ITEM_CLASSES,
  PROHIBITED,
  RESTRICTED,
  type SubjectKind,
} from '../../policy/terms.ts';
import type { Contract, ItemField } from '../../schema/items.ts';

/** The catalogue in force: what an item is (the schema) with what may be done with it (the region). */
export interface CatalogueInForce {
  /** SHA-256 of the region's part, in hexadecimal. */
  readonly digest: string;
  factsOf(item: ItemField, kind: SubjectKind, day: Day): ItemFacts;
}

export function catalogueInForce(catalogue: Catalogue): CatalogueInForce {
  const cache = new Map<string, ItemFacts>();
  return {
    digest: catalogue.digest,
    factsOf(item, kind, day) {
      const entry = catalogue.entries.get(item.id);
      const valid = entry !== undefined && isValid(entry, day) ? entry : undefined;
      const key = `${item.type}.${item.field} ${kind} ${valid === undefined}`;
      const known = cache.get(key);
      if (known !== undefined) return known;
      const facts = join(item, kind, valid);
      cache.set(key, facts);
      return facts;
    },
  };
}

/** The catalogue that comes with a pack, for the items of a contract. */
export function catalogueWith(pack: Pack, contract: Contract): CatalogueInForce {
  const known = new Set([...contract.items.values()].map(({ id }) => id));
  return catalogueInForce(loadCatalogue(PACKS, pack, known));
}

function isValid(entry: CatalogueEntry, day: Day): boolean {
  return entry.validFrom <= day && (entry.validUntil === null || day <= entry.validUntil);
}

function join(item: ItemField, kind: SubjectKind, entry: CatalogueEntry | undefined): ItemFacts {
  const isPublic = entry?.publicFor.has(kind) ?? false;
  const level = entry?.level ?? 'internal';
  return {
    id: item.id,
    class: wordOf(item.class, ITEM_CLASSES) ?? 'other',
    identity: wordOf(item.sensitive.identity, IDENTITIES),
    restricted: wordOf(item.sensitive.restricted, RESTRICTED),
    prohibited: wordOf(item.sensitive.prohibited, PROHIBITED),
    catalogued: entry !== undefined,
    catalogueSource: entry?.catalogueSource ?? 'supplementary',
    openable: isPublic && (entry?.openable ?? false),
    shareable: entry?.shareable ?? false,
    level: level === 'public' && !isPublic ? 'authorised' : level,
    listing: entry?.listing ?? false,
    publicationOrderedByLaw: isPublic && (entry?.publicationOrderedByLaw ?? null) !== null,
    period: entry?.period ?? null,
    periodBasis: (entry?.periodBasis ?? null) !== null,
  };
}

/** The contract's words are the policy's in capitals: `BIRTH_DATE` is `birth-date`. */
function wordOf<const T extends readonly string[]>(
  word: string | null,
  words: T,
): T[number] | null {
  const plain = word?.toLowerCase().replaceAll('_', '-');
  return words.find((known) => known === plain) ?? null;
}
