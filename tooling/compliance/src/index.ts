export { wycheproofFiles } from './files.ts';
export type { Subject } from './outcome.ts';
export { type FileReport, runVectorFile } from './run-file.ts';
