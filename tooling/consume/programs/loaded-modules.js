/** Imports the modules named on the command line, and prints the URLs of all that was loaded for them. */
import { registerHooks } from 'node:module';

const loaded = [];
registerHooks({
  load(url, context, next) {
    loaded.push(url);
    return next(url, context);
  },
});
for (const name of process.argv.slice(2)) await import(name);
console.log(JSON.stringify(loaded));
