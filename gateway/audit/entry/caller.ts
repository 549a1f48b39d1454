import type { Caller } from '../../auth/caller.ts';
import { carriesIdentifier } from './guard.ts';
import type { Entry } from './schema.ts';

const ID = /^[A-Za-z0-9][A-Za-z0-9._:/@-]*$/;
const CONTROL = /\p{Cc}/u;

/** Whether a text may stand in the log as an id. */
export function isLogId(text: string): boolean {
  return text.length <= 128 && ID.test(text) && !carriesIdentifier(text);
}

/** Whether a caller can be named in the log: whoever cannot be logged cannot be answered. */
export function canBeLogged({ organisation, operator }: Caller): boolean {
  const isText = (text: string) =>
    text.isWellFormed() && !CONTROL.test(text) && !carriesIdentifier(text);
  return (
    (organisation === null || isLogId(organisation)) && (operator === null || isText(operator))
  );
}

/** A person at the machine as the log names it: by an id, or by a name. */
export function loggedOperator(
  operator: string,
): NonNullable<NonNullable<Entry['caller']>['operator']> {
  return ID.test(operator) ? { id: operator } : { id: 'named', name: operator };
}

/** The caller as the log names it; never the subject of its token. */
export function loggedCaller(caller: Caller): NonNullable<Entry['caller']> {
  const { kind, organisation, organisationKind, operator, offshoreBasis } = caller;
  return {
    kind,
    ...(organisation === null
      ? {}
      : {
          organisation: {
            id: organisation,
            ...(organisationKind === null ? {} : { kind: organisationKind }),
          },
        }),
    ...(operator === null ? {} : { operator: loggedOperator(operator) }),
    ...(caller.offshoreRecipient && {
      offshore: offshoreBasis === null ? ('without-basis' as const) : ('with-basis' as const),
    }),
  };
}
