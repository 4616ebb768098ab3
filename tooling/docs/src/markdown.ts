import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The repository's root. */
export const repository: string = resolve(import.meta.dirname, '../../..');

/** A block of TypeScript in a document. */
export interface Example {
  /** Path of the document below the repository. */
  readonly document: string;
  /** The line of its first line of code, counted from 1. */
  readonly line: number;
  readonly code: string;
}

/** Every document that people read, but for the generated ones. */
export function documents(): string[] {
  const patterns = ['*.md', 'docs/**/*.md', '{packages,apps,tooling}/*/*.md', '.changeset/*.md'];
  return globSync(patterns, { cwd: repository, exclude: ['docs/api/**'] }).sort();
}

/** A document's text. */
export function readDocument(path: string): string {
  return readFileSync(join(repository, path), 'utf8');
}

/** All blocks that are fenced as `ts`: each is a whole program. */
export function examplesIn(document: string, text: string = readDocument(document)): Example[] {
  const examples: Example[] = [];
  const lines = text.split('\n');
  for (let start = 0; start < lines.length; start++) {
    if (lines[start] !== '```ts') continue;
    const end = lines.indexOf('```', start);
    if (end === -1) throw new Error(`${document}:${start + 1}: the block is not closed`);
    examples.push({ document, line: start + 2, code: lines.slice(start + 1, end).join('\n') });
    start = end;
  }
  return examples;
}

/** Targets of a document's links to files of the repository: path and, where there is one, heading. */
export function linksIn(text: string): { path: string; anchor: string | undefined }[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, '');
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target]) => target ?? []);
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', anchor] = target.split('#');
      return { path, anchor };
    });
}

/** The anchors that a document's headings have where it is shown. */
export function anchorsIn(text: string): string[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, '');
  return [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}
