/** Writes what came of the handshakes, or why they did not end, into the page. */
const element = document.querySelector('#result');
try {
  const { handshakes } = await import('./handshake.js');
  element.textContent = JSON.stringify(handshakes);
} catch (error) {
  element.textContent = `${error}`;
}
