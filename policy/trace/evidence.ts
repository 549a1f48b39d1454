import type { Decision } from '../decision.ts';
import type { ParameterName } from '../pack/parameters.ts';

/** How a case shows a parameter at work. */
export interface Evidence {
  /** Parameters that the decision cites. */
  readonly cited: ReadonlySet<string>;
  /** Parameters that the decision carries into its obligations. */
  readonly obliged: ReadonlySet<ParameterName>;
}

/**
 * What a decision shows. A citation shows that the parameter was weighed, not that another value
 * would have turned the decision; that is what the mutation tests are for.
 */
export function evidenceOf(decision: Decision, regulation: string): Evidence {
  const cited = decision.citations.filter((citation) => citation.regulation === regulation);
  return {
    cited: new Set(cited.map(({ parameter }) => parameter)),
    obliged: obligedBy(decision),
  };
}

/** Obligations are owed for every answer to somebody who is named. */
function obligedBy({ obligations }: Decision): ReadonlySet<ParameterName> {
  const obliged = new Set<ParameterName>();
  if (obligations.subjectMayLearn.length === 0) return obliged;
  obliged.add('self.mayLearn');
  if (obligations.log.length > 0) obliged.add('log.fields');
  if (obligations.retention !== 'unspecified') obliged.add('log.retention');
  return obliged;
}
