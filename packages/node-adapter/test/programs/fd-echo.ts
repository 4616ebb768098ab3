/** Says hello to whoever is at its standard streams, and repeats a line of theirs. */
import { isatty } from 'node:tty';
import { FdBio } from '../../src/index.ts';

const bio = new FdBio(0, { writeFd: 1 });
bio.puts(`terminal: ${isatty(bio.fd)}\n`);
const line = new Uint8Array(100);
const count = bio.gets(line);
bio.puts(`you said: ${new TextDecoder().decode(line.subarray(0, count))}`);
