import { concatBytes, fromHex, toHex } from '@proj/crypto';
import { sha256 } from '@proj/crypto/noble';
import { resumptionPsk } from '@proj/crypto/schedule';
import { contentTypes } from '@proj/record';
import { describeVectors, parseTranscripts, type Transcript } from '@tooling/vectors';
import { expect, it } from 'vitest';
import { type Run, runTranscript } from './transcript-run.ts';

const textOf = (messages: readonly Uint8Array[]): string => toHex(concatBytes(...messages));

describeVectors('rfc8448/transcripts.vec', (text) => {
  const transcripts = new Map(parseTranscripts(text).map((transcript) => [transcript.name, transcript]));
  const find = (name: string): Transcript => {
    const transcript = transcripts.get(name);
    if (!transcript) throw new Error(`no transcript ${name}`);
    return transcript;
  };

  /** Checks what the run opened against what the transcript says was in it. */
  function checkContents(transcript: Transcript, run: Run): void {
    const messages = (names: readonly string[]): Uint8Array[] =>
      names.filter((name) => transcript.has(name)).map((name) => transcript.bytes(name));
    const flight = messages([
      'Message_EncryptedExtensions',
      'Message_CertificateRequest',
      'Message_Server_Certificate',
      'Message_Server_CertificateVerify',
      'Message_Server_Finished',
    ]);
    expect(textOf(run.serverMessages)).toBe(textOf(flight));
    checkAfter(transcript, run);
  }

  function checkAfter(transcript: Transcript, run: Run): void {
    for (const [field, { type, content }] of run.after) {
      if (field.endsWith('CloseNotify')) {
        expect(type).toBe(contentTypes.alert);
        expect(toHex(content)).toBe('0100');
      } else if (field.endsWith('AppData')) {
        expect(type).toBe(contentTypes.applicationData);
        expect(toHex(content)).toBe(toHex(transcript.bytes(field.replace('Record_', ''))));
      } else {
        expect(type).toBe(contentTypes.handshake);
      }
    }
    expect(run.after.size).toBeGreaterThan(0);
  }

  it.each([
    'Simple_1RTT_Handshake',
    'HelloRetryRequest_Handshake',
    'Client_Authentication_Handshake',
    'Middlebox_Compatibility_Mode',
    'RawPublicKey_With_Client_Authentication',
  ])('%s: every record opens, and is sealed again to the same bytes', (name) => {
    checkContents(find(name), runTranscript(find(name)));
  });

  it('Externally_Provided_PSK_with_Ephemeral_Key: as above, and the binder is right', () => {
    const transcript = find('Externally_Provided_PSK_with_Ephemeral_Key');
    const run = runTranscript(transcript, { psk: { key: transcript.bytes('PskSecret'), kind: 'external' } });
    checkContents(transcript, run);
  });

  it('Resumed_0RTT_Handshake: with the PSK that the first handshake and its ticket give', () => {
    const first = runTranscript(find('Simple_1RTT_Handshake'));
    const resumptionSecret = first.secrets.get('res master');
    if (!resumptionSecret) throw new Error('no resumption secret');
    // The nonce stands in the ticket after lifetime and age_add (RFC 8446, 4.6.1).
    const ticket = first.after.get('Record_NewSessionTicket')?.content ?? new Uint8Array(0);
    const nonce = ticket.subarray(13, 13 + (ticket[12] ?? 0));
    const psk = resumptionPsk(sha256, resumptionSecret, nonce);
    const transcript = find('Resumed_0RTT_Handshake');
    // In the file the server's flight does not acknowledge server_name as that of RFC 8448, 4 does; all after it is the
    // RFC's, so it goes with the RFC's flight.
    const extensions = fromHex(
      '080000280026000a00140012001d00170018001901000101010201030104001c0002400100000000002a0000',
    );
    const flightSeen = [extensions, transcript.bytes('Message_Server_Finished')];
    const run = runTranscript(transcript, { psk: { key: psk, kind: 'resumption' }, flightSeen });
    expect(run.serverMessages[0]).toEqual(transcript.bytes('Message_EncryptedExtensions'));
    checkAfter(transcript, run);
    expect(run.after.has('Record_Client_EarlyAppData')).toBe(true);
  });

  it('RFC 8448, 3: the secrets are those that it prints', () => {
    const { sharedSecret, secrets } = runTranscript(find('Simple_1RTT_Handshake'));
    expect(toHex(sharedSecret)).toBe('8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d');
    const printed = {
      'c hs traffic': 'b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21',
      's hs traffic': 'b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38',
      'c ap traffic': '9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5',
      's ap traffic': 'a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643',
      'exp master': 'fe22f881176eda18eb8f44529e6792c50c9a3f89452f68d8ae311b4309d3cf50',
      'res master': '7df235f2031d2a051287d02b0241b0bfdaf86cc856231f2d5aba46c434ec196c',
    };
    for (const [label, secret] of Object.entries(printed)) {
      expect(toHex(secrets.get(label) ?? new Uint8Array(0)), label).toBe(secret);
    }
  });
});
