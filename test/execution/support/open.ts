import { LocalDepartment } from '../../../gateway/execution/departments/local.ts';
import { createOpenExecutor, type OpenExecutor } from '../../../gateway/execution/open.ts';
import { compose, executableSubgraph, type Resolvers } from './compose.ts';
import { StubDepartment } from './stub.ts';

export interface Opened {
  readonly ask: OpenExecutor;
  readonly departments: ReadonlyMap<string, StubDepartment>;
  readonly sdl: string;
}

/** The open profile over subgraphs in this process, which remember what they were asked. */
export function open(
  subgraphs: Readonly<Record<string, readonly [typeDefs: string, resolvers: Resolvers]>>,
): Opened {
  const entries = Object.entries(subgraphs);
  const departments = new Map(
    entries.map(([name, [typeDefs, resolvers]]) => {
      const schema = executableSubgraph(typeDefs, resolvers);
      const local = new LocalDepartment({ name, schema, maskErrors: false });
      return [name, new StubDepartment((request) => local.ask(request))];
    }),
  );
  const sdl = compose(entries.map(([name, [typeDefs]]) => ({ name, typeDefs })));
  return { ask: createOpenExecutor(sdl, departments), departments, sdl };
}
