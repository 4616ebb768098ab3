import { type StateName, type StateRow, stateTable } from '@proj/handshake';

/** What a diagram shows: one role, and the states of one version beside the ones that every version begins with. */
export interface Diagram {
  readonly title: string;
  readonly role: StateRow['role'];
  readonly version: 'client12' | 'client13' | 'server12' | 'server13';
}

/** The diagrams of the docs, in their order. */
export const diagrams: readonly Diagram[] = [
  { title: 'Client, TLS 1.3', role: 'client', version: 'client13' },
  { title: 'Client, TLS 1.2', role: 'client', version: 'client12' },
  { title: 'Server, TLS 1.3', role: 'server', version: 'server13' },
  { title: 'Server, TLS 1.2', role: 'server', version: 'server12' },
];

const rows = Object.entries(stateTable) as [StateName, StateRow][];

/** `client13-finished` belongs to one version, `client-server-hello` to all. */
function belongs(name: StateName, { role, version }: Diagram): boolean {
  return name.startsWith(`${version}-`) || name.startsWith(`${role}-`);
}

/** Mermaid's identifiers have no hyphens. */
function identifier(name: StateName): string {
  return name.replaceAll('-', '_');
}

/** The message that a state waits for, as its name says it. */
function label(name: StateName): string {
  return name.replace(/^(client|server)(12|13)?-/, '').replaceAll('-', ' ');
}

interface Arrow {
  readonly from: StateName;
  readonly to: StateName;
  readonly message: string;
}

/** The arrows of a diagram, without those into a state that leads nowhere in it. */
function arrowsOf(diagram: Diagram): Arrow[] {
  const all = rows
    .filter(([name]) => belongs(name, diagram))
    .flatMap(([from, { accepts }]) =>
      Object.entries(accepts).flatMap(([message, targets]) =>
        targets.filter((to) => belongs(to, diagram)).map((to) => ({ from, to, message })),
      ),
    )
    // The table's first state is one for both versions; TLS 1.2 has no such message.
    .filter(({ message }) => message !== 'hello_retry_request' || diagram.version.endsWith('13'));
  const leaving = new Set(all.map(({ from }) => from));
  return all.filter(({ to }) => leaving.has(to));
}

/** One state diagram in Mermaid's language, drawn from the state table. */
export function stateDiagram(diagram: Diagram): string {
  const arrows = arrowsOf(diagram);
  const [first] = arrows;
  if (!first) throw new Error(`nothing to draw for ${diagram.title}`);
  const states = new Set(arrows.flatMap(({ from, to }) => [from, to]));
  return [
    'stateDiagram-v2',
    ...[...states].map((name) => `  state "${label(name)}" as ${identifier(name)}`),
    `  [*] --> ${identifier(first.from)}`,
    ...arrows.map(({ from, to, message }) => `  ${identifier(from)} --> ${identifier(to)}: ${message}`),
    '',
  ].join('\n');
}

const begin = '<!-- state diagrams: written by tooling/docs/src/write-diagrams.ts -->';
const end = '<!-- end of state diagrams -->';

/** The text with its diagrams replaced by the ones that the state table gives now. */
export function withDiagrams(text: string): string {
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from === -1 || to === -1) throw new Error(`the document has no place for diagrams: ${begin} … ${end}`);
  const sections = diagrams.map(
    (diagram) => `### ${diagram.title}\n\n\`\`\`mermaid\n${stateDiagram(diagram)}\`\`\`\n`,
  );
  return `${text.slice(0, from)}${begin}\n\n${sections.join('\n')}\n${text.slice(to)}`;
}
