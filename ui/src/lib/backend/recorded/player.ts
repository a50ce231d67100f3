import type { EngineEvent, Failure, WorkspaceView } from "../types";
import type { Reads, Step } from "./scenes";

type Args = Readonly<Record<string, unknown>>;
type Found = {
  step: Step;
  /** The recorded id, where the step was recorded of another workspace or reminder. */ of?: unknown;
};

/**
 * Plays what was recorded. It knows commands, arguments and lists of things with ids, and not what any of them means: a
 * command that was not recorded fails. Where a step was recorded of one workspace or reminder, it stands for every other
 * one, as far as the lists of them are concerned.
 */
export class Player {
  #reads: Record<string, unknown>;
  readonly #steps: readonly { chapter: string; step: Step }[];
  readonly #played = new Set<Step>();
  #last = { chapter: "", at: -1 };
  readonly #emit: (event: EngineEvent) => void;

  constructor(reads: Reads, chapters: Readonly<Record<string, readonly Step[]>>, emit: (event: EngineEvent) => void) {
    this.#reads = { ...reads };
    this.#steps = Object.entries(chapters).flatMap(([chapter, steps]) => steps.map((step) => ({ chapter, step })));
    this.#emit = emit;
  }

  /** What a reading command answers at this moment: by its name, or its name and the id of a workspace. */
  read(key: string): unknown {
    return this.#reads[key];
  }

  /** Puts an answer in the place of a reading command's. */
  write(key: string, answer: unknown): void {
    this.#reads[key] = answer;
  }

  /** What a command answers. */
  play(command: string, args: Args): unknown {
    const found = this.#find(command, args);
    if (!found) throw notRecorded(command);
    const { step, of } = found;
    this.#played.add(step);
    this.#last = { chapter: this.#chapterOf(step), at: this.#steps.findIndex((one) => one.step === step) };
    this.#apply(step.changes, of, args["id"]);
    for (const event of step.events) this.#emit(this.#whole(event, of, args["id"]));
    if (step.failure) throw step.failure as unknown as Error;
    return structuredClone(step.answer ?? null);
  }

  #find(command: string, args: Args): Found | undefined {
    const all = this.#steps.filter(({ step }) => step.command === command).map(({ step }) => step);
    const id = args["id"];
    const fits: ((step: Step) => boolean)[] = [
      (step) => same(step.args, args),
      (step) => matches(step.args, args),
      (step) => id !== undefined && matches({ ...step.args, id }, args),
    ];
    for (const fit of fits) {
      const fitting = all.filter(fit);
      const next = fitting.find((step) => this.#follows(step)) ?? fitting.find((step) => !this.#played.has(step));
      const step = next ?? fitting.at(-1);
      if (step) return same(step.args["id"], id) ? { step } : { step, of: step.args["id"] };
    }
    return undefined;
  }

  #chapterOf(step: Step): string {
    return this.#steps.find((one) => one.step === step)?.chapter ?? "";
  }

  /** Whether a step comes later in the chapter that is being played. */
  #follows(step: Step): boolean {
    const at = this.#steps.findIndex((one) => one.step === step);
    return this.#chapterOf(step) === this.#last.chapter && at > this.#last.at;
  }

  #apply(changes: Step["changes"], of: unknown, id: unknown): void {
    for (const [key, change] of Object.entries(changes)) {
      const current = this.#reads[key];
      if (of === undefined) this.#reads[key] = patched(current, change);
      else if (Array.isArray(current) && isFields(change) && String(of) in change) {
        this.#reads[key] = patched(current, { [String(id)]: change[String(of)] });
      }
    }
  }

  #whole(event: Step["events"][number], of: unknown, id: unknown): EngineEvent {
    const here = (recorded: string) => (of !== undefined && recorded === of ? String(id) : recorded);
    const ids = event.ids?.map(here);
    if (event.type === "workspaces_changed" && ids) {
      const views = this.#reads["workspaces"] as WorkspaceView[];
      return { type: event.type, workspaces: views.filter((view) => ids.includes(view.id)) };
    }
    return { ...event, ...(ids && { ids }), ...(event.id !== undefined && { id: here(event.id) }) } as EngineEvent;
  }
}

/** A value with a change in it: of a list by id, of a thing by field, of everything else the whole. */
function patched(current: unknown, change: unknown): unknown {
  if (Array.isArray(current) && isFields(change)) {
    const list = current as { id: string | number }[];
    const there = new Set(list.map(({ id }) => String(id)));
    const kept = list.flatMap((one) => {
      const news = change[String(one.id)];
      return news === null ? [] : [isFields(news) ? { ...one, ...news } : one];
    });
    const added = Object.entries(change).flatMap(([id, news]) => (there.has(id) || news === null ? [] : [news]));
    return [...kept, ...added];
  }
  return isFields(current) && isFields(change) ? { ...current, ...change } : change;
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function same(recorded: unknown, given: unknown): boolean {
  return JSON.stringify(sorted(recorded)) === JSON.stringify(sorted(given));
}

/** Whether arguments are those that were recorded, where `*` is any text. */
function matches(recorded: unknown, given: unknown): boolean {
  if (recorded === "*") return typeof given === "string";
  if (!isFields(recorded) || !isFields(given)) return same(recorded, given);
  const names = new Set([...Object.keys(recorded), ...Object.keys(given)]);
  return [...names].every((name) => matches(recorded[name], given[name]));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, sorted(value[name])]),
  );
}

function notRecorded(command: string): Error {
  const failure: Failure = { code: "internal", message: `not recorded: ${command}`, hint: "", server_said: null };
  return failure as unknown as Error;
}
