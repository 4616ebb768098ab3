import crypto from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { decodePem } from '@proj/crypto';
import { Certificate } from '@proj/crypto/x509';

/** Bytes of the largest file that is read: real bundles have a quarter of a megabyte, some enterprises' a few. */
const maxFileLength = 32 * 1024 * 1024;
/** Files that are read of one directory: real ones have about 300. */
const maxDirectoryFiles = 10_000;

/** Names that `c_rehash` gives (`5ed36f99.0`), and those that people give. */
const certificateFile = /^[0-9a-f]{8}\.\d+$|\.(?:pem|crt|cer)$/i;

/** Where roots came from, and how many. */
export interface TrustSource {
  /** A path, or `tls.rootCertificates` and the like. */
  readonly from: string;
  /** Certificates taken from it; those that another source gave before are not counted again. */
  readonly certificates: number;
  /** Why the source, or some of its certificates, could not be used. Nothing of it stops the others. */
  readonly problems: readonly Error[];
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** Collects certificates from many places, each one once. */
export class TrustCollector {
  readonly #certificates = new Map<string, Certificate>();
  readonly #sources: TrustSource[] = [];

  /** What was found so far. */
  get certificates(): readonly Certificate[] {
    return [...this.#certificates.values()];
  }

  /** Where it was found. */
  get sources(): readonly TrustSource[] {
    return this.#sources;
  }

  /** Reads a PEM file. Returns how many certificates it added. */
  addFile(path: string): number {
    return this.#add(path, (problems) => this.#readFile(path, problems));
  }

  /** Reads the files of a directory that look like certificates. Returns how many certificates they added. */
  addDirectory(path: string): number {
    return this.#add(path, (problems) => {
      const files = readdirSync(path).filter((name) => certificateFile.test(name));
      if (files.length > maxDirectoryFiles)
        throw new Error(`${path} has more than ${maxDirectoryFiles} files`);
      for (const name of files.sort()) this.#tryFile(join(path, name), problems);
    });
  }

  /** Takes PEM texts. Returns how many certificates they added. */
  addTexts(from: string, texts: readonly string[]): number {
    return this.#add(from, (problems) => {
      for (const text of texts) this.#parse(text, problems);
    });
  }

  #add(from: string, read: (problems: Error[]) => void): number {
    const before = this.#certificates.size;
    const problems: Error[] = [];
    try {
      read(problems);
    } catch (error) {
      problems.push(asError(error));
    }
    const certificates = this.#certificates.size - before;
    this.#sources.push({ from, certificates, problems });
    return certificates;
  }

  #tryFile(path: string, problems: Error[]): void {
    try {
      this.#readFile(path, problems);
    } catch (error) {
      problems.push(asError(error));
    }
  }

  #readFile(path: string, problems: Error[]): void {
    const { size } = statSync(path);
    if (size > maxFileLength) throw new Error(`${path} has ${size} bytes; at most ${maxFileLength} are read`);
    this.#parse(readFileSync(path, 'latin1'), problems);
  }

  #parse(text: string, problems: Error[]): void {
    for (const { label, bytes } of decodePem(text)) {
      // OpenSSL's own form comes with trust settings behind the certificate, which we do not know.
      if (label !== 'CERTIFICATE' && label !== 'X509 CERTIFICATE') continue;
      const key = crypto.hash('sha256', bytes, 'base64');
      if (this.#certificates.has(key)) continue;
      try {
        this.#certificates.set(key, Certificate.parse(bytes));
      } catch (error) {
        problems.push(asError(error));
      }
    }
  }
}
