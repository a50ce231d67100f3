import type { Arrangement, Failure, GroupColor, ReminderRecord, WorkspaceView } from "../types";

/** What the real engine answered, by command; of one workspace by command and id. `cargo xtask record` writes it. */
export type Reads = Readonly<Record<string, unknown>>;

/** The commands that only read, of which answers were recorded. */
export function readingCommands(reads: Reads): string[] {
  return Object.keys(reads).map((key) => key.split(" ", 1)[0] ?? key);
}

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
  /** The ids of lists in their order afterwards, where that is not the order of before. */
  orders: Readonly<Record<string, readonly (string | number)[]>>;
};

/** Every recorded step, by chapter. */
export type Script = Readonly<Record<string, readonly Step[]>>;

/** What there is at first, and what can be done with it. */
export type Scene = { reads: Reads; script: Script };

type Recording = { reads: Reads; script?: Script };

/** The fleet, which the application itself shows as samples. */
export async function fleet(): Promise<Scene> {
  const { reads, script } = (await import("./fleet.json")).default;
  return { reads, script: script as unknown as Script };
}

/** The recorded scene of that name. What is done in any of them was recorded with the fleet. */
export async function scene(name: string): Promise<Scene> {
  const { reads, script } = await fleet();
  const of = async (): Promise<Reads> => {
    switch (name) {
      case "none":
        return { ...only(reads, () => false), arrangement: { groups: [], places: [] }, reminders: [] };
      case "one":
        return only(reads, ({ id }) => id === "acme");
      case "calm":
        return only(reads, ({ attention }) => attention === "calm");
      case "ten":
        return repeated(await recording("many"), 10);
      case "hundred":
        return repeated(await recording("many"), 100);
      case "thousand":
        return repeated(await recording("many"), 1_000);
      case "strange":
      case "errors":
        return await recording(name);
      default:
        return reads;
    }
  };
  return { reads: await of(), script };
}

/** Recordings for development and tests. The application does not ship them: `npm run preview` serves them beside it. */
async function recording(name: "many" | "strange" | "errors"): Promise<Reads> {
  if (import.meta.env.PROD) {
    const response = await fetch(`/recorded/${name}.json`);
    return ((await response.json()) as Recording).reads;
  }
  const imports = {
    many: () => import("./many.json"),
    strange: () => import("./strange.json"),
    errors: () => import("./errors.json"),
  };
  return (await imports[name]()).default.reads;
}

/** Some workspaces alone. */
function only(reads: Reads, keeps: (workspace: WorkspaceView) => boolean): Reads {
  const workspaces = (reads["workspaces"] as WorkspaceView[]).filter(keeps);
  const here = new Set(workspaces.map(({ id }) => id));
  const { groups, places } = reads["arrangement"] as Arrangement;
  return {
    ...reads,
    workspaces,
    arrangement: { groups, places: places.filter(({ workspace }) => here.has(workspace)) },
    reminders: (reads["reminders"] as ReminderRecord[]).filter(({ workspace }) => here.has(workspace)),
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
function repeated(many: Reads, count: number): Reads {
  const recorded = many["workspaces"] as WorkspaceView[];
  const turns = Math.ceil(count / recorded.length);
  const whole = recorded.flatMap((view) => Array.from({ length: turns }, () => view)).slice(0, count);
  const reads: Record<string, unknown> = { ...many };
  const ofEach = Object.entries(many).map(([key, answer]) => ({ words: key.split(" "), answer }));
  const workspaces = whole.map((view, index) => {
    const id = `w${String(index)}`;
    for (const { words, answer } of ofEach) {
      if (words[1] === view.id) reads[words.with(1, id).join(" ")] = answer;
    }
    return { ...view, id, name: `Workspace ${String(index + 1).padStart(4, "0")}`, url: `https://chat.${id}.example` };
  });
  const recordedReminders = many["reminders"] as ReminderRecord[];
  const reminders = workspaces.slice(0, KEPT).flatMap(({ id, name }, index) => {
    const reminder = recordedReminders[index % recordedReminders.length];
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
