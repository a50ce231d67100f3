import { beforeAll, describe, expect, it } from "vitest";

import { moduleNames } from "../backend/types";
import { areas } from "../domain/modules";
import { en } from "./en";
import { i18n, t } from "./i18n.svelte";
import { languageTags, loadMessages } from "./languages";
import type { Messages, Plural } from "./messages";

const files = import.meta.glob<string>(["/src/**/*.svelte", "/src/**/*.ts", "!/src/**/*.test.ts"], {
  query: "?raw",
  import: "default",
  eager: true,
});
const sources = Object.entries(files)
  .filter(([path]) => !languageTags.some((tag) => path.endsWith(`/i18n/${tag}.ts`)))
  .map(([, text]) => text)
  .join("\n");

const keys = Object.keys(en);
/** Names in quotes, and the parts of names that are concatenated. */
const quoted = new Set([...sources.matchAll(/"([a-zA-Z]+\.[^"\n]+)"/g)].map(([, key]) => key ?? ""));
const templates = [...sources.matchAll(/`([a-zA-Z]+\.[^`$]*)\$\{[^}]*\}(\w*)`/g)].map(
  ([, begin = "", end = ""]) => new RegExp(`^${begin.replace(".", "\\.")}.+${end}$`),
);

const forms = (message: string | Plural): string[] =>
  typeof message === "string" ? [message] : Object.values(message);
const gaps = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "").sort();

describe("the messages", () => {
  it("are all used", () => {
    const unused = keys.filter((key) => !quoted.has(key) && !templates.some((template) => template.test(key)));
    expect(unused).toEqual([]);
  });

  it("exist for every name in the code", () => {
    const namespaces = new Set(keys.map((key) => key.split(".")[0]));
    const named = [...sources.matchAll(/\bt\(\s*"([^"]+)"/g)].map(([, key]) => key ?? "");
    expect(named.filter((key) => !keys.includes(key))).toEqual([]);
    expect(namespaces.size).toBeGreaterThan(10);
  });

  it("name every area of modules", () => {
    expect(areas.filter((area) => !keys.includes(`area.${area}`))).toEqual([]);
  });

  it("have a purpose for every named module", () => {
    const named = Object.keys(moduleNames.en);
    expect(named.filter((id) => !keys.includes(`moduleWhat.${id}`))).toEqual([]);
  });

  describe.each(languageTags)("in %s", (tag) => {
    let messages: Messages;
    beforeAll(async () => {
      messages = await loadMessages(tag);
    });

    it("are the same as in English", () => {
      expect(Object.keys(messages).sort()).toEqual([...keys].sort());
    });

    it("are not empty, and have the same placeholders as in English in every form", () => {
      for (const key of keys as (keyof typeof en)[]) {
        const wanted = gaps(forms(en[key]).at(-1) ?? "");
        for (const form of forms(messages[key])) {
          expect(form.trim(), key).not.toBe("");
          expect(gaps(form), `${tag} ${key}`).toEqual(wanted);
        }
      }
    });

    it("have every plural form of the language", () => {
      const categories = new Intl.PluralRules(tag).resolvedOptions().pluralCategories;
      expect(categories).toEqual(expect.arrayContaining(["one", "other"]));
    });
  });
});

describe("placeholders", () => {
  it("select the plural form by the number and format it for the language", async () => {
    expect(t("list.needYou", { count: 1, total: 11 })).toBe("1 of 11 needs attention");
    await i18n.choose(["de-DE"]);
    expect(t("list.needYou", { count: 1_200, total: 1_500 })).toBe("1.200 von 1.500 erfordern Handeln");
    await i18n.choose(["pt-BR"]);
    expect(t("deadline.modules_disabled", { count: 2 })).toBe("2 módulos deixam de funcionar");
    expect(t("list.matches", { count: 1_000_000 })).toBe("1.000.000 resultados");
  });

  it("are filled in verbatim", () => {
    expect(t("farewell.remove_title", { name: "{name} $& <b>" })).toBe("Remove {name} $& <b>?");
  });
});

describe("the language", () => {
  it.each([
    [["de-AT", "en"], "de", "de-AT"],
    [["pt-PT"], "pt-BR", "pt-PT"],
    [["fr-FR", "pt"], "pt-BR", "pt"],
    [["ja", "zh"], "en", "en"],
    [["EN-gb"], "en", "en-GB"],
  ])("takes the first wish that it speaks: %j", async (locales, language, locale) => {
    await i18n.choose(locales);
    expect([i18n.language, i18n.locale]).toEqual([language, locale]);
  });
});
