import { nobleProvider } from '@proj/crypto/noble';
import { Certificate, encodeOcspRequest } from '@proj/crypto/x509';
import { afterAll, describe, expect, it } from 'vitest';
import { absence } from '../src/judges.ts';
import {
  answerOfOpenssl,
  askOpensslLists,
  askOpensslResponse,
  judgeLists,
  judgeResponse,
  type Lists,
  listWays,
  makeLists,
  makeSubject,
  OpensslFiles,
  ourVerdict,
  responses,
} from '../src/revocation.ts';

const why = absence('openssl');
const subject = makeSubject();
const files = new OpensslFiles(subject);
afterAll(() => files.remove());

const ofIssuer: readonly Lists[] = Object.keys(listWays).map((way) => ({ lister: 'issuer', way }));
const all: readonly Lists[] = [
  ...ofIssuer,
  { lister: 'nobody', way: '' },
  { lister: 'stranger', way: 'empty' },
];

/** The X509_V_ERR numbers of openssl (x509_vfy.h) that stand for our codes. */
const opensslErrors: Readonly<Record<string, readonly string[]>> = {
  ok: ['ok'],
  REVOKED: ['23'],
  REVOCATION_UNKNOWN: ['3'],
  CRL_EXPIRED: ['12'],
  CRL_NOT_YET_VALID: ['11'],
  // OpenSSL leaves out a list whose AKI is of another key, and misses one then.
  BAD_CRL_SIGNATURE: ['3'],
};

/** What openssl's client says of a response where we say our codes. */
const opensslAnswers: Readonly<Record<string, readonly string[]>> = {
  ok: ['good'],
  REVOKED: ['revoked'],
  // A response under another authority's name or key says nothing here; OpenSSL says that its signer is wrong.
  REVOCATION_UNKNOWN: ['unknown', 'not verified'],
  INVALID_OCSP_RESPONSE: ['not verified'],
  OCSP_RESPONSE_EXPIRED: ['not current'],
};

describe.skipIf(why)(
  `revocation beside openssl${why ? ` (skipped: ${why})` : ''}`,
  { timeout: 120_000 },
  () => {
    for (const scope of ['leaf', 'path'] as const) {
      it(`lists about the ${scope} have the same verdicts as with openssl verify -crl_check`, () => {
        const seen = new Set<string>();
        for (const leaf of all) {
          for (const intermediate of scope === 'leaf' ? all.slice(0, 1) : all) {
            const lists = makeLists(subject, [leaf, intermediate]);
            const ours = judgeLists(subject, lists, scope);
            const theirs = askOpensslLists(files, lists, scope);
            seen.add(ours);
            const what = JSON.stringify([leaf, intermediate, ours]);
            expect(opensslErrors[ours], what).toContain(theirs);
          }
        }
        expect(seen).toContain('ok');
        expect(seen).toContain('REVOKED');
      });
    }

    it("OCSP responses have the same verdicts as with openssl's client", () => {
      for (const [what, response] of Object.entries(responses(subject))) {
        const ours = judgeResponse(subject, response);
        expect(opensslAnswers[ours], `${what}: ${ours}`).toContain(askOpensslResponse(files, response));
      }
    });

    it.each(['good', 'revoked', 'unknown'] as const)(
      "openssl's responder answers our request, with its nonce: %s",
      (status) => {
        const [leaf, issuer] = [subject.leaf, subject.intermediate].map((one) =>
          Certificate.parse(one.certificate),
        );
        if (!leaf || !issuer) throw new Error('no chain');
        const nonce = nobleProvider.random(32);
        const names = { name: issuer.subject, spki: issuer.spki };
        const request = encodeOcspRequest(nobleProvider, leaf, names, nonce);
        const response = answerOfOpenssl(subject, files, request, status);
        expect(response.nonce).toEqual(nonce);
        expect(response.find(nobleProvider, leaf, names)?.status).toBe(status);
        const about = { scope: 'leaf', ocspResponses: [response] } as const;
        const verdict = ourVerdict(subject, { ...about, nonce });
        expect(verdict).toBe({ good: 'ok', revoked: 'REVOKED', unknown: 'REVOCATION_UNKNOWN' }[status]);
        const other = ourVerdict(subject, { ...about, nonce: nobleProvider.random(32) });
        expect(other).toBe('INVALID_OCSP_RESPONSE');
      },
    );
  },
);
