import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";

import { failure } from "../../backend/recorded/failure";
import { openWindow } from "../../../test/open-window";

const open = (query = "") => openWindow(query, { screen: "settings:alerts" });
const row = (at: number) => {
  const found = screen.getAllByTestId("channel")[at];
  if (!found) throw new Error(`no channel ${at}`);
  return within(found);
};

describe("channels", () => {
  it("are added with their secrets, which are not shown again", async () => {
    const { user, backend } = await open();
    const add = vi.spyOn(backend, "addChannel");
    expect(screen.getByTestId("channels-none")).toBeInTheDocument();
    await user.click(screen.getByTestId("channel-add"));
    expect(screen.getByTestId("channel-save")).toBeDisabled();
    await user.type(screen.getByTestId("channel-name"), "Operations");
    await user.type(screen.getByTestId("channel-url"), "https://chat.example/hooks/1d/t0ken");
    await user.click(screen.getByTestId("channel-save"));
    expect(add).toHaveBeenCalledWith({
      name: "Operations",
      enabled: true,
      target: {
        kind: "room",
        url: "https://chat.example/hooks/1d/t0ken",
        connection: { allow_http: false, route: { via: "system" }, ca_pem: null },
      },
      filter: { off: [], min_urgency: "low", scope: { is: "all" } },
      quiet: null,
      exception: "none",
      language: null,
    });
    await waitFor(() => {
      expect(row(0).getByText(/Rocket.Chat room · chat.example/)).toBeInTheDocument();
    });
    expect(document.body).not.toHaveTextContent("t0ken");
  });

  it("keep a secret that is not entered again", async () => {
    const { user, backend } = await open("channels");
    const edit = vi.spyOn(backend, "editChannel");
    await user.click(row(2).getByTestId("channel-edit"));
    await user.clear(screen.getByTestId("channel-to"));
    await user.type(screen.getByTestId("channel-to"), "a@example.com; b@example.com");
    await user.selectOptions(screen.getByTestId("channel-security"), "start_tls");
    expect(screen.getByTestId("channel-port")).toHaveValue("587");
    await user.click(screen.getByTestId("channel-save"));
    expect(edit).toHaveBeenCalledWith("channel-3", expect.objectContaining({ enabled: false }));
    expect(edit.mock.calls[0]?.[1].target).toMatchObject({
      kind: "email",
      password: null,
      security: "start_tls",
      port: 587,
      to: ["a@example.com", "b@example.com"],
    });
  });

  it("have a signing key that is made here", async () => {
    const { user, backend } = await open();
    const add = vi.spyOn(backend, "addChannel");
    await user.click(screen.getByTestId("channel-add"));
    await user.click(screen.getByTestId("channel-kind-webhook"));
    await user.type(screen.getByTestId("channel-name"), "Pager");
    await user.type(screen.getByTestId("channel-url"), "https://pager.example/x");
    expect(screen.getByTestId("channel-save")).toBeDisabled();
    await user.click(screen.getByTestId("channel-generate"));
    await user.click(screen.getByTestId("channel-save"));
    const target = add.mock.calls[0]?.[0].target;
    if (target?.kind !== "webhook") throw new Error("no webhook");
    expect(atob(target.key?.replace("whsec_", "") ?? "")).toHaveLength(32);
  });

  it("say at the field what cannot be used, and keep what was entered", async () => {
    const { user, backend } = await open();
    const add = vi.spyOn(backend, "addChannel");
    add.mockRejectedValueOnce(failure("webhook_unencrypted", "http:// is not encrypted"));
    await user.click(screen.getByTestId("channel-add"));
    await user.type(screen.getByTestId("channel-name"), "Operations");
    await user.type(screen.getByTestId("channel-url"), "http://chat.example/hooks/1d/t0ken");
    await user.click(screen.getByTestId("channel-save"));
    const url = screen.getByTestId("channel-url");
    await waitFor(() => {
      expect(url).toHaveAccessibleDescription("Use https://, or allow unencrypted http:// below.");
    });
    expect(url).toHaveFocus();
    expect(screen.queryByTestId("channel-error")).toBeNull();
    expect(screen.getByTestId("channel-name")).toHaveValue("Operations");

    add.mockRejectedValueOnce(failure("storage", "database or disk is full"));
    await user.click(screen.getByTestId("channel-save"));
    expect(await screen.findByTestId("channel-error")).toHaveTextContent("Could not save data");
    expect(url).not.toHaveAttribute("aria-invalid");
  });

  it("show the connection if that cannot be used", async () => {
    const { user, backend } = await open("channels");
    const edit = vi.spyOn(backend, "editChannel");
    await user.click(row(0).getByTestId("channel-edit"));
    edit.mockRejectedValueOnce(failure("bad_authority", "not a certificate"));
    await user.click(screen.getByTestId("channel-save"));
    expect(await screen.findByTestId("authority-problem")).toHaveTextContent("-----BEGIN CERTIFICATE-----");
    expect(screen.getByTestId("authority-problem")).toBeVisible();

    edit.mockRejectedValueOnce(failure("bad_proxy", "not a proxy address"));
    await user.click(screen.getByTestId("route-proxy"));
    await user.type(screen.getByTestId("proxy-url"), "proxy.example");
    await user.click(screen.getByTestId("channel-save"));
    await waitFor(() => {
      expect(screen.getByTestId("proxy-url")).toHaveFocus();
    });
    expect(screen.queryByTestId("authority-problem")).toBeNull();
  });

  it("say which field of an email cannot be used", async () => {
    const { user, backend } = await open("channels");
    const edit = vi.spyOn(backend, "editChannel");
    await user.click(row(2).getByTestId("channel-edit"));
    await user.clear(screen.getByTestId("channel-port"));
    await user.type(screen.getByTestId("channel-port"), "70000");
    for (const [code, field] of [
      ["bad_mail_port", "channel-port"],
      ["bad_mail_server", "channel-server"],
      ["mail_unencrypted", "channel-security"],
      ["mail_password_missing", "channel-password"],
      ["bad_mail_sender", "channel-from"],
      ["bad_mail_recipient", "channel-to"],
    ] as const) {
      edit.mockRejectedValueOnce(failure(code, ""));
      await user.click(screen.getByTestId("channel-save"));
      await waitFor(() => {
        expect(screen.getByTestId(field)).toHaveFocus();
      });
      expect(document.querySelectorAll("[aria-invalid]")).toHaveLength(1);
    }
    expect(edit.mock.calls[0]?.[1].target).toMatchObject({ port: 0 });
  });

  it("are tested, and say how that went", async () => {
    const { user, backend } = await open("channels");
    await user.click(row(0).getByTestId("channel-test"));
    expect(await row(0).findByText("Test sent")).toBeInTheDocument();
    vi.spyOn(backend, "testChannel").mockRejectedValueOnce(failure("channel_refused", "status 404"));
    await user.click(row(0).getByTestId("channel-test"));
    expect(await row(0).findByTestId("channel-test-failed")).toHaveTextContent("Message rejected");
  });

  it("that were imported are off until their secret is entered", async () => {
    const { user, backend } = await open("channels=imported");
    const enable = vi.spyOn(backend, "enableChannel");
    const edit = vi.spyOn(backend, "editChannel");
    expect(row(2).getByTestId("channel-state")).toHaveTextContent("Imported without its password");
    expect(screen.queryByTestId("channels-failing")).toBeNull();
    expect(row(0).queryByTestId("channel-test")).toBeNull();
    await user.click(row(0).getByRole("switch", { name: "Operations" }));
    expect(screen.getByTestId("channel-url")).toHaveAccessibleDescription(/^The address at chat.example.com/);
    expect(screen.getByTestId("channel-save")).toBeDisabled();
    await user.type(screen.getByTestId("channel-url"), "https://chat.example.com/hooks/1d/t0ken");
    await user.click(screen.getByTestId("channel-save"));
    expect(edit).toHaveBeenCalledWith("channel-1", expect.objectContaining({ enabled: true }));
    expect(enable).not.toHaveBeenCalled();
    await waitFor(() => {
      expect(row(0).getByTestId("channel-test")).toBeInTheDocument();
    });
    await user.click(row(2).getByTestId("channel-complete"));
    expect(screen.getByTestId("channel-password")).toBeRequired();
  });

  it("are switched off, and removed after a question", async () => {
    const { user, backend } = await open("channels");
    await user.click(row(0).getByRole("switch", { name: "Operations" }));
    await waitFor(() => {
      expect(row(0).getByRole("switch")).not.toBeChecked();
    });
    const remove = vi.spyOn(backend, "removeChannel");
    await user.click(row(0).getByTestId("channel-remove"));
    expect(remove).not.toHaveBeenCalled();
    await user.click(screen.getByTestId("channel-remove-confirm"));
    await waitFor(() => {
      expect(screen.getAllByTestId("channel")).toHaveLength(2);
    });
  });

  it("that fail are shown in place, as a badge and above every other screen", async () => {
    const { user } = await open("channels=failing");
    expect(screen.getByTestId("alerts-badge")).toHaveTextContent("1");
    expect(row(1).getByTestId("channel-failing")).toHaveTextContent("Invalid integration id or token provided.");
    expect(row(1).getByTestId("channel-state")).toHaveTextContent("3 reminders wait");
    expect(screen.queryByTestId("channels-failing")).toBeNull();
    await user.click(screen.getByTestId("section-general"));
    await user.click(screen.getByTestId("channels-open"));
    await user.click(row(1).getByTestId("channel-retry"));
    await waitFor(() => {
      expect(screen.queryByTestId("channels-failing")).toBeNull();
    });
    expect(screen.queryByTestId("alerts-badge")).toBeNull();
  });

  it("name a few of many recipients", async () => {
    await open("channels=many");
    expect(row(3).getByText(/region-2@subsidiary.example.com and 10 more$/)).toBeInTheDocument();
  });

  it("are for the groups and workspaces that were chosen", async () => {
    const { user, backend } = await open();
    const add = vi.spyOn(backend, "addChannel");
    await user.click(screen.getByTestId("channel-add"));
    await user.type(screen.getByTestId("channel-name"), "Customers");
    await user.type(screen.getByTestId("channel-url"), "https://chat.example/hooks/a/b");
    await user.click(screen.getByText("Which reminders"));
    await user.click(screen.getByTestId("channel-scope-some"));
    await user.click(screen.getByRole("checkbox", { name: "Group Customers" }));
    await user.selectOptions(screen.getByTestId("channel-urgency"), "critical");
    await user.click(screen.getByTestId("channel-save"));
    expect(add.mock.calls[0]?.[0].filter).toEqual({
      off: [],
      min_urgency: "critical",
      scope: { is: "some", groups: ["customers"], workspaces: [] },
    });
  });
});
