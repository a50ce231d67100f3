import type { EngineEvent, WorkspaceView } from "../types";
import { failure } from "./failure";
import type { Reads, Script, Step } from "./scenes";

export type Args = Readonly<Record<string, unknown>>;
/** A recorded step; `of` is the id of the workspace or reminder that it was recorded for, if that is another one. */
type Found = { step: Step; of?: unknown };

/** A command that stores its arguments: what is read afterwards, and the command's answer. */
export type Store = (read: (key: string) => unknown, args: Args) => Stored;
export type Stored = { key: string; value: unknown; answer?: unknown; events: Step["events"] };

/** What a player does beyond the recording. */
export type Beyond = {
  /** Commands that store their arguments, and so also accept arguments that were not recorded. */
  stores: Readonly<Record<string, Store>>;
  /** The failure of a command that was not recorded. */
  missing: (command: string) => Error;
};

/**
 * Plays a recording. Only knows commands, arguments and lists of objects with ids, but not what any of them mean: a
 * command that was not recorded fails. A step that was recorded for one workspace or reminder also applies to every
 * other one, as far as lists of them are concerned.
 */
export class Player {
  #reads: Record<string, unknown>;
  readonly #steps: readonly { chapter: string; step: Step }[];
  readonly #played = new Set<Step>();
  #last = { chapter: "", at: -1 };
  readonly #emit: (event: EngineEvent) => void;
  readonly #beyond: Beyond;

  constructor(reads: Reads, script: Script, emit: (event: EngineEvent) => void, beyond: Partial<Beyond> = {}) {
    this.#reads = { ...reads };
    this.#beyond = { stores: {}, missing: notRecorded, ...beyond };
    this.#steps = Object.entries(script).flatMap(([chapter, steps]) => steps.map((step) => ({ chapter, step })));
    this.#emit = emit;
  }

  /** The current answer of a reading command, by its name, or by its name and the id of a workspace. */
  read(key: string): unknown {
    return this.#reads[key];
  }

  /** The answer of a command. Throws the recorded failure, or that nothing was recorded. */
  play(command: string, args: Args): unknown {
    const store = this.#beyond.stores[command];
    const found = this.#find(command, args, store !== undefined);
    if (!found && !store) throw this.#beyond.missing(command);
    const stored = found?.step.failure ? undefined : store?.((key) => this.#reads[key], args);
    if (found) {
      this.#turnTo(found.step);
      this.#apply(found.step, found.of, args["id"]);
    }
    if (stored) this.#reads[stored.key] = inOrder(stored.value, found?.step.orders[stored.key]);
    const events = found?.step.events ?? stored?.events ?? [];
    for (const event of events) this.#emit(this.#complete(event, found?.of, args["id"]));
    if (found?.step.failure) throw found.step.failure as unknown as Error;
    return structuredClone(stored?.answer ?? found?.step.answer ?? null);
  }

  #turnTo(step: Step): void {
    this.#played.add(step);
    this.#last = { chapter: this.#chapterOf(step), at: this.#steps.findIndex((one) => one.step === step) };
  }

  #find(command: string, args: Args, exactly: boolean): Found | undefined {
    const all = this.#steps.filter(({ step }) => step.command === command).map(({ step }) => step);
    const id = args["id"];
    const as = (step: Step) => ({ ...step.args, id });
    const fits: ((step: Step) => boolean)[] = [
      (step) => same(step.args, args),
      (step) => matches(step.args, args),
      (step) => id !== undefined && same(as(step), args),
      (step) => id !== undefined && matches(as(step), args),
    ];
    for (const fit of exactly ? fits.slice(0, 1) : fits) {
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

  #apply(step: Step, of: unknown, id: unknown): void {
    for (const [key, change] of Object.entries(step.changes)) {
      const current = this.#reads[key];
      if (of === undefined) this.#reads[key] = inOrder(patched(current, change), step.orders[key]);
      else if (Array.isArray(current) && isFields(change) && String(of) in change) {
        this.#reads[key] = patched(current, { [String(id)]: change[String(of)] });
      }
    }
  }

  #complete(event: Step["events"][number], of: unknown, id: unknown): EngineEvent {
    const here = (recorded: string) => (of !== undefined && recorded === of ? String(id) : recorded);
    const ids = event.ids?.map(here);
    if (event.type === "workspaces_changed" && ids) {
      const views = this.#reads["workspaces"] as WorkspaceView[];
      return { type: event.type, workspaces: views.filter((view) => ids.includes(view.id)) };
    }
    return { ...event, ...(ids && { ids }), ...(event.id !== undefined && { id: here(event.id) }) } as EngineEvent;
  }
}

/** Applies a change to a value: to a list by id, to an object by field; anything else is replaced. */
export function patched(current: unknown, change: unknown): unknown {
  if (!isFields(change)) return change;
  if (Array.isArray(current)) return patchedList(current as Fields[], change);
  if (!isFields(current)) return change;
  // A list inside an object is replaced by a list, and changed by an object.
  const fields = Object.entries(change).map(([name, update]) => {
    const before = current[name];
    return [name, Array.isArray(before) && isFields(update) ? patchedList(before as Fields[], update) : update];
  });
  return { ...current, ...(Object.fromEntries(fields) as Fields) };
}

function patchedList(list: readonly Fields[], change: Fields): unknown[] {
  const present = new Set(list.map(idOf));
  const kept = list.flatMap((one) => {
    const update = change[idOf(one)];
    return update === null ? [] : [isFields(update) ? { ...one, ...update } : one];
  });
  // A new object has an id; a change of one that this scene does not have has none.
  const added = Object.entries(change).filter(
    ([id, update]) => !present.has(id) && isFields(update) && idOf(update) === id,
  );
  return [...kept, ...added.map(([, update]) => update)];
}

/** Reorders the objects of a list that are in `order`; the others keep their positions. */
function inOrder(value: unknown, order: readonly (string | number)[] | undefined): unknown {
  if (!order || !Array.isArray(value)) return value;
  const list = value as readonly Fields[];
  const rank = new Map(order.map((id, index) => [String(id), index]));
  const rankOf = (thing: Fields) => rank.get(idOf(thing)) ?? -1;
  const sorted = list.filter((thing) => rankOf(thing) >= 0).sort((one, other) => rankOf(one) - rankOf(other));
  return list.map((thing) => (rankOf(thing) >= 0 ? sorted.shift() : thing));
}

type Fields = Record<string, unknown>;

/** The id of an object in a list: a place in a group has that of its workspace. */
function idOf(thing: Fields): string {
  return String(thing["id"] ?? thing["workspace"]);
}

function notRecorded(command: string): Error {
  return failure("internal", `not recorded: ${command}`);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function same(recorded: unknown, given: unknown): boolean {
  return JSON.stringify(sorted(recorded)) === JSON.stringify(sorted(given));
}

/** Whether arguments match the recorded ones, in which `*` stands for any text. */
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
