// Reads the test report: fails when a suite that needs a server was skipped, and ends with the count.
import { readFileSync } from 'node:fs';

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
const skipped = tests.filter(({ status }) => status === 'pending' || status === 'skipped');
const needed = skipped.filter(({ fullName }) => /postgres|redis|mariadb/i.test(fullName));
for (const { fullName } of needed)
  process.stderr.write(`skipped, though its server runs: ${fullName}\n`);
process.stdout.write(
  `${report.numPassedTests} passed, ${report.numFailedTests + needed.length} failed, ${skipped.length} skipped\n`,
);
process.exitCode = report.numFailedTests + needed.length === 0 ? 0 : 1;
