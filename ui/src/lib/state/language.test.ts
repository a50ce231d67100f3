import { beforeEach, describe, expect, it, vi } from "vitest";

import { i18n } from "../i18n/i18n.svelte";
import { chooseLanguage, chosenLanguage, restoreLanguage } from "./language";

beforeEach(() => {
  vi.spyOn(navigator, "languages", "get").mockReturnValue(["de-AT", "en-GB"]);
});

describe("the language of the window", () => {
  it("is the system language unless the user chose another", async () => {
    await restoreLanguage(null);
    expect([chosenLanguage(), i18n.language, i18n.locale]).toEqual(["system", "de", "de-AT"]);
    await chooseLanguage("pt-BR");
    expect([i18n.language, document.documentElement.lang]).toEqual(["pt-BR", "pt-BR"]);
    await i18n.choose(["en"]);
    await restoreLanguage(null);
    expect([chosenLanguage(), i18n.language]).toEqual(["pt-BR", "pt-BR"]);
  });

  it("uses the region that the system has for it", async () => {
    await chooseLanguage("en");
    expect(i18n.locale).toBe("en-GB");
    await chooseLanguage("system");
    expect(i18n.locale).toBe("de-AT");
  });

  it("can be overridden by the address of the page, and ignores an invalid choice", async () => {
    await chooseLanguage("pt-BR");
    await restoreLanguage("en-US");
    expect([i18n.language, chosenLanguage()]).toEqual(["en", "pt-BR"]);
    localStorage.setItem("license-watch.language", '"constructor"');
    expect(chosenLanguage()).toBe("system");
  });
});

describe("a language whose texts cannot be loaded", () => {
  it("leaves the previous texts, says so, and can be tried again", async () => {
    await chooseLanguage("en");
    const load = vi.spyOn(i18n, "load").mockRejectedValueOnce(new Error("no such chunk"));
    await chooseLanguage("de");
    expect([i18n.language, i18n.problem?.thrown]).toEqual(["en", new Error("no such chunk")]);
    i18n.problem?.retry();
    await vi.waitFor(() => {
      expect([i18n.language, i18n.problem]).toEqual(["de", null]);
    });
    load.mockRestore();
  });

  it("is replaced by English when the window opens", async () => {
    const before = i18n.messages;
    i18n.messages = {};
    const load = vi.spyOn(i18n, "load").mockRejectedValueOnce(new Error("no such chunk"));
    await i18n.choose(["de"]);
    expect([i18n.language, i18n.messages["app.retry"]]).toEqual(["en", "Try again"]);
    expect(i18n.problem).not.toBeNull();
    load.mockRestore();
    i18n.problem = null;
    i18n.messages = before;
  });
});
