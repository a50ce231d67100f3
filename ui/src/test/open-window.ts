import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect } from "vitest";

import App from "../App.svelte";
import type { Backend } from "../lib/backend";
import { loadPlaces } from "../lib/components/places.svelte";
import { recordedBackend } from "../lib/backend/recorded/backend";
import type { Opening } from "../lib/state/window.svelte";

// Otherwise each test would have to wait wherever it opens something. Here, that is no part of any test's time.
await loadPlaces();

/** Opens the window on the recorded data that `query` selects, and waits until it has loaded. `change` overrides methods. */
export async function openWindow(
  query = "",
  open: Opening = {},
  change: (recorded: Backend) => Partial<Backend> = () => ({}),
) {
  const recorded = await recordedBackend(new URLSearchParams(`${query}&pace=0`));
  const backend = { ...recorded, ...change(recorded) };
  const user = userEvent.setup();
  const view = render(App, { backend, open });
  await waitFor(() => {
    expect(screen.getByRole("main")).toHaveAttribute("aria-busy", "false");
  });
  return { backend, user, ...view };
}
