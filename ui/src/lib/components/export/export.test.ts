import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";

import { failure } from "../../../test/recorded";
import { openWindow } from "../../../test/open-window";
import type { Backend } from "../../backend";

/** What was exported, by command. */
function recorder() {
  const calls: unknown[][] = [];
  const saved = { path: "/home/me/file" };
  const change = (): Partial<Backend> => ({
    exportTable: (...given) => {
      calls.push(["table", ...given]);
      return Promise.resolve(saved);
    },
    saveReport: (...given) => {
      calls.push(["save", ...given]);
      return Promise.resolve(saved);
    },
    printReport: (...given) => {
      calls.push(["print", ...given]);
      return Promise.resolve(saved);
    },
    showSavedFile: () => {
      calls.push(["show"]);
      return Promise.resolve();
    },
  });
  return { calls, change };
}

describe("exporting", () => {
  it("saves the changes of a period in two clicks from the overview", async () => {
    const { calls, change } = recorder();
    const { user } = await openWindow("", {}, change);
    await user.click(within(screen.getByTestId("overview")).getByTestId("export"));
    await user.click(await screen.findByTestId("export-changes-30"));
    expect(calls).toMatchObject([["save", { of: "changes", period: { is: "last", days: 30 } }, "html"]]);
    expect((calls[0]?.[1] as { ids: string[] }).ids).toHaveLength(11);
    expect(await screen.findByText("/home/me/file")).toBeVisible();
    await user.click(screen.getByTestId("export-show"));
    expect(calls.at(-1)).toEqual(["show"]);
  });

  it("has the workspaces that the filter shows, in their order on the screen", async () => {
    const { calls, change } = recorder();
    const { user } = await openWindow("", {}, change);
    const shown = () => screen.getAllByTestId("overview-row").map((row) => row.dataset["id"]);
    await user.click(screen.getByTestId("export"));
    await user.click(await screen.findByTestId("export-csv"));
    expect(calls).toEqual([["table", shown(), "workspaces"]]);
    await user.type(screen.getByTestId("filter"), "acme");
    await waitFor(() => {
      expect(shown()).toEqual(["acme"]);
    });
    await user.click(screen.getByTestId("export"));
    await user.click(await screen.findByTestId("export-modules"));
    expect(calls.at(-1)).toEqual(["table", ["acme"], "modules"]);
  });

  it("prints a workspace, and reports its changes between two days", async () => {
    const { calls, change } = recorder();
    const { user } = await openWindow("", { workspace: "acme" }, change);
    await user.click(screen.getByTestId("export"));
    await user.click(await screen.findByTestId("export-print"));
    expect(calls).toEqual([["print", { of: "workspace", id: "acme", period: { is: "last", days: 30 } }]]);
    await user.click(screen.getByTestId("export"));
    await user.click(await screen.findByTestId("export-changes"));
    await user.click(screen.getByTestId("pill-custom"));
    const [from, until] = [screen.getByTestId("export-from"), screen.getByTestId("export-until")];
    await user.clear(from);
    await user.type(from, "2026-12-01");
    expect(screen.getByTestId("changes-html")).toBeDisabled();
    expect(screen.getByText("The last day must not be before the first.")).toBeVisible();
    await user.clear(from);
    await user.type(from, "2026-10-01");
    await user.clear(until);
    await user.type(until, "2026-10-31");
    await user.click(screen.getByTestId("changes-csv"));
    const period = { is: "between", from: "2026-10-01", until: "2026-10-31" };
    expect(calls.at(-1)).toEqual(["save", { of: "changes", ids: ["acme"], period }, "csv"]);
  });

  it("says nothing when the user cancels, and why when it fails", async () => {
    let refuses = false;
    const { user } = await openWindow("", { screen: "reminders" }, () => ({
      saveReport: () => (refuses ? Promise.reject(failure("not_saved", "disk full")) : Promise.resolve(null)),
    }));
    await user.click(screen.getByTestId("export"));
    await user.click(await screen.findByTestId("export-html"));
    expect(screen.getByTestId("export-message")).toBeEmptyDOMElement();
    refuses = true;
    await user.click(screen.getByTestId("export"));
    await user.click(await screen.findByTestId("export-csv"));
    await waitFor(() => {
      expect(screen.getByTestId("export-message")).toHaveTextContent(/What to do|To do/);
    });
  });
});
