/** A flag, or a combination of flags, that asks for what is not built: the runner counts the test as unimplemented. */
export class Unimplemented extends Error {
  override readonly name = 'Unimplemented';
}

/** Something came out otherwise than a flag says that it must. */
export class Unexpected extends Error {
  override readonly name = 'Unexpected';
}

/** What the runner understands by the shim's exit code. */
export const exitCodes = { ok: 0, failed: 1, unimplemented: 89 } as const;
