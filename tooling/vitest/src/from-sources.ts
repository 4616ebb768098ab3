/**
 * Lets a child process run from the sources as the tests do: `node --conditions=@proj/source --import THIS FILE`. The
 * packages' sources import each other, and start their workers, as `.js`, which is what they are when built.
 */
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, next) {
    const source = specifier.replace(/^((?:\.|file:).*)\.js$/, '$1.ts');
    if (source === specifier) return next(specifier, context);
    try {
      return next(source, context);
    } catch {
      return next(specifier, context);
    }
  },
});
