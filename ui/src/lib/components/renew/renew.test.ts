import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import App from "../../../App.svelte";
import type { Backend } from "../../backend";
import { recordedBackend } from "../../backend/recorded/backend";
import type { EngineEvent, KeyApplied, KeyPreview, KeyReason, RenewalOutcome, Shortage } from "../../backend/types";
import { recordedStep } from "../../../test/recorded";
import { keyReasonText } from "../../wording/key-text";
import { loadPlaces } from "../places.svelte";

beforeAll(loadPlaces);

beforeEach(() => vi.useFakeTimers({ shouldAdvanceTime: true }));
afterEach(() => vi.useRealTimers());

/** A key with a license that fits and allows what is in use. */
const FINE = "RCV3_fine";

const SEATS: Shortage = { limit: "active_users", used: 231, max: 75, missing: 156 };

/** Opens the dialog. */
async function open(workspace = "acme", change: (backend: Backend) => void = () => undefined) {
  const backend = await recordedBackend(new URLSearchParams("pace=0"));
  const preview = backend.previewLicenseKey;
  backend.previewLicenseKey = async (id, key) => {
    const answer = await preview(id, key);
    return key.startsWith("RCV3_") ? { ...answer, shortages: key === "RCV3_few" ? [SEATS] : [] } : answer;
  };
  change(backend);
  const apply = vi.spyOn(backend, "applyLicenseKey");
  const user = userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });
  render(App, { backend, open: { workspace } });
  await waitFor(() => {
    expect(screen.getByRole("main")).toHaveAttribute("aria-busy", "false");
  });
  const press = (id: string) => user.click(screen.getByTestId(id));
  await press("workspace-menu");
  await press("renew");
  return { apply, press, user };
}

/** Opens the dialog and pastes a key, which is checked at once. */
async function check(key: string, workspace?: string, change?: (backend: Backend) => void) {
  const opened = await open(workspace, change);
  await opened.user.click(screen.getByTestId("license-key"));
  await opened.user.paste(key);
  return opened;
}

/** The recorded result of applying a key with this outcome. */
const applied = (is: RenewalOutcome["is"]) =>
  recordedStep("apply_license_key", ({ answer }) => (answer as KeyApplied | undefined)?.outcome.is === is)
    .answer as KeyApplied;

describe("renewing a license", () => {
  it("shows what a key would change, applies it only after that, and shows what changed", async () => {
    const { apply, press } = await check(FINE);
    expect(await screen.findByTestId("verdict")).toHaveTextContent("License valid for this workspace");
    expect(screen.getByTestId("preview-changes")).toHaveTextContent("Seats");
    expect(screen.getByRole("columnheader", { name: "With this key" })).toBeVisible();
    expect(screen.getByTestId("renew-apply")).toHaveTextContent(/^Apply to Acme/);
    expect(screen.queryByTestId("renew-agree")).toBeNull();
    expect(apply).not.toHaveBeenCalled();
    await press("renew-apply");
    expect(await screen.findByTestId("renewal")).toHaveTextContent("License applied");
    const changes = await screen.findByTestId("renewal-changes");
    expect(changes.querySelectorAll("li")).toHaveLength(applied("applied").changes.length);
    expect(apply).toHaveBeenCalledWith("acme", FINE, "only_if_it_fits");
    expect(document.body.innerHTML).not.toContain(FINE);
  });

  it.each([
    ["#other-address", "issued for chat.other.example. The address of this workspace is chat.acme.example/team"],
    ["#ended", "The new key expired on"],
    ["#not-begun", "It is not valid before"],
    ["#too-few-seats", "exceeds a limit: Seats"],
  ])("says why %s does not fit, and asks for consent to lose the license", async (key, why) => {
    const { apply, press } = await check(key);
    expect(await screen.findByTestId("verdict")).toHaveTextContent("would have no license");
    expect(screen.getByTestId("key-reasons")).toHaveTextContent(why);
    expect(screen.getByTestId("renew-apply")).toBeDisabled();
    if (key !== "#ended") return;
    await press("renew-agree");
    await press("renew-apply");
    expect(apply).toHaveBeenCalledWith("acme", key, "even_without_license");
    const gone = await screen.findByTestId("renewal");
    expect(gone).toHaveTextContent("now has no license");
    expect(gone).toHaveTextContent("The new key expired on");
    expect(gone).toHaveTextContent("Restore the old key");
  });

  it("asks for consent to a license that allows less than is in use, and does not call it fine afterwards", async () => {
    const { apply, press } = await check("RCV3_few", "acme", (backend) => {
      backend.applyLicenseKey = () => Promise.resolve({ ...applied("applied"), shortages: [SEATS] });
    });
    const verdict = await screen.findByTestId("verdict");
    expect(verdict).toHaveTextContent("Valid, but 156 seats too few");
    expect(verdict).toHaveTextContent("Seats: 231 in use, 75 allowed");
    expect(verdict).toHaveAttribute("data-tone", "critical");
    expect(screen.getByTestId("seats-in-use")).toHaveTextContent("231");
    expect(screen.getByTestId("preview-changes").querySelector("li")).toHaveTextContent("removed");
    expect(screen.getByTestId("renew-apply")).toBeDisabled();
    await press("renew-agree");
    await press("renew-apply");
    expect(apply).toHaveBeenCalledWith("acme", "RCV3_few", "only_if_it_fits");
    const renewal = await screen.findByTestId("renewal");
    expect(renewal).toHaveTextContent("License applied, but 156 seats too few");
    expect(renewal).toHaveAttribute("data-tone", "critical");
  });

  it("makes restoring the old key the main thing when the license is gone", async () => {
    const { press } = await check("#ended");
    await screen.findByTestId("verdict");
    await press("renew-agree");
    await press("renew-apply");
    expect(await screen.findByTestId("renew-close")).toHaveTextContent("Keep without license");
    await waitFor(() => {
      expect(screen.getByTestId("renew-restore")).toHaveFocus();
    });
  });

  it("puts the old key back", async () => {
    const { press } = await check("#ended");
    await screen.findByTestId("verdict");
    await press("renew-agree");
    await press("renew-apply");
    expect(await screen.findByTestId("previous-key")).toHaveTextContent("can be restored until");
    await press("renew-restore");
    await waitFor(() => {
      expect(screen.getByTestId("renewal")).toHaveTextContent("Old key restored");
    });
    expect(screen.queryByTestId("previous-key")).toBeNull();
  });

  it("shows how far the server has got, and for how long, without asking it", async () => {
    let emit: (event: EngineEvent) => void = () => undefined;
    let finish: (result: KeyApplied) => void = () => undefined;
    const { press } = await check(FINE, "acme", (backend) => {
      const listen = backend.listen;
      backend.listen = (handler) => {
        emit = handler;
        return listen(handler);
      };
      backend.applyLicenseKey = () => new Promise((resolve) => (finish = resolve));
    });
    await screen.findByTestId("verdict");
    await press("renew-apply");
    const progress = await screen.findByTestId("renew-progress");
    expect(progress).toHaveTextContent("Applying");
    emit({ type: "license_key_progress", id: "labs", stage: "checking" });
    emit({ type: "license_key_progress", id: "acme", stage: "checking" });
    await vi.advanceTimersByTimeAsync(3_000);
    expect(progress).toHaveTextContent(/The server is checking the key…\s*[3-9] s/);
    expect(screen.queryByTestId("renew-close")).toBeNull();
    finish(applied("applied"));
    expect(await screen.findByTestId("renewal")).toBeInTheDocument();
    expect(screen.queryByTestId("renew-progress")).toBeNull();
  });

  it("says that the server does not look at the same key again, and what makes it", async () => {
    await check("#present");
    expect(await screen.findByTestId("verdict")).toHaveTextContent("already has this key");
    expect(screen.getByTestId("verdict")).toHaveTextContent("a restart, or a sync");
    expect(screen.queryByRole("table")).toBeNull();
    expect(screen.getByTestId("renew-apply")).toBeDisabled();
  });

  it("says when only the server can read a key, and when it cannot be checked", async () => {
    const { press } = await check("#encrypted", "labs");
    expect(await screen.findByTestId("renew-doubt")).toHaveTextContent("cannot read this text");
    expect(screen.queryByTestId("verdict")).toBeNull();
    await press("renew-check");
    expect(await screen.findByTestId("verdict")).toHaveTextContent("cannot be checked in advance");
    expect(screen.getByText(/Only the server can read this key/)).toBeInTheDocument();
    expect(screen.getByTestId("renew-agree")).not.toBeChecked();
    expect(screen.getByTestId("renew-apply")).toBeDisabled();
  });

  it.each([
    ["unchanged", "already has this key"],
    ["refused", "rejected by the server"],
    ["license_gone", "The server gave no reason."],
    ["unconfirmed", "Not confirmed yet"],
  ] as const)("explains the outcome %s", async (is, text) => {
    const outcome = (is === "refused" || is === "license_gone" ? { is, reasons: [] } : { is }) as RenewalOutcome;
    const { press } = await check(FINE, "acme", (backend) => {
      backend.applyLicenseKey = () => Promise.resolve({ ...applied("applied"), outcome, can_restore: false });
    });
    await screen.findByTestId("verdict");
    await press("renew-apply");
    expect(await screen.findByTestId("renewal")).toHaveTextContent(text);
    expect(screen.queryByTestId("renewal-changes")).toBeNull();
  });

  it("asks again if the workspace has changed since the preview", async () => {
    const reasons: KeyReason[] = [{ reason: "limit", limit: "active_users", used: 80, max: 75 }];
    const { press } = await check(FINE, "acme", (backend) => {
      backend.applyLicenseKey = () =>
        Promise.resolve({ ...applied("applied"), outcome: { is: "needs_consent", reasons } });
    });
    await screen.findByTestId("verdict");
    await press("renew-apply");
    expect(await screen.findByTestId("key-reasons")).toHaveTextContent("Seats, 80 of 75");
    expect(screen.getByTestId("renew-apply")).toBeDisabled();
  });

  it("warns that the old key cannot be put back", async () => {
    await check("#ended", "acme", (backend) => {
      const preview = backend.previewLicenseKey;
      backend.previewLicenseKey = async (id, key): Promise<KeyPreview> => ({
        ...(await preview(id, key)),
        can_restore: false,
      });
    });
    expect(await screen.findByTestId("cannot-restore")).toHaveTextContent("Keep it at hand");
  });

  it("checks again after the key was edited, once the typing pauses", async () => {
    const { user } = await check(FINE);
    await screen.findByTestId("verdict");
    await user.type(screen.getByTestId("license-key"), "x");
    expect(screen.queryByTestId("verdict")).toBeNull();
    expect(screen.getByTestId("renew-apply")).toBeDisabled();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await screen.findByTestId("verdict")).toBeVisible();
    expect(screen.getByTestId("renew-apply")).toBeEnabled();
  });

  it("does not show the answer about a key that was replaced meanwhile", async () => {
    const answers: ((preview: KeyPreview) => void)[] = [];
    const { user } = await check("RCV3_first", "acme", (backend) => {
      backend.previewLicenseKey = () => new Promise((resolve) => answers.push(resolve));
    });
    await user.clear(screen.getByTestId("license-key"));
    await user.paste("RCV3_second");
    await waitFor(() => {
      expect(answers).toHaveLength(2);
    });
    const fits = (answer: unknown) => (answer as KeyPreview | undefined)?.verdict.verdict === "fits";
    const recordedPreview = recordedStep("preview_license_key", ({ answer }) => fits(answer)).answer as KeyPreview;
    answers[1]?.({ ...recordedPreview, is_same_key: true });
    expect(await screen.findByTestId("verdict")).toHaveTextContent("already has this key");
    answers[0]?.(recordedPreview);
    await vi.advanceTimersByTimeAsync(100);
    expect(screen.getByTestId("verdict")).toHaveTextContent("already has this key");
  });

  it("reads a chosen file at once, and forgets its key when it closes", async () => {
    const { user, press } = await open();
    await user.upload(screen.getByTestId("license-key-file"), new File(["RCV3_file\n"], "acme.license"));
    expect(await screen.findByTestId("verdict")).toHaveTextContent("License valid for this workspace");
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    expect(document.body.innerHTML).not.toContain("RCV3_file");
    await press("workspace-menu");
    await press("renew");
    expect(screen.getByTestId("license-key")).toHaveValue("");
  });

  it("rejects input that is not a license key", async () => {
    const { user } = await check("#garbage");
    await user.click(await screen.findByTestId("renew-check"));
    expect(await screen.findByTestId("renew-error")).toHaveTextContent("Not accepted as a license key");
  });
});

describe("the reason against a key", () => {
  it.each<[KeyReason, string]>([
    [{ reason: "address", issued_for: [], address: "a.example" }, "an address other than a.example"],
    [{ reason: "period" }, "has expired or is not valid yet"],
    [{ reason: "limit", limit: null, used: null, max: null }, "exceeds its limits."],
    [{ reason: "limit", limit: "guest_users", used: null, max: null }, "Guest users"],
    [{ reason: "other", name: "moon" }, "an unknown reason: moon"],
    [{ reason: "other", name: "" }, "gave no reason"],
  ])("is a sentence: %o", (reason, text) => {
    expect(keyReasonText(reason)).toContain(text);
  });
});
