/** The result of a query to the engine. */
export type Query<Answer> = {
  /** The newest answer; `null` until there is one. */
  readonly answer: Answer | null;
  /** Whether the newest request failed; the previous answer stays. */
  readonly failed: boolean;
};

/**
 * Runs `fetch`, and again whenever reactive state changes that `fetch` reads synchronously. An answer to an earlier
 * request never replaces a newer one. Must be called while a component is initialized, and ends with it.
 */
export function query<Answer>(fetch: () => Promise<Answer>): Query<Answer> {
  let answer = $state.raw<Answer | null>(null);
  let failed = $state(false);
  $effect(() => {
    let current = true;
    fetch().then(
      (received) => {
        if (!current) return;
        answer = received;
        failed = false;
      },
      () => {
        if (current) failed = true;
      },
    );
    return () => {
      current = false;
    };
  });
  return {
    get answer() {
      return answer;
    },
    get failed() {
      return failed;
    },
  };
}
