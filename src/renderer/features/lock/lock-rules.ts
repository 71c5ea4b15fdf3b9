/** Without a keychain nothing slows guessing down but the passphrase's own length (NIST SP 800-63B asks for 15 there). */
export const shortest = 15

/** `2:05`, minutes and seconds, rounded up: nobody is told to try too early. */
export function timeLeft(ms: number): string {
  const seconds = Math.ceil(ms / 1_000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
