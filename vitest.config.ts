import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { projects: ['packages/*', 'apps/*', 'tooling/{ca,check,compliance,docs,nightly,rfc8448,vectors}'] },
});
