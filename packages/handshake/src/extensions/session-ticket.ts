import { flagCodec } from './codecs.js';
import type { ExtensionDescriptor } from './extension.js';

/**
 * session_ticket (RFC 5077, 3.2): the client's ticket, or nothing to say that it would take one; the answer announces
 * a NewSessionTicket and is empty. The ticket has no length of its own (RFC 5077, appendix A).
 */
export const sessionTicket: ExtensionDescriptor<{ clientHello: Uint8Array; serverHello12: true }> = {
  id: 35,
  name: 'session_ticket',
  codecs: {
    clientHello: { read: (data) => data, write: (ticket) => ticket },
    serverHello12: flagCodec('session_ticket extension'),
  },
};
