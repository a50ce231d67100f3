import type { Arrangement, Failure, GroupColor, ReminderRecord, WorkspaceView } from "../types";
import errors from "./errors.json";
import fleet from "./fleet.json";
import many from "./many.json";
import strange from "./strange.json";

/** What the real engine answered, by command; of one workspace by command and id. `cargo xtask record` writes it. */
export type Reads = Readonly<Record<string, unknown>>;

/** A step of the script that was played on the fleet: a command, and what the engine made of it. */
export type Step = {
  command: string;
  /** Its arguments; `*` stands for any text. */
  args: Readonly<Record<string, unknown>>;
  answer?: unknown;
  failure?: Failure;
  /** In their order; of workspaces that are read so afterwards the ids alone. */
  events: readonly { type: string; id?: string; ids?: readonly string[] }[];
  /** What is read otherwise afterwards: see `player.ts`. */
  changes: Readonly<Record<string, unknown>>;
};

/** Every recorded step, chapter by chapter. */
export const chapters = fleet.script as unknown as Readonly<Record<string, readonly Step[]>>;

/** The recorded scene of that name. */
export function scene(name: string): Reads {
  switch (name) {
    case "none":
      return { ...only(() => false), arrangement: { groups: [], places: [] }, reminders: [] };
    case "one":
      return only(({ id }) => id === "acme");
    case "calm":
      return only(({ attention }) => attention === "calm");
    case "ten":
      return repeated(10);
    case "hundred":
      return repeated(100);
    case "thousand":
      return repeated(1_000);
    case "strange":
      return strange.reads;
    case "errors":
      return errors.reads;
    default:
      return fleet.reads;
  }
}

/** The fleet without the others. */
function only(keeps: (workspace: WorkspaceView) => boolean): Reads {
  const workspaces = (fleet.reads.workspaces as WorkspaceView[]).filter(keeps);
  const here = new Set(workspaces.map(({ id }) => id));
  const { groups, places } = fleet.reads.arrangement as Arrangement;
  return {
    ...fleet.reads,
    workspaces,
    arrangement: { groups, places: places.filter(({ workspace }) => here.has(workspace)) },
    reminders: (fleet.reads.reminders as ReminderRecord[]).filter(({ workspace }) => here.has(workspace)),
  };
}

const CITIES = ["Berlin", "Hamburg", "Köln", "Porto Alegre", "Recife", "São Paulo"].concat([
  "Austin",
  "Boston",
  "Chicago",
  "Lyon",
  "Oslo",
  "Wien",
]);
const COLORS: GroupColor[] = ["blue", "green", "orange", "violet", "teal", "pink", "yellow", "red", "gray"];

/** The most reminders that the engine keeps. */
const KEPT = 500;

/** So many workspaces: those that were recorded, again and again, in the order of the first. */
function repeated(count: number): Reads {
  const recorded = many.reads.workspaces as WorkspaceView[];
  const turns = Math.ceil(count / recorded.length);
  const whole = recorded.flatMap((view) => Array.from({ length: turns }, () => view)).slice(0, count);
  const reads: Record<string, unknown> = { ...many.reads };
  const ofEach = Object.entries(many.reads).map(([key, answer]) => ({ words: key.split(" "), answer }));
  const workspaces = whole.map((view, index) => {
    const id = `w${String(index)}`;
    for (const { words, answer } of ofEach) {
      if (words[1] === view.id) reads[words.with(1, id).join(" ")] = answer;
    }
    return { ...view, id, name: `Workspace ${String(index + 1).padStart(4, "0")}`, url: `https://chat.${id}.example` };
  });
  const told = many.reads.reminders as ReminderRecord[];
  const reminders = workspaces.slice(0, KEPT).flatMap(({ id, name }, index) => {
    const reminder = told[index % told.length];
    return reminder ? [{ ...reminder, id: KEPT - index, workspace: id, name }] : [];
  });
  return { ...reads, workspaces, reminders, arrangement: inCities(workspaces) };
}

/** Groups for a hundred workspaces and more; every thirteenth is in none. */
function inCities(workspaces: WorkspaceView[]): Arrangement {
  if (workspaces.length < 100) return { groups: [], places: [] };
  return {
    groups: CITIES.map((name, index) => ({
      id: `city-${String(index)}`,
      name,
      color: COLORS[index % COLORS.length] ?? "gray",
    })),
    places: workspaces.map(({ id }, index) => {
      const city = index % (CITIES.length + 1);
      return { workspace: id, group: city < CITIES.length ? `city-${String(city)}` : null };
    }),
  };
}
