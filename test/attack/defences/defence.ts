/** One place of the product, and what it becomes when the defence is taken away. */
export interface Patch {
  /** Path below the root of the project. */
  readonly file: string;
  /** Source text that occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
}

/** A defence against one attack, with the tests that go red without it. */
export interface Defence {
  readonly id: string;
  /** A channel of docs/threat-model.md, by its words. */
  readonly channel: string;
  /** More than one where a second defence stands behind the first: all are taken away together. */
  readonly patches: readonly [Patch, ...Patch[]];
  readonly red: RedTest;
}

/** The tests of a file whose full names hold the text; at least one of them must fail. */
export interface RedTest {
  readonly file: string;
  readonly name: string;
}
