import type { Bio } from './bio.js';
import { DatagramBio } from './datagram.js';

/**
 * Datagrams in memory (BIO_s_dgram_mem(3)): what is written can be read again, a datagram at a time. It holds whatever is
 * written, until a size is set.
 */
export class DatagramMemoryBio extends DatagramBio {
  constructor() {
    super(true);
  }

  override get name(): string {
    return 'BIO dgram mem';
  }

  /** BIO_get_write_buf_size(3): bytes that fit, with some for each datagram's addresses. */
  override get writeBufferSize(): number {
    return super.writeBufferSize;
  }

  /** BIO_set_write_buf_size(3): from now on no more than this fits. At least 1024 bytes; not less than what waits. */
  override set writeBufferSize(size: number) {
    this.fixBufferSize(size);
  }

  protected override get source(): DatagramBio {
    return this;
  }

  /** An empty one. */
  protected override duplicate(): Bio {
    return new DatagramMemoryBio();
  }
}
