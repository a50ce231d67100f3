import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect } from "vitest";

import App from "../App.svelte";
import type { Backend } from "../lib/backend";
import { recordedBackend } from "../lib/backend/recorded/backend";
import type { Opening } from "../lib/state/window.svelte";

/**
 * Opens the window on recorded data, chosen by a query, and waits until it has everything. `change` puts answers of the
 * test's own in the place of played ones.
 */
export async function openWindow(
  query = "",
  open: Opening = {},
  change: (played: Backend) => Partial<Backend> = () => ({}),
) {
  const played = await recordedBackend(new URLSearchParams(`${query}&pace=0`));
  const backend = { ...played, ...change(played) };
  const user = userEvent.setup();
  const view = render(App, { backend, open });
  await waitFor(() => {
    expect(screen.getByRole("main")).toHaveAttribute("aria-busy", "false");
  });
  return { backend, user, ...view };
}
