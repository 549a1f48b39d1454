import { writeAuthorisations } from './authorisations.ts';
import { AWKWARD_DAYS, dayBetween, plusDays, TODAY } from './calendar.ts';
import { syntheticOldUscc, syntheticUscc } from './codes.ts';
import { writeCompanyCourt } from './court.ts';
import { writeCompanyMarket } from './market.ts';
import { AUTHORITIES, addressOf, companyName } from './names.ts';
import { birthDay, personIdNumber } from './person.ts';
import { Random } from './random.ts';
import type { Sink } from './sink.ts';
import { writeCompanySocialSecurity } from './social-security.ts';
import { type Subject, write } from './subject.ts';
import { writeCompanyTax } from './tax.ts';

/** One company in this many has a code that fails its check, given out before 2016. */
const OLD_CODE_EVERY = 499;

const BUSINESS_SCOPES = ['建材销售', '预制食品生产', '软件开发', '道路货运', '餐饮服务'] as const;
/** Sections of the industrial classification GB/T 4754. */
const INDUSTRY_OF: Readonly<Record<(typeof BUSINESS_SCOPES)[number], string>> = {
  建材销售: 'F',
  预制食品生产: 'C',
  软件开发: 'I',
  道路货运: 'G',
  餐饮服务: 'H',
};

/** The code of the n-th company of any data set. */
export function companyUscc(n: number): string {
  return n % OLD_CODE_EVERY === OLD_CODE_EVERY - 1 ? syntheticOldUscc(n) : syntheticUscc(n);
}

export interface CompanyOptions {
  readonly seed: number;
  readonly persons: number;
}

/** Writes the n-th company in all departments. */
export function writeCompany(sink: Sink, n: number, { seed, persons }: CompanyOptions): void {
  const random = Random.of(seed, 'company', n);
  const subject: Subject = { sink, random, kind: 'LEGAL', key: companyUscc(n), n };
  const pickPerson = () => pickAdult(random, seed, persons);
  writeRegistration(subject, pickPerson());
  writeCompanyMarket(subject, pickPerson);
  writeCompanyTax(subject);
  writeCompanyCourt(subject);
  writeCompanySocialSecurity(subject);
  writeAuthorisations(subject);
}

/** A person of age, or null when there is none to be found. */
function pickAdult(random: Random, seed: number, persons: number): string | null {
  for (let tries = 0; persons > 0 && tries < 20; tries++) {
    const n = random.int(0, persons - 1);
    if (birthDay(seed, n) < '2005-01-01') return personIdNumber(seed, n);
  }
  return null;
}

function writeRegistration(subject: Subject, legalRepresentative: string | null): void {
  const { random, sink, key, n } = subject;
  const establishedOn = dayBetween(random, '1996-01-01', '2026-06-30');
  const terminatedOn = random.chance(0.08) ? terminationDay(random, establishedOn) : null;
  const revoked = terminatedOn === null && random.chance(0.03);
  const status = revoked ? 'revoked' : 'active';
  const fields = {
    name: companyName(random, n),
    entityType: random.pick(['limited-company', 'joint-stock-company', 'partnership', 'branch']),
    registrationStatus: terminatedOn === null ? status : 'deregistered',
    legalRepresentativeIdNumber: legalRepresentative,
    registeredCapital: random.amount(10, 50_000),
    registeredAddress: addressOf(random),
    establishedOn,
    terminatedOn,
  };
  const businessScope = random.pick(BUSINESS_SCOPES);
  write(subject, 'market-regulation', 'registration', {
    ...fields,
    businessScope,
    industry: INDUSTRY_OF[businessScope],
    registrationAuthority: AUTHORITIES['market-regulation'],
  });
  if (terminatedOn !== null) {
    sink.register('lifecycle', {
      subjectKind: 'LEGAL',
      subject: key,
      terminatedOn,
      knownAt: terminatedOn,
    });
  }
}

/** Less than three years ago, more than three years ago, or on a day that is hard to reckon with. */
function terminationDay(random: Random, establishedOn: string): string {
  const day = random.pick([
    plusDays(TODAY, -random.int(10, 1000)),
    plusDays(TODAY, -random.int(1150, 3000)),
    random.pick(AWKWARD_DAYS),
  ]);
  return day > establishedOn ? day : plusDays(establishedOn, 90);
}
