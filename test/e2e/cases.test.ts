import { join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { CatalogueInForce } from '../../gateway/disclosure/catalogue.ts';
import type { PolicyCase } from '../../policy/cases/format.ts';
import { readCases } from '../../policy/cases/read.ts';
import { PACKS, regulations } from '../../policy/policy.ts';
import {
  type CaseSetup,
  inexpressible,
  itemDecision,
  RECORD,
  setupOf,
  VALUE,
} from '../support/case-setup.ts';
import { type Answer, at, startGateway, type TestGateway } from '../support/gateway.ts';

/**
 * Every policy case as data, registers, token and query, through HTTP. What is compared is what the
 * caller gets, by the table of outcomes of the cases:
 *
 * - disclosed, masked: the record or value is there, with exactly its marks;
 * - withheld: null, with the reason in `extensions.disclosure`;
 * - silent: absent, with no word to anybody but the subject; the subject is told the reason;
 * - refused: the error code, no data, and no department asked.
 *
 * Two things a caller sees are stricter than the case's own words, both on purpose:
 *
 * - A caller to whom the whole item is closed is told so before any record is looked at, and then
 *   gets the reason of the item instead of the silence of the record.
 * - Where the item is open and one record is withheld for want of an authorisation, the record is
 *   absent and nothing is said: a reason would tell that there is something to authorise.
 */

const folders = regulations().map((name) => join(PACKS, name, 'cases'));
const files = Map.groupBy(readCases(folders, regulations()), ({ file }) => file);

/** Why some cases are no request; what is left of the cases is at least nine in ten. */
const NOT_EXPRESSIBLE: readonly string[] = [
  'a caller cannot cite a law: overrides stand in the pack',
  'authorisations are granted to organisations',
  'batches are not asked by this interface',
  'no record type of the schema tells these facts together',
  'subjects are asked for by one key each',
];

/** The examples among them. */
const EXAMPLES_NOT_EXPRESSIBLE: readonly string[] = [
  'A batch is for organisations, not for a natural person',
  'A batch without a confidentiality agreement is refused',
  'A summary penalty counts where a provincial regulation keeps it in the catalogue',
];

const left: { readonly file: string; readonly name: string; readonly reason: string }[] = [];
let asked = 0;
const gateways = new Map<string, Promise<TestGateway>>();
let catalogue: CatalogueInForce;

afterAll(async () => {
  for (const gateway of gateways.values()) await (await gateway).close();
});

const named = [...files.keys()].map((file) => [relative(PACKS, file), file] as const);

describe.each(named)('%s', (_name, file) => {
  it('gives over HTTP what each case says', async () => {
    const wrong: string[] = [];
    for (const read of files.get(file) ?? []) {
      if (!('found' in read)) throw new Error(read.error);
      const reason = inexpressible(read.found);
      if (reason !== null) {
        left.push({ file, name: read.name, reason });
        continue;
      }
      asked += 1;
      const fault = await faultOf(read.found);
      if (fault !== null) wrong.push(`${read.name}: ${fault}`);
    }
    expect(wrong).toEqual([]);
  });
});

it('leaves out only what no request can express', () => {
  expect([...new Set(left.map(({ reason }) => reason))].sort()).toEqual(NOT_EXPRESSIBLE);
  const examples = left.filter(({ file }) => file.endsWith('examples.yaml'));
  expect(examples.map(({ name }) => name).sort()).toEqual(EXAMPLES_NOT_EXPRESSIBLE);
  expect(asked / (asked + left.length)).toBeGreaterThan(0.9);
});

function gatewayFor({ regulation, overlays }: PolicyCase): Promise<TestGateway> {
  const name = [regulation, ...overlays].join();
  const inForce: CatalogueInForce = {
    digest: '',
    factsOf: (...asked) => catalogue.factsOf(...asked),
  };
  const known = gateways.get(name) ?? startGateway({ regulation, overlays, catalogue: inForce });
  gateways.set(name, known);
  return known;
}

async function faultOf(found: PolicyCase): Promise<string | null> {
  const setup = setupOf(found);
  const gateway = await gatewayFor(found);
  catalogue = setup.catalogue;
  Object.assign(gateway.world, setup.world);
  gateway.forget();
  const answer = await gateway.ask(setup.caller, setup.query, setup.variables, setup.headers);
  const fault = compare(found, setup, answer, gateway);
  return fault === null ? null : `${fault}\n  ${setup.field.name} ${answer.body}`;
}

function compare(
  found: PolicyCase,
  setup: CaseSetup,
  answer: Answer,
  gateway: TestGateway,
): string | null {
  switch (found.expect.outcome) {
    case 'refused':
      return isRefused(found, answer, gateway) ? null : 'expected a refusal';
    case 'disclosed':
    case 'masked':
      return isShown(found, setup, answer) ? null : `expected ${found.expect.outcome}`;
    case 'withheld':
      return isWithheld(found, setup, answer) ? null : 'expected the reason';
    case 'silent':
      return isSilent(found, setup, answer) ? null : 'expected silence';
  }
}

function isRefused({ expect: { reason } }: PolicyCase, answer: Answer, gateway: TestGateway) {
  const code = answer.json.errors?.[0]?.extensions.code;
  const isEmpty = (answer.json.data ?? null) === null && gateway.questions.length === 0;
  return code === reason && answer.status === 403 && isEmpty;
}

function isShown({ expect: { outcome, marks } }: PolicyCase, setup: CaseSetup, answer: Answer) {
  const value = at(answer, setup.root, 'value') ?? null;
  const shown = JSON.stringify(value);
  const held = setup.field.name === 'idNumber' ? String(setup.variables.key) : VALUE;
  const plain = setup.field.record === null ? held : [{ number: RECORD }];
  const isPlain = shown === JSON.stringify(plain);
  const disclosure = answer.json.extensions?.disclosure;
  const isMasked = !isPlain && shown.includes('****') && disclosure?.masked.length === 1;
  const said = disclosure?.marks.flatMap((entry) => entry.marks ?? []).sort() ?? [];
  const isMarked = said.join() === [...marks].sort().join();
  const isSilentBeside = disclosure?.withheld.length === 0 && disclosure.deleted === undefined;
  return (outcome === 'masked' ? isMasked : isPlain) && isMarked && isSilentBeside;
}

function isWithheld(found: PolicyCase, setup: CaseSetup, answer: Answer): boolean {
  const value = at(answer, setup.root, 'value');
  const withheld = answer.json.extensions?.disclosure.withheld ?? [];
  const isSaid = withheld.length === 1 && withheld[0]?.reason === found.expect.reason;
  if (value === null && isSaid) return true;
  // the item is open and this record is not: nothing tells that it is there
  return isOpen(found) && isAbsent(setup, answer) && withheld.length === 0;
}

function isSilent(found: PolicyCase, setup: CaseSetup, answer: Answer): boolean {
  const disclosure = answer.json.extensions?.disclosure;
  const [withheld = [], deleted = []] = [disclosure?.withheld, disclosure?.deleted];
  if (found.caller.kind === 'subject') {
    const { reason } = found.expect;
    const isTold = reason === null || deleted.some((entry) => entry.reason === reason);
    return isAbsent(setup, answer) && isTold && withheld.length === 0;
  }
  if (deleted.length > 0) return false;
  if (isAbsent(setup, answer) && withheld.length === 0) return true;
  // the whole item is closed to the caller, whatever the subject's records are
  // (of the dead and the ended: what is said of whoever lives and has no such record)
  const living = { ...found, subject: { ...found.subject, diedOn: null, terminatedOn: null } };
  const closed = withheld.length === 1 && withheld[0]?.reason === itemReason(living);
  return !isOpen(living) && at(answer, setup.root, 'value') === null && closed;
}

/** What "there is no such record" looks like. */
function isAbsent(setup: CaseSetup, answer: Answer): boolean {
  const value = at(answer, setup.root, 'value');
  const absent = setup.field.record === null ? null : [];
  return JSON.stringify(value) === JSON.stringify(absent) && answer.json.errors === undefined;
}

function isOpen(found: PolicyCase): boolean {
  return itemDecision(found).open;
}

function itemReason(found: PolicyCase): string | null {
  return itemDecision(found).decision.reason;
}
