import { moduleNames, type ModuleReport } from "../backend/types";
import { areaOfModule, isKnownModule } from "../domain/modules";
import { i18n, t } from "../i18n/i18n.svelte";

/** A module's name in the user's language; an unknown one by its id. */
export function moduleName(id: string): string {
  const names: Readonly<Record<string, string>> = moduleNames[i18n.language];
  return Object.hasOwn(names, id) ? (names[id] ?? id) : id;
}

/** What a known module is for, in one line. */
export function modulePurpose({ id, external }: Pick<ModuleReport, "id" | "external">): string | null {
  return external || !isKnownModule(id) ? null : t(`moduleWhat.${id}` as "moduleWhat.auditing");
}

/** The modules in which every word is found: in the name, the id, the purpose or the area. */
export function findModules<Module extends ModuleReport>(modules: readonly Module[], text: string): Module[] {
  const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return modules.filter((module) => {
    const searched = [moduleName(module.id), module.id, modulePurpose(module) ?? "", t(`area.${areaOfModule(module)}`)];
    const whole = searched.join("\n").toLocaleLowerCase();
    return words.every((word) => whole.includes(word));
  });
}
