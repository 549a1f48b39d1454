import { matrixLines } from './matrix.ts';

/** `policy:matrix`: who sees which class of item under each text, as Markdown. Exit code 2: wrong use. */
export function main(
  args: readonly string[],
  print: (line: string) => void,
  complain: (line: string) => void,
): number {
  if (args.length > 0) {
    complain('usage: npm run -s policy:matrix');
    return 2;
  }
  for (const line of matrixLines()) print(line);
  return 0;
}

if (process.argv[1] === import.meta.filename) {
  const write = (stream: NodeJS.WriteStream) => (line: string) => stream.write(`${line}\n`);
  process.exitCode = main(process.argv.slice(2), write(process.stdout), write(process.stderr));
}
