import { describe, expect, it } from 'vitest';
import type { Codec, ExtensionDescriptor, ExtensionMessage } from '../../src/extensions/extension.js';
import * as table from '../../src/extensions/table.js';
import { itHolds } from '../wire/codec-properties.js';
import { type ValueCase, valueCases } from './values.js';

const descriptors: readonly (readonly [string, ExtensionDescriptor])[] = Object.entries(table);
const cases = new Map<string, { readonly [M in ExtensionMessage]?: ValueCase }>(Object.entries(valueCases));

/** Every form of every extension: its codec and how to make its values. */
function forms(): [string, Codec<unknown>, ValueCase | undefined][] {
  return descriptors.flatMap(([row, descriptor]) =>
    Object.entries(descriptor.codecs).map(
      ([message, codec]): [string, Codec<unknown>, ValueCase | undefined] => [
        `${descriptor.name} in ${message}`,
        codec,
        cases.get(row)?.[message as ExtensionMessage],
      ],
    ),
  );
}

describe('the table of extensions', () => {
  it('has no number and no name twice', () => {
    expect(new Set(descriptors.map(([, { id }]) => id)).size).toBe(descriptors.length);
    expect(new Set(descriptors.map(([, { name }]) => name)).size).toBe(descriptors.length);
  });

  it('allows each extension where RFC 8446, 4.2 and the RFCs of TLS 1.2 do', () => {
    const where = Object.fromEntries(
      descriptors.map(([, { name, codecs }]) => [name, Object.keys(codecs).sort().join(' ')]),
    );
    expect(where).toEqual({
      application_layer_protocol_negotiation: 'clientHello encryptedExtensions serverHello12',
      certificate_authorities: 'certificateRequest clientHello',
      client_certificate_type: 'clientHello encryptedExtensions serverHello12',
      compress_certificate: 'certificateRequest clientHello',
      cookie: 'clientHello helloRetryRequest',
      delegated_credential: 'certificate certificateRequest clientHello',
      early_data: 'clientHello encryptedExtensions newSessionTicket',
      ec_point_formats: 'clientHello serverHello12',
      encrypt_then_mac: 'clientHello serverHello12',
      extended_master_secret: 'clientHello serverHello12',
      key_share: 'clientHello helloRetryRequest serverHello13',
      max_fragment_length: 'clientHello encryptedExtensions serverHello12',
      oid_filters: 'certificateRequest',
      padding: 'clientHello',
      post_handshake_auth: 'clientHello',
      pre_shared_key: 'clientHello serverHello13',
      psk_key_exchange_modes: 'clientHello',
      record_size_limit: 'clientHello encryptedExtensions serverHello12',
      renegotiation_info: 'clientHello serverHello12',
      server_certificate_type: 'clientHello encryptedExtensions serverHello12',
      server_name: 'clientHello encryptedExtensions serverHello12',
      session_ticket: 'clientHello serverHello12',
      signature_algorithms: 'certificateRequest clientHello',
      signature_algorithms_cert: 'certificateRequest clientHello',
      signed_certificate_timestamp: 'certificate certificateRequest clientHello serverHello12',
      status_request: 'certificate certificateRequest clientHello serverHello12',
      status_request_v2: 'clientHello serverHello12',
      supported_groups: 'clientHello encryptedExtensions serverHello12',
      supported_versions: 'clientHello helloRetryRequest serverHello13',
    });
  });
});

describe.each(forms())('%s', (name, codec, valueCase) => {
  it('has values to be tested with', () => expect(valueCase).toBeDefined());
  if (valueCase === undefined) return;
  const { values, openEnded = false } = valueCase;
  itHolds({
    values,
    read: (data) => codec.read(data),
    write: (value) => codec.write(value),
    openEnded,
    malformed: name.startsWith('renegotiation_info') ? 'RENEGOTIATION_ENCODING' : 'DECODE_ERROR',
    ...(openEnded && { wholeAt: (_value, bytes) => [...bytes.keys()] }),
  });
});
