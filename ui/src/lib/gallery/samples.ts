import type { Failure } from "../backend/types";

/** Typical and extreme values for the components. */
export const eighty = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";
export const rightToLeft = "مجموعة الشركات العربية للاتصالات وتقنية المعلومات";

export const sizes = [
  { value: "small", label: "Small" },
  { value: "medium", label: "Medium" },
  { value: "large", label: "Large" },
] as const;

export const longSizes = [
  { value: "small", label: "Monatlich aktive Kontakte" },
  { value: "medium", label: "Benutzer und Passwort" },
  { value: "large", label: "Zugriffstoken" },
] as const;

export const failure: Failure = {
  code: "server",
  message: "GET /api/v1/licenses.info answered 502",
  hint: "Look at the server.",
  server_said: `<b>Bad gateway</b> ${eighty}`,
};
