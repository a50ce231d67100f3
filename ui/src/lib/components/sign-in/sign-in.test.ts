import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import type { Backend } from "../../backend";
import { openWindow } from "../../../test/open-window";

async function open(
  props: { workspace?: string; screen?: string } = {},
  change?: (played: Backend) => Partial<Backend>,
) {
  const { backend, user } = await openWindow("", props, change);
  const type = (id: string, text: string) => user.type(screen.getByTestId(id), text);
  const press = (id: string) => user.click(screen.getByTestId(id));
  return { backend, user, type, press };
}

async function withPassword(address: string, password = "s3cret", change?: (played: Backend) => Partial<Backend>) {
  const opened = await open({ screen: "add" }, change);
  await opened.type("add-address", address);
  await opened.press("add-continue");
  await screen.findByTestId("add-submit");
  await opened.press("sign-in-password");
  await opened.type("add-user", "admin");
  await opened.type("add-password", password);
  await opened.press("add-submit");
  return opened;
}

const title = () => screen.getByTestId("workspace-title").textContent.trim();
const code = () => screen.getByTestId<HTMLInputElement>("second-factor");

describe("signing in with a password", () => {
  it("adds a workspace, and keeps no password in the page", async () => {
    const { press } = await withPassword("https://new.example");
    await screen.findByTestId("checks");
    expect(document.body.innerHTML).not.toContain("s3cret");
    await press("add-open-it");
    await waitFor(() => {
      expect(title()).toBe("new.example");
    });
    expect(document.body.innerHTML).not.toContain("s3cret");
  });

  it("says when user and password are refused, and keeps the input", async () => {
    await withPassword("https://new.example", "wrong password");
    expect(await screen.findByTestId("add-error")).toHaveTextContent("does not accept this username and password");
    expect(screen.getByTestId("add-user")).toHaveValue("admin");
  });

  it("asks for the code of the authenticator app, says when it is wrong, and continues with the right one", async () => {
    const { backend, type, press } = await withPassword("https://app.example");
    const answer = vi.spyOn(backend, "answerSecondFactor");
    await waitFor(() => {
      expect(code()).toHaveFocus();
    });
    await type("second-factor", "000000");
    await press("add-submit");
    expect(await screen.findByText("Code not accepted. Try a new one.")).toBeVisible();
    expect(code()).toHaveValue("");
    await waitFor(() => {
      expect(code()).toHaveFocus();
    });
    await type("second-factor", "123 456");
    await press("add-submit");
    expect(await screen.findByTestId("check-sign_in")).toHaveTextContent("Signed in as license.watch");
    await press("add-open-it");
    await waitFor(() => {
      expect(title()).toBe("app.example");
    });
    expect(answer).toHaveBeenLastCalledWith(expect.any(String), "totp", "123 456");
  });

  it("resends a code, once", async () => {
    const { backend, press } = await withPassword("https://mail.example");
    const resend = vi.spyOn(backend, "resendCode");
    await screen.findByTestId("resend");
    await press("resend");
    await waitFor(() => {
      expect(screen.getByTestId("resend")).toBeDisabled();
    });
    expect(resend).toHaveBeenCalledTimes(1);
  });

  it("offers the other factors", async () => {
    const both = (played: Backend): Partial<Backend> => ({
      addWorkspace: async (input) => {
        const step = await played.addWorkspace(input);
        if (step.step === "done") return step;
        return { ...step, challenge: { ...step.challenge, factors: ["totp", "email"] } };
      },
    });
    const { backend, type, press } = await withPassword("https://app.example", "s3cret", both);
    const answer = vi.spyOn(backend, "answerSecondFactor");
    await screen.findByTestId("factor-email");
    await press("factor-email");
    await type("second-factor", "123456");
    await press("add-submit");
    await waitFor(() => {
      expect(answer).toHaveBeenCalledWith(expect.any(String), "email", "123456");
    });
  });

  it("continues with a session if a token needs a second sign-in, and warns about it from then on", async () => {
    const { type, press } = await withPassword("https://mail.example");
    await screen.findByTestId("second-factor");
    await type("second-factor", "123456");
    await press("add-submit");
    await screen.findByTestId("use-session");
    await press("use-session");
    expect(await screen.findByTestId("check-sign_in")).toHaveTextContent("ends when the password changes");
    await press("add-open-it");
    expect(await screen.findByTestId("session")).toHaveTextContent("ends when the password changes");
  });

  it("goes back, and cancels the pending sign-in", async () => {
    const { backend, press } = await withPassword("https://app.example");
    const cancel = vi.spyOn(backend, "cancelSignIn");
    await screen.findByTestId("second-factor");
    await press("factor-back");
    expect(cancel).toHaveBeenCalledTimes(1);
    expect(screen.getByTestId("add-user")).toHaveValue("admin");
    expect(screen.getByTestId("add-password")).toHaveValue("");
  });
});

describe("the connection", () => {
  it("is sent as chosen", async () => {
    const { backend, type, press, user } = await open({ screen: "add" });
    const add = vi.spyOn(backend, "addWorkspace");
    await type("add-address", "https://new.example");
    await press("route-proxy");
    await type("proxy-url", " http://proxy.example:3128 ");
    const pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    await user.upload(screen.getByTestId("authority-file"), new File([pem], "corp.pem"));
    expect(await screen.findByTestId("authority")).toHaveTextContent("corp.pem");
    await press("add-continue");
    await screen.findByTestId("add-submit");
    await type("add-user-id", "me");
    await type("add-token", "t");
    await press("add-submit");
    await waitFor(() => {
      expect(add).toHaveBeenLastCalledWith(
        expect.objectContaining({
          connection: { allow_http: false, route: { via: "proxy", url: "http://proxy.example:3128" }, ca_pem: pem },
        }),
      );
    });
  });

  it("rejects a file that is not a certificate", async () => {
    const { user } = await open({ screen: "add" });
    await user.upload(
      screen.getByTestId("authority-file"),
      new File(["-----BEGIN PRIVATE KEY-----"], "key.pem", { type: "application/x-pem-file" }),
    );
    expect(await screen.findByText("This file contains no certificate in PEM format.")).toBeInTheDocument();
    expect(screen.queryByTestId("authority")).toBeNull();
  });
});

describe("refused credentials", () => {
  it("are replaced in place", async () => {
    const { backend, press, type } = await open({ workspace: "clinic" });
    const reconnect = vi.spyOn(backend, "reconnectWorkspace");
    await press("remedy");
    expect(screen.queryByTestId("credentials-keep")).toBeNull();
    await type("add-token", "fresh");
    await press("reconnect-submit");
    await waitFor(() => {
      expect(screen.queryByRole("dialog")).toBeNull();
    });
    expect(reconnect).toHaveBeenCalledWith("clinic", expect.objectContaining({ keep_ca: false }));
    expect(screen.queryByTestId("error")).toBeNull();
  });

  it("are kept when only the connection changes", async () => {
    const { backend, press, type } = await open({ workspace: "acme" });
    const reconnect = vi.spyOn(backend, "reconnectWorkspace");
    await press("workspace-menu");
    await press("reconnect");
    await press("route-proxy");
    await type("proxy-url", "http://proxy.example:3128");
    await press("reconnect-submit");
    await waitFor(() => {
      expect(reconnect).toHaveBeenCalledWith("acme", {
        connection: { allow_http: false, route: { via: "proxy", url: "http://proxy.example:3128" }, ca_pem: null },
        keep_ca: false,
        sign_in: null,
      });
    });
  });
});

describe("signing out", () => {
  it("revokes the token unless the user opts out", async () => {
    const { backend, press } = await open({ workspace: "acme" });
    const signOut = vi.spyOn(backend, "signOut");
    await press("workspace-menu");
    await press("sign-out");
    expect(screen.getByTestId("revoke")).toBeChecked();
    await press("sign-out-confirm");
    await waitFor(() => {
      expect(screen.queryByRole("alertdialog")).toBeNull();
    });
    expect(signOut).toHaveBeenCalledWith("acme", "revoke");
    expect(screen.getByTestId("error")).toHaveTextContent("Sign in again");
    expect(screen.getByTestId("plan")).toBeInTheDocument();
  });

  it("keeps the workspace and says why if the server cannot be reached to revoke the token", async () => {
    const { backend, press } = await open({ workspace: "acme" });
    const failure = { code: "unreachable", message: "nothing answers", hint: "", server_said: null };
    const remove = vi.spyOn(backend, "removeWorkspace").mockRejectedValueOnce(failure);
    await press("workspace-menu");
    await press("remove");
    await press("revoke");
    await press("remove-confirm");
    expect(await screen.findByTestId("farewell-error")).toHaveTextContent("Workspace unreachable");
    expect(remove).toHaveBeenCalledWith("acme", "revoke");
    expect(screen.getAllByTestId("workspace-item")).toHaveLength(11);
  });
});
