import { TLS13, TlsError } from '@proj/crypto';
import type { Connection } from '@proj/handshake';
import { checkHandshake, checkNewSession, checkPeer } from './checks.ts';
import type { Driver } from './driver.ts';
import { Unexpected } from './outcome.ts';
import type { Test } from './test.ts';

/** Lengths around those of records. */
const recordSizes: readonly number[] = [0, 1, 255, 256, 257, 16383, 16384, 16385, 32767, 32768, 32769];

/** What happens on one connection: a handshake, what the flags want to be written, and an echo with all bits turned. */
export async function exchange(test: Test, driver: Driver, isRetry: boolean): Promise<void> {
  const { connection } = driver;
  const { isResume, options: first } = test;
  driver.tellsRejection = isResume && !isRetry && !first.server && first.expectRejectEarlyData;
  if (!test.options.implicitHandshake) await startHandshake(test, driver, isRetry);
  if (await writeSecrets(test, driver)) return;
  await writeFirst(test, driver);
  if (!test.options.shimShutsDown && !test.options.writeDifferentRecordSizes) await echo(test, driver);
  checkAfterwards(test, connection);
  await close(test, driver);
  const { expectTotalRenegotiations } = test.options;
  if (connection.renegotiations !== expectTotalRenegotiations)
    throw new Unexpected(`${connection.renegotiations} renegotiations, not ${expectTotalRenegotiations}`);
  if (connection.renegotiations > 0) checkPeer(test, connection);
}

async function startHandshake(test: Test, driver: Driver, isRetry: boolean): Promise<void> {
  const { options, isResume, state } = test;
  const { connection } = driver;
  await driver.handshake(true);
  if (options.handshakeNeverDone && state.handshakeDone) throw new Unexpected('the handshake was completed');
  checkHandshake(test, connection);
  if (!options.server && !connection.isHandshaking && connection.negotiated.version !== TLS13) {
    const reused = connection.negotiated.session !== undefined;
    checkNewSession(test, connection, !options.expectNoSession && (!reused || options.expectTicketRenewal));
  }
  if (isResume && !isRetry && !options.server && options.expectNoOfferEarlyData && driver.isEarly)
    throw new Unexpected('the client has offered early data');
  if (options.handshakeTwice || options.noOpExtraHandshake) {
    const progress = connection.handshake();
    if (progress.kind !== 'done' && !driver.isEarly)
      throw new Unexpected(`a second handshake() ${progress.kind}`);
  }
  state.gotSession = false;
}

/** Writes what the runner compares with its own; whether that was the end. */
async function writeSecrets({ options, state }: Test, driver: Driver): Promise<boolean> {
  const { connection } = driver;
  if (options.exportKeyingMaterial > 0) {
    const { exportLabel: label, exportContext, useExportContext, exportKeyingMaterial: length } = options;
    const context = useExportContext ? new TextEncoder().encode(exportContext) : undefined;
    await driver.write(connection.exportKeyingMaterial(label, context, length));
  }
  if (options.exportTrafficSecrets) {
    const ours = state.secrets.get(options.server ? 'SERVER_TRAFFIC_SECRET_0' : 'CLIENT_TRAFFIC_SECRET_0');
    const theirs = state.secrets.get(options.server ? 'CLIENT_TRAFFIC_SECRET_0' : 'SERVER_TRAFFIC_SECRET_0');
    if (!ours || !theirs) throw new Unexpected('there are no traffic secrets');
    const length = new Uint8Array(2);
    new DataView(length.buffer).setUint16(0, ours.length, true);
    await driver.write(length);
    await driver.write(theirs);
    await driver.write(ours);
  }
  if (options.tlsUnique) {
    const { clientVerifyData, serverVerifyData, session } = connection.negotiated;
    // RFC 5929, 3.1: the first Finished of the handshake, which is the server's when a session is resumed.
    await driver.write(session ? serverVerifyData : clientVerifyData);
  }
  if (!options.sendAlert) return false;
  connection.abort(new TlsError('USER_CANCELED', 'the test ends it', { alert: 'decompression_failure' }));
  await driver.flush();
  return true;
}

async function writeFirst({ options }: Test, driver: Driver): Promise<void> {
  if (options.writeDifferentRecordSizes) {
    for (const length of recordSizes) await driver.write(new Uint8Array(length).fill(0x42));
    return;
  }
  if (!options.shimWritesFirst && !options.readWithUnfinishedWrite) return;
  const data = new TextEncoder().encode(options.shimInitialWrite);
  if (options.readWithUnfinishedWrite) driver.beginWrite(data);
  else for (let i = 0; i < options.repeatShimInitialWrite; i += 1) await driver.write(data);
}

async function echo(test: Test, driver: Driver): Promise<void> {
  const { connection } = driver;
  const into = new Uint8Array(test.options.readSize);
  for (;;) {
    const { options, state } = test;
    if (options.keyUpdateBeforeRead) connection.updateKeys(false);
    const count = await driver.read(into);
    if (count === 0) return;
    if (options.useExporterBetweenReads) connection.exportKeyingMaterial('', undefined, 1);
    if (!state.handshakeDone && connection.negotiated.earlyData !== 'accepted')
      throw new Unexpected('data was read before the handshake was complete');
    if (options.keyUpdate) connection.updateKeys(false);
    await driver.write(into.subarray(0, count).map((byte) => byte ^ 0xff));
  }
}

function checkAfterwards(test: Test, connection: Connection): void {
  const { options } = test;
  if (options.server) return;
  if (connection.negotiated.version === TLS13)
    checkNewSession(test, connection, !options.expectNoSession && !options.shimShutsDown);
  // A renegotiation ends with a session of its own.
  else if (!options.implicitHandshake && !options.falseStart && connection.renegotiations === 0)
    checkNewSession(test, connection, false);
}

/** Closes as the flags say: silently, or with close_notify both ways. */
async function close({ options }: Test, driver: Driver): Promise<void> {
  const { connection } = driver;
  if (!options.checkCloseNotify) return;
  connection.close();
  await driver.flush();
  const into = new Uint8Array(1);
  if (!connection.peerClosed && (await driver.read(into)) > 0)
    throw new Unexpected('data came after our close_notify');
  if (!connection.peerClosed) throw new Unexpected('the peer did not say close_notify');
}
