import type { Contract } from '../schema/items.ts';
import type { Identify } from './auth/identify.ts';
import type { AskCompiler } from './disclosure/ask.ts';
import type { Judge } from './disclosure/decide.ts';
import type { ReportCounter } from './disclosure/exportable.ts';
import type { FactsSource } from './disclosure/facts.ts';
import type { DisclosureLog } from './disclosure/record.ts';
import type { FetchDependencies } from './disclosure/round.ts';
import type { Guardianships } from './disclosure/wards.ts';
import type { Admit } from './http/rate-limits.ts';
import type { RefusalLog } from './refusals.ts';
import type { RightsDesk } from './rights/desk.ts';
import type { ChangeLog } from './rights/record.ts';
import type { StatisticsDesk } from './statistics/desk.ts';

/** What the request handler works with; made by the composition root. */
export interface Dependencies extends FetchDependencies, Judge {
  readonly identify: Identify;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly contract: Contract;
  readonly asks: AskCompiler;
  readonly facts: FactsSource;
  readonly log: DisclosureLog;
  readonly maxKeys: number;
  /** Where rights are kept, and where their changes are recorded; without it they are not served. */
  readonly rights?: { readonly desk: RightsDesk; readonly changes: ChangeLog };
  /** Where statistics are answered; without it they are not served. */
  readonly statistics?: StatisticsDesk;
  /** Counts exportable reports; without it they are not counted. */
  readonly reports?: ReportCounter;
  /** Who may ask on behalf of a ward; without it nobody may. */
  readonly guardianships?: Guardianships;
  /** Rate limits and quotas; without it there are none. */
  readonly admit?: Admit;
  /** Where requests are recorded that were refused before a decision; without it they are not. */
  readonly refusals?: RefusalLog;
}
