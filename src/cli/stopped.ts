/** How servers of the command line are told to stop. */

/** Resolves when the command is to stop. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((done) => {
    signal.addEventListener('abort', () => done(), { once: true });
  });
}

/** A service manager that says stop has got what it wanted; a person who pressed Ctrl-C has interrupted. */
export function isTermination({ reason }: AbortSignal): boolean {
  return reason instanceof Error && reason.message === 'SIGTERM';
}
