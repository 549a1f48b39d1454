import '../shared/reflect.ts';
import { Arg, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { HeldEntry, HistoryEntry } from '../../registers/read.ts';
import type { SubjectRef } from '../../registers/subject.ts';
import { dateOf, dayOf, type RightsContext, standingFor } from './context.ts';
import { objectionDeadlines, optOutDeadlines, repairDeadlines } from './deadlines.ts';
import { SubjectInput } from './inputs.ts';
import {
  Authorisation,
  AuthorisationVersion,
  FreeReports,
  Objection,
  OptOut,
  Repair,
  Rights,
} from './types.ts';

/** Whose rights are shown; the standing was checked when this was made. */
interface RightsOf {
  readonly subject: SubjectRef;
}

@Resolver(() => Rights)
export class RightsView {
  @Query(() => Rights, {
    nullable: true,
    description: 'What the registers hold of the rights of the token’s subject.',
  })
  async myRights(
    @Ctx() context: RightsContext,
    @Arg('onBehalfOf', () => SubjectInput, { nullable: true }) onBehalfOf?: SubjectInput | null,
  ): Promise<RightsOf> {
    const { subject, guardianship } = await standingFor(context, onBehalfOf);
    context.seen(subject, guardianship);
    return { subject };
  }

  @FieldResolver(() => [Authorisation])
  async authorisations(@Root() { subject }: RightsOf, @Ctx() { registers, now }: RightsContext) {
    const entries = await registers.entries('authorisations', subject);
    return entries.map((entry) => ({
      ...termsShown(entry, now),
      id: entry.id,
      grantee: entry.grantee,
      grantedBy: entry.grantedBy,
      adverseNoticeAt: entry.adverseNoticeAt,
      writtenConsentAt: entry.writtenConsentAt,
      restrictedPurpose: entry.restrictedPurpose,
      withdrawalMethod: entry.withdrawalMethod,
    }));
  }

  @FieldResolver(() => [Objection])
  async objections(@Root() { subject }: RightsOf, @Ctx() context: RightsContext) {
    const entries = await context.registers.entries('objections', subject);
    return entries.map((entry) => ({
      id: entry.id,
      version: entry.version,
      item: entry.item,
      record: entry.record,
      receivedOn: dateOf(entry.receivedOn),
      acceptedOn: dateOf(entry.acceptedOn),
      forwardedOn: dateOf(entry.forwardedOn),
      decidedOn: dateOf(entry.decidedOn),
      outcome: entry.outcome,
      excludedDays: entry.excludedDays,
      deadlines: objectionDeadlines(context, entry),
    }));
  }

  @FieldResolver(() => [Repair])
  async repairs(@Root() { subject }: RightsOf, @Ctx() context: RightsContext) {
    const entries = await context.registers.entries('repairs', subject);
    return entries.map(({ id, item, record, decidedOn, effect, newEnd, authority }) => ({
      id,
      item,
      record,
      decidedOn: dateOf(decidedOn),
      effect,
      newEnd: dateOf(newEnd),
      authority,
      deadlines: repairDeadlines(context, { decidedOn }),
    }));
  }

  @FieldResolver(() => [OptOut])
  async optOuts(@Root() { subject }: RightsOf, @Ctx() context: RightsContext) {
    const entries = await context.registers.entries('opt-outs', subject);
    return entries.map(({ id, version, item, record, kind, requestedOn, withdrawnOn }) => ({
      id,
      version,
      item,
      record,
      kind,
      requestedOn: dateOf(requestedOn),
      withdrawnOn: dateOf(withdrawnOn),
      deadlines: optOutDeadlines(context, { item, requestedOn, withdrawnOn }),
    }));
  }

  /** Over the free number only a flag changes: a report is never refused (rule R30). */
  @FieldResolver(() => FreeReports)
  async freeReports(
    @Root() { subject }: RightsOf,
    @Ctx() { registers, pack, now }: RightsContext,
  ): Promise<FreeReports> {
    const quota = pack.parameters['self.freeReports'].value;
    const year = Number(dateOf(dayOf(now))?.slice(0, 4));
    const counts = await registers.entries('report-counts', subject);
    const given = counts
      .filter((count) => count.year === year)
      .map(({ body, reports }) => ({
        body,
        reports,
        overQuota: quota !== null && reports > quota,
      }));
    return { year, quota, given };
  }
}

@Resolver(() => Authorisation)
export class AuthorisationFields {
  @FieldResolver(() => [AuthorisationVersion], { description: 'Every version, oldest first.' })
  async history(@Root() { id }: Authorisation, @Ctx() { registers, now }: RightsContext) {
    const versions = await registers.history('authorisations', id);
    return versions.map((version) => ({
      ...termsShown(version, now),
      action: version.action,
      by: actorShown(version),
      reason: version.reason,
    }));
  }
}

function termsShown(entry: HeldEntry<'authorisations'>, now: number) {
  return {
    version: entry.version,
    recordedAt: entry.recordedAt,
    purpose: entry.purpose,
    items: entry.scope === 'all' ? null : [...entry.scope].sort(),
    from: dateOf(entry.from),
    until: dateOf(entry.until),
    form: entry.form,
    evidenceDigest: entry.evidenceDigest,
    noticeLanguage: entry.noticeLanguage,
    noticeVersion: entry.noticeVersion,
    revoked: entry.revokedAt !== null && entry.revokedAt <= Math.max(now, entry.recordedAt),
    revokedAt: entry.revokedAt,
    disputed: entry.disputedAt !== null,
  };
}

/** The organisation without its officer; a subject and its representative without their identity. */
function actorShown({ actor }: HistoryEntry<'authorisations'>): string {
  const [kind = '', name = ''] = actor.split(/:(.*)/s);
  if (kind === 'organisation') return decodeURIComponent(name.split('/', 1)[0] ?? '');
  return kind === 'subject' ? 'subject' : 'platform';
}
