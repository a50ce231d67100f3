/** Texts and files from the recording that states enter. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

type Step = { command: string; args: Record<string, unknown>; answer?: unknown };

const file = fileURLToPath(new URL("../../src/lib/backend/recorded/fleet.json", import.meta.url));
const { script } = JSON.parse(readFileSync(file, "utf8")) as { script: Record<string, Step[]> };

/** The JSON argument of the first recorded step of a command whose answer matches. */
export function recordedText(command: string, argument: string, fits: (answer: string) => boolean): string {
  const steps = Object.values(script).flat();
  const step = steps.find((one) => one.command === command && fits(JSON.stringify(one.answer ?? null)));
  if (!step) throw new Error(`not recorded: ${command}`);
  return String(step.args[argument]);
}
