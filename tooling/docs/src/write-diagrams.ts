/** Draws the state diagrams of `docs/architecture.md` anew: `pnpm docs:diagrams`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDocument, repository } from './markdown.ts';
import { withDiagrams } from './state-diagrams.ts';

const document = 'docs/architecture.md';
writeFileSync(join(repository, document), withDiagrams(readDocument(document)));
