/** Prints what came of the handshakes, for runtimes with a console. */
import { handshakes } from './handshake.js';

console.log(JSON.stringify(handshakes));
