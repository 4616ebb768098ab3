import { project } from '../../tooling/vitest/src/index.ts';

export default project('@apps/limbo');
