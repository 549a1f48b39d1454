/**
 * One answer, or one failure, for all who ask until so many milliseconds after it came: however many
 * ask, what is behind it is asked by one of them.
 */
export function sharedFor<T>(milliseconds: number, ask: () => Promise<T>): () => Promise<T> {
  let shared: Promise<T> | null = null;
  const forget = () => {
    shared = null;
  };
  return () => {
    if (shared !== null) return shared;
    shared = ask();
    const forgetLater = () => void setTimeout(forget, milliseconds).unref();
    shared.then(forgetLater, forgetLater);
    return shared;
  };
}
