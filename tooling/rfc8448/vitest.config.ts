import { project } from '../vitest/src/index.ts';

export default project('@tooling/rfc8448');
