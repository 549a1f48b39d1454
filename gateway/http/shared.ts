/** An answer that has not come by then is no longer waited for by who asks anew. */
const PATIENCE_MS = 5_000;

/**
 * One answer, or one failure, for all who ask until so many milliseconds after it came: however many
 * ask, what is behind it is asked by one of them, and by another where that one waits in vain.
 */
export function sharedFor<T>(milliseconds: number, ask: () => Promise<T>): () => Promise<T> {
  let shared: Promise<T> | null = null;
  return () => {
    if (shared !== null) return shared;
    const asked = ask();
    shared = asked;
    const forget = () => {
      if (shared === asked) shared = null;
    };
    const forgetAfter = (wait: number) => setTimeout(forget, wait).unref();
    const inVain = forgetAfter(PATIENCE_MS);
    const came = () => {
      clearTimeout(inVain);
      forgetAfter(milliseconds);
    };
    asked.then(came, came);
    return asked;
  };
}
