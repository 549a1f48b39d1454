/** A subcommand; its exit codes: 0 done, 1 refused or failed, 2 wrong use. */
export interface Command {
  readonly about: string;
  run(args: readonly string[]): Promise<number>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  batch: {
    about: 'ask one question about each key of a file',
    run: async (args) => (await import('../batch/cli/command.ts')).run(args),
  },
  stats: {
    about: 'count subjects and records, for analysts',
    run: async (args) => (await import('../statistics/cli/command.ts')).run(args),
  },
};

const [name = '', ...args] = process.argv.slice(2);
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
if (command === undefined) {
  const lines = Object.entries(COMMANDS).map(
    ([known, { about }]) => `  ${known.padEnd(8)} ${about}`,
  );
  process.stderr.write(`usage: npx creditgate COMMAND\n${lines.join('\n')}\n`);
  process.exitCode = 2;
} else {
  process.exitCode = await command.run(args);
}
