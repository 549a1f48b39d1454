import type { PolicyCase } from '../cases/format.ts';

/** The facts of a case as a sentence or two. */
export function describeQuestion(found: PolicyCase): readonly string[] {
  const purpose = found.purpose === null ? 'no purpose' : `purpose \`${found.purpose}\``;
  const item = `\`${found.item.id}\` (${itemText(found)})`;
  const first = `On ${found.asOf} ${callerText(found)} asks, with ${purpose}, to see ${item} of ${subjectText(found)}.`;
  const facts = [
    found.batch ? 'asked as a batch' : null,
    found.use === null ? null : `used for a ${found.use}`,
    found.legalBasis === null ? null : `law cited: ${found.legalBasis}`,
    factsOf('agreement', found.agreement),
    factsOf('authorisation', found.authorisation) ?? 'no authorisation',
    factsOf('record', found.record),
  ];
  return [first, ...facts.filter((one) => one !== null).map((one) => `  ${one}`)];
}

function callerText({ caller }: PolicyCase): string {
  const own = caller.organisationKind;
  const of = own === undefined || own === null ? '' : ` (${own})`;
  const article = /^[aeiou]/.test(caller.kind) ? 'an' : caller.kind === 'firm' ? 'a' : 'the';
  return `${article} ${caller.kind}${of}`;
}

function itemText({ item }: PolicyCase): string {
  const more = [item.identity, item.restricted, item.prohibited].filter((one) => one !== null);
  const closed = item.catalogued ? [] : ['not catalogued'];
  return [item.class, ...more, ...closed].join(', ');
}

function subjectText({ subject }: PolicyCase): string {
  if (subject.kind === 'legal') {
    return subject.terminatedOn === null
      ? 'a legal person'
      : `a legal person terminated on ${subject.terminatedOn}`;
  }
  const died = subject.diedOn === null ? '' : `, died on ${subject.diedOn}`;
  const capacity = subject.capacity === undefined ? '' : `, capacity ${subject.capacity}`;
  return `a natural person born on ${subject.bornOn}${capacity}${died}`;
}

const UNSAID: ReadonlySet<string> = new Set([
  'listConditions true',
  'procedure general',
  'basis effective',
  'computedWithoutOptOuts true',
]);

/** What goes without saying is left out: false, null, and the ordinary case. */
function factsOf(name: string, facts: object | null): string | null {
  if (facts === null) return null;
  return `${name}: ${tell(facts) || 'nothing out of the ordinary'}`;
}

function tell(facts: object): string {
  return Object.entries(facts)
    .filter(([, value]) => value !== null && value !== false)
    .map(([key, value]) => `${key} ${valueText(value)}`)
    .filter((told) => !UNSAID.has(told))
    .join(', ');
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.join(', ')}]`;
  return typeof value === 'object' && value !== null ? `(${tell(value)})` : String(value);
}
