const pending = new Set<() => void>();
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs `action`, which must be synchronous, when this process ends: on its own, by an exception, or by a signal.
 * Returns a function that takes the promise back.
 */
export function atExit(action: () => void): () => void {
  if (pending.size === 0) install();
  pending.add(action);
  return () => {
    pending.delete(action);
    if (pending.size === 0) uninstall();
  };
}

function install(): void {
  process.once('exit', runAll);
  for (const signal of signals) process.once(signal, endBySignal);
}

function uninstall(): void {
  process.off('exit', runAll);
  for (const signal of signals) process.off(signal, endBySignal);
}

function runAll(): void {
  const actions = [...pending];
  pending.clear();
  for (const action of actions) action();
}

/** Without a handler, a signal would end the process with no `exit` event; with it, we send it on to ourselves. */
function endBySignal(signal: NodeJS.Signals): void {
  runAll();
  uninstall();
  process.kill(process.pid, signal);
}
