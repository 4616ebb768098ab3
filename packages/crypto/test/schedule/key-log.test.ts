import { keyLogLine } from '@proj/crypto/schedule';
import { expect, it } from 'vitest';

it('a key log line is label, client random and secret in hexadecimal (RFC 9850, 2)', () => {
  const random = Uint8Array.from({ length: 32 }, (_, i) => i);
  const secret = Uint8Array.from({ length: 48 }, (_, i) => 255 - i);
  const line = keyLogLine('CLIENT_RANDOM', random, secret);
  expect(line).toBe(
    `CLIENT_RANDOM ${Buffer.from(random).toString('hex')} ${Buffer.from(secret).toString('hex')}`,
  );
  expect(keyLogLine('SERVER_TRAFFIC_SECRET_1', random, secret)).toMatch(
    /^SERVER_TRAFFIC_SECRET_1 [0-9a-f]{64} [0-9a-f]{96}$/,
  );
});
