import type { Citation, Decision } from '../../policy/decision.ts';
import type { Mark, Reason } from '../../policy/terms.ts';

export type ResponsePath = readonly (string | number)[];
export type Language = 'zh' | 'en';

/** What stands in `extensions.disclosure` beside the data. */
export interface DisclosureReport {
  readonly regulation: string;
  readonly simulation: boolean;
  readonly purpose: string | null;
  readonly withheld: readonly Folded<{ readonly item: string; readonly reason: Reason }>[];
  readonly masked: readonly Folded<{ readonly item: string }>[];
  readonly marks: readonly Folded<{ readonly marks: readonly Mark[] }>[];
  /** What the subject has, yet is not shown to it any more; to the subject only. */
  readonly deleted?: readonly Folded<{ readonly item: string; readonly reason: Reason }>[];
  /** Registered codes whose check character is wrong. */
  readonly warnings?: readonly { readonly path: ResponsePath; readonly code: string }[];
}

/** Equal entries at several places are one, with all its paths. */
export type Folded<T> = T & {
  readonly basis: readonly { readonly article: string; readonly gist: string }[];
} & ({ readonly path: ResponsePath } | { readonly paths: readonly ResponsePath[] });

type Entry = Readonly<Record<string, unknown>>;

/** Gathers what was withheld, masked and marked, and folds what is equal. */
export class ReportBuilder {
  readonly #language: Language;
  readonly #regulation: string;
  readonly #lists = {
    withheld: new Folder(),
    masked: new Folder(),
    marks: new Folder(),
    deleted: new Folder(),
  };
  readonly #warnings: { path: ResponsePath; code: string }[] = [];

  constructor(regulation: string, language: Language) {
    this.#regulation = regulation;
    this.#language = language;
  }

  withheld(path: ResponsePath, item: string, decision: Decision): void {
    const reason = decision.reason ?? 'DECISION_ERROR';
    this.#lists.withheld.add(path, { item, reason, basis: this.#basis(decision.citations) });
  }

  masked(path: ResponsePath, item: string, decision: Decision): void {
    this.#lists.masked.add(path, { item, basis: this.#basis(decision.citations) });
  }

  marked(path: ResponsePath, decision: Decision): void {
    // a draft marks everything, which the report says once
    const marks = decision.marks.filter((mark) => mark !== 'SIMULATION');
    if (marks.length === 0) return;
    this.#lists.marks.add(path, { marks, basis: this.#basis(decision.citations) });
  }

  deleted(path: ResponsePath, item: string, decision: Decision): void {
    const { reason } = decision;
    this.#lists.deleted.add(path, { item, reason, basis: this.#basis(decision.citations) });
  }

  warned(path: ResponsePath, code: string): void {
    this.#warnings.push({ path, code });
  }

  build(head: { readonly simulation: boolean; readonly purpose: string | null }): DisclosureReport {
    const { withheld, masked, marks, deleted } = this.#lists;
    return {
      regulation: this.#regulation,
      ...head,
      withheld: withheld.entries(),
      masked: masked.entries(),
      marks: marks.entries(),
      ...(deleted.isEmpty ? {} : { deleted: deleted.entries() }),
      ...(this.#warnings.length === 0 ? {} : { warnings: this.#warnings }),
    } as unknown as DisclosureReport;
  }

  #basis(citations: readonly Citation[]) {
    const seen = new Set<string>();
    return citations.flatMap(({ regulation, article, gist }) => {
      const label = regulation === this.#regulation ? article : `${regulation}:${article}`;
      if (seen.has(label)) return [];
      seen.add(label);
      return [{ article: label, gist: gist[this.#language] }];
    });
  }
}

class Folder {
  readonly #entries = new Map<string, { readonly entry: Entry; readonly paths: ResponsePath[] }>();

  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  add(path: ResponsePath, entry: Entry): void {
    const key = JSON.stringify(entry);
    const known = this.#entries.get(key);
    if (known === undefined) this.#entries.set(key, { entry, paths: [path] });
    else known.paths.push(path);
  }

  entries(): readonly Entry[] {
    return [...this.#entries.values()].map(({ entry, paths }) =>
      paths.length === 1 ? { path: paths[0], ...entry } : { paths, ...entry },
    );
  }
}
