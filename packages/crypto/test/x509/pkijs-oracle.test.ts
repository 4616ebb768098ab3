import { describeVectors } from '@tooling/vectors';
import { Certificate as PkijsCertificate } from 'pkijs';
import { expect, it } from 'vitest';
import { decodePem } from '../../src/keys/index.js';
import { Certificate, X509Error } from '../../src/x509/index.js';

/** The certificates of a case of x509-limbo, PEM. */
interface LimboCase {
  readonly peer_certificate: string;
  readonly trusted_certs: readonly string[];
  readonly untrusted_intermediates: readonly string[];
}

const bytes = (buffer: ArrayBuffer): Uint8Array => new Uint8Array(buffer);

/** What pkijs reads of a certificate; `undefined` where it does not. */
function readByPkijs(der: Uint8Array): PkijsCertificate | undefined {
  try {
    return PkijsCertificate.fromBER(new Uint8Array(der).buffer);
  } catch {
    return undefined;
  }
}

function readByUs(der: Uint8Array): Certificate | undefined {
  try {
    return Certificate.parse(der);
  } catch (error) {
    if (error instanceof X509Error) return undefined;
    throw error;
  }
}

describeVectors('limbo/limbo-core.json', (text) => {
  const { testcases } = JSON.parse(text) as { readonly testcases: readonly LimboCase[] };
  const pems = testcases.flatMap((one) => [
    one.peer_certificate,
    ...one.trusted_certs,
    ...one.untrusted_intermediates,
  ]);

  it('reads the same from every certificate as pkijs and asn1js do', () => {
    let compared = 0;
    for (const der of pems.flatMap((pem) => decodePem(pem, 'CERTIFICATE')).map((block) => block.bytes)) {
      const [ours, theirs] = [readByUs(der), readByPkijs(der)];
      if (!ours || !theirs) continue;
      compared++;
      expect(ours.version).toBe(theirs.version + 1);
      expect(ours.serialNumber).toEqual(bytes(theirs.serialNumber.valueBlock.valueHexView.slice().buffer));
      expect(ours.notBefore).toBe(theirs.notBefore.value.getTime());
      expect(ours.notAfter).toBe(theirs.notAfter.value.getTime());
      expect(ours.issuer.der).toEqual(bytes(theirs.issuer.toSchema().toBER()));
      expect(ours.subject.der).toEqual(bytes(theirs.subject.toSchema().toBER()));
      expect(ours.signatureAlgorithmId).toBe(theirs.signatureAlgorithm.algorithmId);
      expect(ours.signature).toEqual(bytes(theirs.signatureValue.valueBlock.valueHexView.slice().buffer));
      expect(ours.spki).toEqual(bytes(theirs.subjectPublicKeyInfo.toSchema().toBER()));
      const extensions = [...ours.extensions.values()].map(({ id, critical, value }) => ({
        id,
        critical,
        value,
      }));
      expect(extensions).toEqual(
        (theirs.extensions ?? []).map(({ extnID, critical, extnValue }) => ({
          id: extnID,
          critical,
          value: bytes(extnValue.valueBlock.valueHexView.slice().buffer),
        })),
      );
    }
    expect(compared).toBeGreaterThan(pems.length * 0.95);
  });
});
