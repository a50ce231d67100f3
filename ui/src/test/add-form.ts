import { screen, waitFor } from "@testing-library/svelte";
import { expect, vi } from "vitest";

import { openWindow } from "./open-window";

/** Opens the window, by default with the form for a new workspace. */
export async function openForm(query = "", props: { screen?: string } = { screen: "add" }) {
  const { backend, user } = await openWindow(query, props);
  const probe = vi.spyOn(backend, "probe");
  const add = vi.spyOn(backend, "addWorkspace");
  const type = (id: string, text: string) => user.type(screen.getByTestId(id), text);
  const press = (id: string) => user.click(screen.getByTestId(id));
  const toSignIn = async (address: string) => {
    await type("add-address", address);
    await press("add-continue");
    await screen.findByTestId("add-submit");
  };
  const withToken = async (address: string, account = "me", token = "secret") => {
    await toSignIn(address);
    await type("add-user-id", account);
    await type("add-token", token);
    await press("add-submit");
  };
  return { backend, user, probe, add, type, press, toSignIn, withToken };
}

/** A field of the form. */
export const field = (id: string) => screen.getByTestId<HTMLInputElement>(id);
/** The name of the open workspace. */
export const title = () => screen.getByTestId("workspace-title").textContent.trim();
/** The current step of the form. */
export const step = () => screen.getByTestId("add-steps").querySelector("[aria-current=step] .name")?.textContent;
/** Waits until the form is closed. */
export const closed = () =>
  waitFor(() => {
    expect(screen.queryByRole("dialog")).toBeNull();
  });
