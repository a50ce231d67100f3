import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";

import { recordedBackend } from "../../backend/recorded/backend";
import type { Connection } from "../../backend/types";
import { closed, field, openForm, step, title } from "../../../test/add-form";

/** The form's default connection. */
const usual: Connection = { allow_http: false, route: { via: "system" }, ca_pem: null };

describe("signing in to a new workspace", () => {
  it("keeps the input when the server refuses it, shows why, and focuses the message", async () => {
    const { withToken } = await openForm();
    await withToken("https://new.example", "me", "bad-token");
    const error = await screen.findByTestId("add-error");
    expect(error).toHaveTextContent("Sign-in refused");
    expect(error).toHaveTextContent("You must be logged in to do this.");
    expect(error).toHaveTextContent("Check both values");
    expect(error.parentElement).toHaveFocus();
    expect([field("add-user-id").value, field("add-token").value]).toEqual(["me", "bad-token"]);
  });

  it("reports missing input and focuses the field", async () => {
    const { add, press, toSignIn } = await openForm();
    await toSignIn("https://new.example");
    await waitFor(() => {
      expect(field("add-user-id")).toHaveFocus();
    });
    expect(field("add-user-id")).not.toHaveAttribute("aria-invalid");
    await press("add-submit");
    expect(add).not.toHaveBeenCalled();
    await waitFor(() => {
      expect(field("add-user-id")).toHaveFocus();
    });
    expect(field("add-user-id")).toHaveAttribute("aria-invalid", "true");
  });

  it("goes back to the address step and keeps everything but a password", async () => {
    const { press, type, toSignIn } = await openForm();
    await type("add-name", "Brand New");
    await toSignIn("https://new.example");
    await type("add-token", "secret");
    await press("sign-in-password");
    await type("add-user", "admin");
    await type("add-password", "pass");
    await press("add-back");
    await waitFor(() => {
      expect(field("add-address")).toHaveFocus();
    });
    expect([field("add-address").value, field("add-name").value]).toEqual(["https://new.example", "Brand New"]);
    await press("add-continue");
    await screen.findByTestId("add-submit");
    expect([field("add-user").value, field("add-password").value]).toEqual(["admin", ""]);
    await press("sign-in-token");
    expect(field("add-token").value).toBe("secret");
  });

  it("sends no secret to another server", async () => {
    const { user, press, type, toSignIn } = await openForm();
    await toSignIn("https://new.example");
    await type("add-user-id", "me");
    await type("add-token", "secret");
    await press("add-back");
    await user.clear(field("add-address"));
    await toSignIn("https://community.example");
    expect([field("add-user-id").value, field("add-token").value]).toEqual(["me", ""]);
  });

  it("goes back to the address step when the connection fails", async () => {
    const { backend, press, probe, withToken } = await openForm();
    const failure = { code: "unreachable", message: "nothing answers", hint: "", server_said: null };
    vi.spyOn(backend, "addWorkspace").mockRejectedValueOnce(failure);
    await withToken("https://new.example");
    await screen.findByTestId("add-error");
    await press("remedy");
    expect(step()).toBe("Address");
    // The earlier result no longer applies.
    await press("add-continue");
    await screen.findByTestId("add-submit");
    expect(probe).toHaveBeenCalledTimes(2);
  });

  it("reports a workspace that this account already tracks", async () => {
    const { withToken } = await openForm();
    await withToken("https://chat.acme.example/team", "rbAXPnMktTFbNpwtJ", "t");
    expect(await screen.findByTestId("add-error")).toHaveTextContent("Workspace already added");
  });
});

describe("the results", () => {
  it("are checked off, are of a saved workspace, and open it", async () => {
    const { user, type, press, withToken } = await openForm("", {});
    await user.keyboard("{Control>}n{/Control}");
    expect(field("add-address")).toHaveFocus();
    await type("add-name", "Brand New");
    await withToken(" https://new.example ");
    await screen.findByTestId("checks");
    expect(screen.getByRole("heading", { name: "Brand New added" })).toBeVisible();
    expect(screen.getByTestId("check-sign_in")).toHaveTextContent("Signed in as license.watch");
    expect(screen.getByTestId("check-permission")).toHaveTextContent("Can read the license");
    expect(screen.getByTestId("check-license")).toHaveTextContent("Enterprise");
    expect(screen.getByTestId("check-deadline")).toHaveTextContent("Expires in 27 days");
    expect(screen.getByTestId("check-saved")).toHaveTextContent("Token stored in the system keyring.");
    expect(screen.getByTestId("said")).toHaveTextContent("Brand New added");
    expect(document.body.innerHTML).not.toContain("secret");
    await waitFor(() => {
      expect(screen.getByTestId("add-open-it")).toHaveFocus();
    });
    await press("add-open-it");
    await closed();
    expect(title()).toBe("Brand New");
  });

  it("name the missing permission when the license is hidden", async () => {
    const { withToken } = await openForm();
    await withToken("https://guest.example");
    const check = await screen.findByTestId("check-permission");
    expect(check).toHaveAttribute("data-mark", "missing");
    expect(check).toHaveTextContent("view-privileged-setting");
    expect(screen.queryByTestId("check-license")).toBeNull();
    expect(screen.getByTestId("check-saved")).toHaveAttribute("data-mark", "good");
  });

  it("warn that a token in memory does not survive a restart", async () => {
    const { withToken } = await openForm("vault=memory");
    await withToken("https://community.example");
    expect(await screen.findByTestId("check-saved")).toHaveTextContent("the token is lost on quit");
    expect(screen.getByTestId("check-license")).toHaveTextContent("No license");
  });

  it("lead to another workspace over the same route, without consent or secrets", async () => {
    const { backend, add, probe, press, type, withToken } = await openForm();
    const played = await recordedBackend(new URLSearchParams("pace=0"));
    // No http:// address is recorded, so another address stands in for it.
    const recorded = { address: "https://new.example", connection: usual };
    probe.mockImplementationOnce(() => played.probe(recorded));
    add.mockImplementationOnce((input) => played.addWorkspace({ ...input, ...recorded }));
    await press("route-proxy");
    await type("proxy-url", "http://proxy.example:3128");
    await type("add-address", "http://one.example");
    await press("add-allow-http");
    await press("add-continue");
    await screen.findByTestId("add-submit");
    await type("add-user-id", "me");
    await type("add-token", "secret");
    await press("add-submit");
    await screen.findByTestId("checks");
    await press("add-another");
    expect(step()).toBe("Address");
    expect(field("add-address").value).toBe("");
    await waitFor(() => {
      expect(field("add-address")).toHaveFocus();
    });
    await withToken("https://new.example");
    await screen.findByTestId("checks");
    const route = { via: "proxy", url: "http://proxy.example:3128" };
    expect(add).toHaveBeenLastCalledWith(
      expect.objectContaining({
        address: "https://new.example",
        connection: { allow_http: false, route, ca_pem: null },
      }),
    );
    await press("add-open-it");
    expect(title()).toBe("new.example");
    expect(await backend.workspaces()).toHaveLength(12);
  });

  it("can be closed: the workspace stays and the next form is empty", async () => {
    const { user, backend, withToken } = await openForm();
    const remove = vi.spyOn(backend, "removeWorkspace");
    await withToken("https://new.example");
    await screen.findByTestId("checks");
    await user.keyboard("{Escape}");
    await closed();
    expect(remove).not.toHaveBeenCalled();
    await user.keyboard("{Control>}n{/Control}");
    expect(field("add-address").value).toBe("");
  });
});

describe("closing the form for a new workspace", () => {
  it("closes without a question if nothing is lost, and keeps the input", async () => {
    const { user, toSignIn, type } = await openForm();
    await toSignIn("https://new.example");
    await type("add-user-id", "me");
    await user.keyboard("{Escape}");
    await closed();
    await user.keyboard("{Control>}n{/Control}");
    expect(field("add-address").value).toBe("https://new.example");
  });

  it("hides the token until the user reveals it, asks before losing it, and then forgets it", async () => {
    const { user, press, toSignIn, type } = await openForm();
    await toSignIn("https://new.example");
    await type("add-token", "secret");
    expect(field("add-token")).toHaveAttribute("type", "password");
    expect(field("add-token")).toHaveAttribute("autocomplete", "off");
    await user.click(screen.getByRole("button", { name: "Show token" }));
    expect(field("add-token")).toHaveAttribute("type", "text");

    await user.keyboard("{Escape}");
    expect(screen.getByTestId("leave-question")).toHaveTextContent("Close anyway?");
    await waitFor(() => {
      expect(screen.getByTestId("leave-stay")).toHaveFocus();
    });
    await user.keyboard("{Escape}");
    expect(screen.queryByTestId("leave-question")).toBeNull();
    expect(field("add-token").value).toBe("secret");

    // Some systems ask a dialog to close with this event instead.
    await fireEvent(screen.getByRole("dialog"), new Event("cancel", { cancelable: true }));
    await press("leave-discard");
    await closed();
    await user.keyboard("{Control>}n{/Control}");
    await press("add-continue");
    await screen.findByTestId("add-submit");
    expect(field("add-token").value).toBe("");
  });

  it("asks while a second factor is pending, and cancels it", async () => {
    const { user, backend, press, toSignIn, type } = await openForm();
    const cancel = vi.spyOn(backend, "cancelSignIn");
    await toSignIn("https://app.example");
    await press("sign-in-password");
    await type("add-user", "admin");
    await type("add-password", "s3cret");
    await press("add-submit");
    await screen.findByTestId("second-factor");
    await user.click(screen.getByRole("button", { name: "Close" }));
    await press("leave-discard");
    await closed();
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  it("saves nothing if the form was closed during the check, even if it is open again", async () => {
    const { user, backend, press, withToken } = await openForm();
    const remove = vi.spyOn(backend, "removeWorkspace");
    let go: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (go = resolve));
    const played = await recordedBackend(new URLSearchParams("pace=0"));
    vi.spyOn(backend, "addWorkspace").mockImplementation(async (input) => {
      await gate;
      return played.addWorkspace(input);
    });
    await withToken("https://new.example");
    await user.click(screen.getByRole("button", { name: "Close" }));
    await press("leave-discard");
    await user.keyboard("{Control>}n{/Control}");
    go();
    await waitFor(() => {
      expect(remove).toHaveBeenCalledWith("added-new.example", "leave");
    });
    expect(step()).toBe("Address");
  });

  it("no longer asks once the check is done", async () => {
    const { user, backend, withToken } = await openForm();
    let go: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (go = resolve));
    const played = await recordedBackend(new URLSearchParams("pace=0"));
    vi.spyOn(backend, "addWorkspace").mockImplementation(async (input) => {
      await gate;
      return played.addWorkspace(input);
    });
    await withToken("https://new.example");
    await user.click(screen.getByRole("button", { name: "Close" }));
    expect(screen.getByTestId("leave-question")).toBeVisible();
    go();
    await screen.findByTestId("checks");
    expect(screen.queryByTestId("leave-question")).toBeNull();
  });
});
