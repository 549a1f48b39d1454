/** Questions to put to the reference evaluator and to the engine, to see where they differ. */
export { crossedCase } from './crossed-case.ts';
export { gridCases } from './grid-cases.ts';
export { randomCase } from './random-case.ts';
export { rareCases } from './rare-case.ts';
