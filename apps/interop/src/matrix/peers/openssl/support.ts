import { signatureSchemes } from '@proj/crypto';
import { shellWord } from '../../../peers/child.ts';
import type { Version } from '../../model/cell.ts';
import { groupsOf, suitesOf } from '../../model/combinations.ts';
import type { Dimension, Support } from '../peer.ts';
import type { Shell } from '../shell.ts';
import { groupArgument, schemeArgument } from './arguments.ts';

/** Milliseconds for an answer. */
const patience = 60_000;

/** Options are read before anything is connected to; that nothing listens there ends the question quickly. */
const nowhere = ['s_client', '-connect', '127.0.0.1:1'];

/** Features that need an option which older versions do not have. */
const featureOptions: Readonly<Record<string, string>> = {
  'without-extended-master-secret': '-no_ems',
  'without-encrypt-then-mac': '-no_etm',
  'without-middlebox-compatibility': '-no_middlebox',
};

/**
 * What an openssl can do, by its own word: the suites that `openssl ciphers` lists, and the groups, signature algorithms
 * and options that s_client does not refuse on its command line.
 *
 * @param openssl How it is called in the shell.
 */
export async function askOpenssl(openssl: readonly string[], shell: Shell): Promise<OpensslSupport> {
  const ask = async (words: readonly string[]): Promise<string> => {
    const command = [...openssl, ...words].map(shellWord).join(' ');
    const { stdout, stderr } = await shell.run(`${command} </dev/null`, patience);
    return stdout + stderr;
  };
  const refuses = async (...words: string[]): Promise<boolean> =>
    /Error with command|SSL_CONF_cmd\(.*\) failed|unknown option/i.test(await ask([...nowhere, ...words]));

  const lacking = new Map<string, string>();
  for (const suite of await unlistedSuites(ask)) {
    lacking.set(`suite ${suite}`, '`openssl ciphers` does not list it');
  }
  for (const group of groupsOf('TLSv1.3')) {
    if (await refuses('-groups', groupArgument(group)))
      lacking.set(`group ${group}`, '`openssl s_client -groups` refuses it');
  }
  for (const { name } of signatureSchemes) {
    if (await refuses('-sigalgs', schemeArgument(name)))
      lacking.set(`scheme ${name}`, '`openssl s_client -sigalgs` refuses it');
  }
  for (const [feature, option] of Object.entries(featureOptions)) {
    if (await refuses(option)) lacking.set(`feature ${feature}`, `openssl has no option ${option}`);
  }
  return new OpensslSupport(lacking);
}

async function unlistedSuites(ask: (words: readonly string[]) => Promise<string>): Promise<string[]> {
  const everything = 'ALL:@SECLEVEL=0';
  const tls13 = suitesOf('TLSv1.3');
  const listed = [
    await ask(['ciphers', '-s', '-tls1_2', everything]),
    await ask(['ciphers', '-s', '-tls1_3', '-ciphersuites', tls13.join(':'), everything]),
  ].flatMap((answer) => answer.trim().split(':'));
  return [...tls13, ...suitesOf('TLSv1.2')].filter((suite) => !listed.includes(suite));
}

/** What an openssl has said. Its libssl has the same algorithms in both roles. */
export class OpensslSupport implements Support {
  readonly #lacking: ReadonlyMap<string, string>;

  constructor(lacking: ReadonlyMap<string, string>) {
    this.#lacking = lacking;
  }

  lacks(_version: Version, dimension: Dimension, value: string): string | undefined {
    return this.#lacking.get(`${dimension} ${value}`);
  }

  lacksTogether(): undefined {}

  lacksSigner(): undefined {}

  sharesAnyway(): boolean {
    return false;
  }

  /** Why a feature can not be shown; `undefined` when it can. */
  lacksFeature(feature: string): string | undefined {
    return this.#lacking.get(`feature ${feature}`);
  }
}
