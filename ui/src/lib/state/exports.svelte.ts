import { getContext, setContext } from "svelte";

import { asFailure, type Backend } from "../backend";
import type { ExportedTable, Failure, ReportFormat, ReportRequest, SavedFile } from "../backend/types";
import { copyText } from "./clipboard";

const KEY = Symbol("exports");

/** What became of an export. */
export type ExportOutcome =
  { is: "saved"; path: string } | { is: "copied" } | { is: "not_copied" } | { is: "failed"; failure: Failure };

type Engine = Pick<Backend, "exportTable" | "saveReport" | "reportText" | "printReport" | "showSavedFile">;

/** Saves, prints and copies reports and tables. One at a time is enough: the system's dialogs are modal. */
export class Exports {
  /** What became of the last one, until it is dismissed; `null` while one runs, or if the user canceled it. */
  outcome = $state.raw<ExportOutcome | null>(null);
  /** Whether the dialog for a report of changes is open, and of which workspaces. */
  changesOf = $state.raw<readonly string[] | null>(null);

  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Saves a table of these workspaces, in this order. */
  async table(ids: readonly string[], table: ExportedTable): Promise<void> {
    await this.#run(async () => saved(await this.#engine.exportTable([...ids], table)));
  }

  async save(report: ReportRequest, format: ReportFormat): Promise<void> {
    await this.#run(async () => saved(await this.#engine.saveReport(report, format)));
  }

  async print(report: ReportRequest): Promise<void> {
    await this.#run(async () => saved(await this.#engine.printReport(report)));
  }

  async copy(report: ReportRequest): Promise<void> {
    await this.#run(async () => {
      const text = await this.#engine.reportText(report);
      return { is: (await copyText(text)) ? "copied" : "not_copied" };
    });
  }

  async showInFolder(): Promise<void> {
    await this.#run(async () => {
      await this.#engine.showSavedFile();
      return null;
    });
  }

  async #run(work: () => Promise<ExportOutcome | null>): Promise<void> {
    this.outcome = null;
    this.outcome = await work().catch((thrown: unknown): ExportOutcome => ({
      is: "failed",
      failure: asFailure(thrown),
    }));
  }
}

function saved(file: SavedFile | null): ExportOutcome | null {
  return file && { is: "saved", path: file.path };
}

/** Provides the exports to the components inside. */
export function provideExports(engine: Engine): Exports {
  return setContext(KEY, new Exports(engine));
}

/** The exports of the window. */
export function useExports(): Exports {
  return getContext<Exports>(KEY);
}
