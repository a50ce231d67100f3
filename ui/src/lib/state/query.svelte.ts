/** The result of a query to the engine. */
export type Query<Answer> = {
  /** The newest answer; `null` until there is one. */
  readonly answer: Answer | null;
  /** Whether the newest request failed; the previous answer stays. */
  readonly failed: boolean;
};

/**
 * Asks the engine, and asks again whenever something changes that `ask` reads while it is called. An answer that comes
 * late never takes the place of a newer one. Belongs to the component that calls it, and ends with it.
 */
export function query<Answer>(ask: () => Promise<Answer>): Query<Answer> {
  let answer = $state.raw<Answer | null>(null);
  let failed = $state(false);
  $effect(() => {
    let current = true;
    ask().then(
      (found) => {
        if (!current) return;
        answer = found;
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
