import {
  agreements,
  duties,
  organisations,
  overrides,
  queryItems,
} from '../definitions/organisations.ts';
import type { Columns, EntryOf, Register, Written } from '../definitions/register.ts';
import type { Target } from '../write/write.ts';
import { record } from './entry.ts';
import { type By, once } from './request.ts';

/** An entry of no subject; with an identity, the next version of that entry. */
export type OfOrganisation<R> = EntryOf<R> & { readonly id?: string };

function recorder<C extends Columns>(register: Register<C>, action: string) {
  return (target: Target, given: Written<C> & { id?: string }, by: By) => {
    const { id, ...fields } = given;
    return once(target, action, by, given, (mutation) =>
      record(mutation, register, {
        ...(id !== undefined && { id }),
        subject: null,
        fields: fields as unknown as Written<C>,
      }),
    );
  };
}

export const registerOrganisation = recorder(organisations, 'organisation');
export const registerAgreement = recorder(agreements, 'agreement');
export const registerDuty = recorder(duties, 'duty');
export const publishQueryItems = recorder(queryItems, 'query-items');
export const registerOverride = recorder(overrides, 'override');
