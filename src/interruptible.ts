/** Waiting that a signal can end, for promises that do not know of it. Does not cancel what was waited for. */
import { InterruptedError, messageOf } from './errors.ts';

/**
 * `promise`, or InterruptedError as soon as `signal` fires. What the promise gives after that goes to `late`; its late
 * failure is of no interest.
 */
export function interruptible<T>(
  promise: Promise<T>,
  signal: AbortSignal | undefined,
  late?: (value: T) => void,
): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise<T>((resolve, reject) => {
    const interrupt = (): void => {
      reject(new InterruptedError());
      promise.then(late, () => {});
    };
    if (signal.aborted) return interrupt();
    signal.addEventListener('abort', interrupt, { once: true });
    const settle = (): void => signal.removeEventListener('abort', interrupt);
    promise.then(
      (value) => {
        settle();
        resolve(value);
      },
      (error: unknown) => {
        settle();
        reject(error instanceof Error ? error : new Error(messageOf(error), { cause: error }));
      },
    );
  });
}
