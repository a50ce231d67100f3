import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";

import type { Probe } from "../../backend/types";
import { field, openForm, step } from "../../../test/add-form";
import { recordedStep } from "../../../test/recorded";

/** The server that answers at https://new.example. */
const found = recordedStep("probe", ({ answer }) => (answer as Probe | undefined)?.url === "https://new.example")
  .answer as Probe;

describe("the address of a new workspace", () => {
  it("is probed once when typing pauses", async () => {
    const { probe, type, press } = await openForm();
    await type("add-address", " new.example ");
    expect(await screen.findByText("Rocket.Chat 8.5 found", undefined, { timeout: 3_000 })).toBeVisible();
    expect(screen.getByTestId("probe-support")).toHaveTextContent("Supported until Apr 25, 2027");
    await press("add-continue");
    await screen.findByTestId("add-submit");
    expect(step()).toBe("Sign-in");
    expect(screen.getByTestId("add-where")).toHaveTextContent("https://new.example");
    expect(probe).toHaveBeenCalledTimes(1);
    expect(probe).toHaveBeenCalledWith({
      address: "new.example",
      connection: { allow_http: false, route: { via: "system" }, ca_pem: null },
    });
  });

  it("is not probed while it is incomplete, except by Continue", async () => {
    const { probe, type, press } = await openForm();
    probe.mockResolvedValue(found);
    await type("add-address", "https://chat");
    await press("add-continue");
    await screen.findByTestId("add-submit");
    expect(probe).toHaveBeenCalledTimes(1);
  });

  it("ignores an answer to an address that has changed since", async () => {
    const { probe, type } = await openForm();
    const answers: ((probe: Probe) => void)[] = [];
    probe.mockImplementation(() => new Promise((resolve) => answers.push(resolve)));
    const answer = (version: string): Probe => ({ ...found, server_version: version });
    const expectProbes = (times: number) =>
      waitFor(
        () => {
          expect(answers).toHaveLength(times);
        },
        { timeout: 3_000 },
      );
    await type("add-address", "a.example");
    await expectProbes(1);
    await type("add-address", "s");
    await expectProbes(2);
    answers[1]?.(answer("2.0"));
    expect(await screen.findByText("Rocket.Chat 2.0 found")).toBeVisible();
    answers[0]?.(answer("1.0"));
    await Promise.resolve();
    expect(screen.queryByText("Rocket.Chat 1.0 found")).toBeNull();
    expect(screen.getByText("Rocket.Chat 2.0 found")).toBeVisible();
  });

  it("is probed again over another route once that is complete", async () => {
    const { probe, type, press } = await openForm();
    const expectProbes = (times: number) =>
      waitFor(
        () => {
          expect(probe).toHaveBeenCalledTimes(times);
          expect(screen.getByTestId("probe")).toBeVisible();
        },
        { timeout: 3_000 },
      );
    await type("add-address", "https://new.example");
    await expectProbes(1);
    await press("route-proxy");
    await waitFor(() => {
      expect(screen.queryByTestId("probe")).toBeNull();
    });
    await type("proxy-url", "http://proxy.example:3128");
    await expectProbes(2);
    const route = { via: "proxy", url: "http://proxy.example:3128" };
    expect(probe).toHaveBeenLastCalledWith(
      expect.objectContaining({ connection: { allow_http: false, route, ca_pem: null } }),
    );
  });

  it("is required", async () => {
    const { probe, press } = await openForm();
    await press("add-continue");
    expect(probe).not.toHaveBeenCalled();
    expect(field("add-address")).toHaveAttribute("aria-invalid", "true");
    await waitFor(() => {
      expect(field("add-address")).toHaveFocus();
    });
  });

  it.each([
    ["https://down.example", "Workspace unreachable", "Check the address, the network"],
    ["https://shop.example", "Not a Rocket.Chat server", "include it"],
    ["https://portal.example", "Redirected to another host", "the new address only"],
    ["https://sleepy.example", "Timed out", "Try again"],
    ["not an address", "Invalid address", "Use an address such as"],
  ])("%s: says what is wrong and how to fix it, and focuses the field", async (address, why, remedy) => {
    const { type, press } = await openForm();
    await type("add-address", address);
    await press("add-continue");
    const error = await screen.findByTestId("add-error");
    expect(error).toHaveTextContent(why);
    expect(error).toHaveTextContent(remedy);
    await waitFor(() => {
      expect(error.parentElement).toHaveFocus();
    });
    expect(step()).toBe("Address");
  });

  it("can be probed again after a failure that may pass", async () => {
    const { probe, type, press } = await openForm();
    await type("add-address", "https://down.example");
    await press("add-continue");
    await screen.findByTestId("add-error");
    await press("probe-again");
    await waitFor(() => {
      expect(probe).toHaveBeenCalledTimes(2);
    });
  });

  it("opens the connection settings when the certificate is refused", async () => {
    const { type, press } = await openForm();
    await type("add-address", "https://self.example");
    expect(screen.getByTestId("authority-file").closest("details")).not.toHaveAttribute("open");
    await press("add-continue");
    await screen.findByTestId("add-error");
    expect(screen.getByTestId("authority-file").closest("details")).toHaveAttribute("open");
  });

  it("warns about a version that is no longer supported, and still continues", async () => {
    const { type, press } = await openForm();
    await type("add-address", "https://old.example");
    const support = await screen.findByTestId("probe-support", undefined, { timeout: 3_000 });
    expect(support).toHaveTextContent("Support ended");
    expect(support).toHaveTextContent("no longer supports this version");
    await press("add-continue");
    expect(await screen.findByTestId("add-submit")).toBeVisible();
  });

  it("names the workspace that already has this address", async () => {
    const { type } = await openForm();
    await type("add-address", "https://chat.acme.example/team");
    const watched = await screen.findByTestId("probe-watched", undefined, { timeout: 3_000 });
    expect(watched).toHaveTextContent("Already added as Acme");
  });

  it("offers http:// only for such an address, probes it only with consent, and sends the consent only then", async () => {
    const { user, probe, add, type, press, withToken } = await openForm();
    expect(screen.queryByTestId("add-allow-http")).toBeNull();
    await type("add-address", "http://chat.intern.example");
    await press("add-continue");
    expect(await screen.findByTestId("add-error")).toHaveTextContent("allow http:// below");
    probe.mockResolvedValueOnce({ ...found, plain_http: true });
    await press("add-allow-http");
    await waitFor(
      () => {
        expect(screen.getByTestId("probe")).toBeVisible();
      },
      { timeout: 3_000 },
    );
    expect(probe).toHaveBeenLastCalledWith(
      expect.objectContaining({ connection: expect.objectContaining({ allow_http: true }) as unknown }),
    );
    await user.clear(field("add-address"));
    await withToken("https://new.example");
    expect(add).toHaveBeenCalledWith(
      expect.objectContaining({
        connection: { allow_http: false, route: { via: "system" }, ca_pem: null },
        name: null,
      }),
    );
  });

  it("offers the name that the workspace has on its server, unless the user has entered one", async () => {
    const { probe, type, user } = await openForm();
    probe.mockImplementation(({ address }) =>
      Promise.resolve({ ...found, url: `https://${address}`, name: address === "a.example" ? "Acme Chat" : null }),
    );
    await type("add-address", "a.example");
    await waitFor(
      () => {
        expect(field("add-name")).toHaveValue("Acme Chat");
      },
      { timeout: 3_000 },
    );
    await user.clear(field("add-address"));
    await type("add-address", "b.example");
    await waitFor(
      () => {
        expect(field("add-name")).toHaveValue("");
      },
      { timeout: 3_000 },
    );
    await type("add-name", "Mine");
    await user.clear(field("add-address"));
    await type("add-address", "a.example");
    await waitFor(
      () => {
        expect(probe).toHaveBeenLastCalledWith(expect.objectContaining({ address: "a.example" }));
      },
      { timeout: 3_000 },
    );
    expect(field("add-name")).toHaveValue("Mine");
  });
});
