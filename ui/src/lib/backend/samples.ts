import type { Backend } from "./contract";
import { backendOf, RECORDED_AT, REMOTE } from "./recorded/backend";
import { failure } from "./recorded/failure";
import { fleet } from "./recorded/scenes";
import type { ReportRequest } from "./types";

/** Sample workspaces with an engine of their own; the real engine is not involved. */
export type Samples = {
  backend: Backend;
  /** Ends the samples; pending promises never settle. */
  end: () => void;
};

type Call = (...given: unknown[]) => Promise<unknown>;

const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** The recorded workspaces, with all times moved to the morning of today. What belongs to the application comes from the real engine. */
export async function sampleBackend(real: Backend): Promise<Samples> {
  const begin = morningOf(Date.parse((await real.appInfo()).now));
  const startedAt = Date.now();
  const by = begin - RECORDED_AT;
  const played = backendOf(await fleet(), new URLSearchParams(), { missing });
  let ended = false;

  const play =
    (call: Call): Call =>
    async (...given) => {
      try {
        // What the user returns, such as an exported file, is matched with its recorded times.
        const answer = moved(await call(...moved(given, -by)), by);
        return ended ? await nothing() : answer;
      } catch (thrown) {
        return ended ? nothing() : Promise.reject(thrown as Error);
      }
    };
  const calls = Object.entries(played).map(([name, call]) => [name, play(call as Call)]);
  const sample = Object.fromEntries(calls) as Backend;

  return {
    backend: {
      ...sample,
      listen: (handler) =>
        played.listen((event) => {
          if (!ended) handler(moved(event, by));
        }),
      appInfo: async () => ({
        ...(await real.appInfo()),
        now: new Date(begin + Date.now() - startedAt).toISOString(),
      }),
      // The window stays in its own language.
      settings: async () => ({ ...(await sample.settings()), language: (await real.settings()).language }),
      updateSettings: async (patch) => {
        const settings = await sample.updateSettings(patch);
        const { language } =
          "language" in patch ? await real.updateSettings({ language: patch.language ?? null }) : await real.settings();
        return { ...settings, language };
      },
      saveText: (name, text) => real.saveText(name, text),
      // Only a comparison names everything in it; the engine knows nothing of the samples.
      saveReport: (report, format) => (inWords(report) ? real.saveReport(report, format) : notOfSamples()),
      printReport: (report) => (inWords(report) ? real.printReport(report) : notOfSamples()),
      reportText: (report) => (inWords(report) ? real.reportText(report) : notOfSamples()),
      exportTable: notOfSamples,
      showSavedFile: () => real.showSavedFile(),
      dependencies: () => real.dependencies(),
      diagnostics: () => real.diagnostics(),
      openDataFolder: () => real.openDataFolder(),
      quit: () => real.quit(),
    },
    end: () => {
      ended = true;
    },
  };
}

/**
 * The same day at the time of day at which the samples were recorded, there in UTC and here in the local zone: so many days
 * as the recorded sentences count lie then between it and each date.
 */
function morningOf(now: number): number {
  const recorded = new Date(RECORDED_AT);
  return new Date(now).setHours(recorded.getUTCHours(), recorded.getUTCMinutes(), 0, 0);
}

/** Samples have no network: a server that was not recorded is unreachable. */
function missing(command: string): Error {
  const code = REMOTE.has(command) ? "unreachable" : "internal";
  return failure(code, "the sample workspaces are a recording, which does not have this");
}

function inWords(report: ReportRequest): boolean {
  return report.of === "comparison";
}

function notOfSamples(): Promise<never> {
  return Promise.reject(missing("report"));
}

/** Moves every instant in a value by this many milliseconds. */
function moved<Value>(value: Value, by: number): Value {
  if (by === 0) return value;
  if (typeof value === "string") {
    return value.replace(INSTANT, (instant) =>
      new Date(Date.parse(instant) + by).toISOString().replace(".000Z", "Z"),
    ) as Value;
  }
  if (Array.isArray(value)) return value.map((inner) => moved(inner as unknown, by)) as Value;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, moved(inner as unknown, by)])) as Value;
}

/** A promise that never settles, for a caller that is gone. */
function nothing(): Promise<never> {
  return new Promise(() => undefined);
}
