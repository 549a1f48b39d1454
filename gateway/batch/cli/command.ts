const USAGE = 'usage: npx creditgate batch run KEYS --query FILE --purpose CODE --out FILE';

/** `creditgate batch …`. */
export async function run(_args: readonly string[]): Promise<number> {
  process.stderr.write(`${USAGE}\n`);
  return 2;
}
