import { z } from 'zod';
import { parseYaml, validate } from './yaml.ts';

/** A text's articles with, for each paragraph, the number of its items. */
export interface Structure {
  /** The canonical form of a citation, or null when the text has no such place. */
  canonical(citation: string): string | null;
}

const schema = z.strictObject({
  articles: z.record(z.string().regex(/^\d+$/), z.array(z.number().int().min(0)).min(1)),
});

const CITATION = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?$/;

/** Reads a structure table. A citation that the table does not hold does not exist. */
export function readStructure(file: string, text: string): Structure {
  const { articles } = validate(parseYaml(file, text), schema);
  return {
    canonical(citation) {
      const match = CITATION.exec(citation);
      if (match === null) return null;
      const [, article = '', paragraph, item] = match;
      const paragraphs = articles[article];
      if (paragraphs === undefined) return null;
      if (paragraph === undefined) return article;
      const items = paragraphs[Number(paragraph) - 1];
      if (items === undefined) return null;
      if (item !== undefined) {
        return Number(item) >= 1 && Number(item) <= items ? citation : null;
      }
      return paragraphs.length === 1 ? article : citation;
    },
  };
}

/**
 * Whether a decision that cites `cited` cites `expected`: the same place, or one inside it. Of an
 * article with one paragraph the canonical citation names no paragraph; a case may.
 */
export function covers(cited: string, expected: string): boolean {
  return cited === expected || cited.startsWith(`${expected}.`) || expected === `${cited}.1`;
}
