import type {
  Arrangement,
  Failure,
  FleetSummary,
  GroupColor,
  ReminderRecord,
  SummaryPart,
  WorkspaceView,
} from "../types";

/** The real engine's answers by command, or by command and workspace. Written by `cargo xtask record`. */
export type Reads = Readonly<Record<string, unknown>>;

/** The commands that only read, of which answers were recorded. */
export function readingCommands(reads: Reads): string[] {
  return Object.keys(reads).map((key) => key.split(" ", 1)[0] ?? key);
}

/** A step of the script: a command, and its effects on the engine. */
export type Step = {
  command: string;
  /** The arguments; `*` stands for any text. */
  args: Readonly<Record<string, unknown>>;
  answer?: unknown;
  failure?: Failure;
  /** The events in their order; workspaces are reduced to their ids if the changes below contain them. */
  events: readonly { type: string; id?: string; ids?: readonly string[] }[];
  /** The changes of what is read afterwards: see `player.ts`. */
  changes: Readonly<Record<string, unknown>>;
  /** The ids of lists in their new order, if that changed. */
  orders: Readonly<Record<string, readonly (string | number)[]>>;
};

/** Every recorded step, by chapter. */
export type Script = Readonly<Record<string, readonly Step[]>>;

/** The initial data of a scene, and the steps that can be played. */
export type Scene = { reads: Reads; script: Script };

type Recording = { reads: Reads; script?: Script };

/** The fleet, which the application itself shows as samples. */
export async function fleet(): Promise<Scene> {
  const { reads, script } = (await import("./fleet.json")).default;
  return { reads, script: script as unknown as Script };
}

/** Returns a recorded scene by name. The steps of every scene were recorded with the fleet. */
export async function scene(name: string): Promise<Scene> {
  const { reads, script } = await fleet();
  const of = async (): Promise<Reads> => {
    switch (name) {
      case "none":
        return { ...only(reads, () => false), arrangement: { groups: [], places: [] } };
      case "one":
        return only(reads, ({ id }) => id === "acme");
      case "calm":
        return only(reads, ({ attention }) => attention === "calm");
      case "ten":
        return repeated(await recording("many"), reads, 10);
      case "hundred":
        return repeated(await recording("many"), reads, 100);
      case "thousand":
        return repeated(await recording("many"), reads, 1_000);
      case "strange":
      case "errors":
      case "findings":
        return await recording(name);
      default:
        return reads;
    }
  };
  return { reads: await of(), script };
}

/** Recordings for development and tests. The application does not ship them: `npm run preview` serves them beside it. */
async function recording(name: "many" | "strange" | "errors" | "findings"): Promise<Reads> {
  if (import.meta.env.PROD) {
    const response = await fetch(`/recorded/${name}.json`);
    return ((await response.json()) as Recording).reads;
  }
  const imports = {
    many: () => import("./many.json"),
    strange: () => import("./strange.json"),
    errors: () => import("./errors.json"),
    findings: () => import("./findings.json"),
  };
  return (await imports[name]()).default.reads;
}

/** A scene with only some of the workspaces. */
function only(reads: Reads, keeps: (workspace: WorkspaceView) => boolean): Reads {
  const workspaces = (reads["workspaces"] as WorkspaceView[]).filter(keeps);
  const here = new Set(workspaces.map(({ id }) => id));
  const { groups, places } = reads["arrangement"] as Arrangement;
  return {
    ...reads,
    workspaces,
    fleet_summary: summaryOf(reads["fleet_summary"] as FleetSummary, (id) => (here.has(id) ? [id] : []), workspaces),
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

/** The maximum number of reminders that the engine keeps. */
const KEPT = 500;

/**
 * A scene with this many workspaces: the recorded ones repeated, each kind together. Workspaces that are added together
 * have no reminders yet, so those of the fleet are spread over them, in the engine's order.
 */
function repeated(many: Reads, fleet: Reads, count: number): Reads {
  const recorded = many["workspaces"] as WorkspaceView[];
  const turns = Math.ceil(count / recorded.length);
  const views = recorded.flatMap((view) => Array.from({ length: turns }, () => view)).slice(0, count);
  const reads: Record<string, unknown> = { ...many };
  const ofEach = Object.entries(many).map(([key, answer]) => ({ words: key.split(" "), answer }));
  const workspaces = views.map((view, index) => {
    const id = `w${String(index)}`;
    for (const { words, answer } of ofEach) {
      if (words[1] === view.id) reads[words.with(1, id).join(" ")] = answer;
    }
    return { ...view, id, name: `Workspace ${String(index + 1).padStart(4, "0")}`, url: `https://chat.${id}.example` };
  });
  const pages = views.flatMap((view, index) =>
    (many["workspace"] as { id: string }[])
      .filter(({ id }) => id === view.id)
      .map((page) => ({ ...page, id: `w${String(index)}` })),
  );
  const inbox = (fleet["reminders"] as ReminderRecord[]).filter(({ place }) => place === "inbox");
  const kept = workspaces.slice(0, KEPT);
  const reminders = kept.flatMap(({ id, name }, index) => {
    const reminder = inbox[Math.floor((index * inbox.length) / kept.length)];
    return reminder ? [{ ...reminder, id: KEPT - index, workspace: id, name }] : [];
  });
  const copies = new Map<string, string[]>();
  for (const [index, { id }] of views.entries()) copies.set(id, [...(copies.get(id) ?? []), `w${String(index)}`]);
  const summary = summaryOf(reads["fleet_summary"] as FleetSummary, (id) => copies.get(id) ?? [], workspaces);
  return {
    ...reads,
    workspaces,
    workspace: pages,
    reminders,
    fleet_summary: summary,
    arrangement: inCities(workspaces),
  };
}

/** The summary of other workspaces than the recorded ones, each of which became those of `nowOf`. */
function summaryOf(
  { parts, aside }: FleetSummary,
  nowOf: (id: string) => readonly string[],
  workspaces: readonly WorkspaceView[],
): FleetSummary {
  const left = (recorded: readonly SummaryPart[]) =>
    recorded.flatMap((part) => {
      const ids = part.ids.flatMap(nowOf);
      return ids.length > 0 ? [{ ...part, ids, text: part.text.replace(/^\d+/, String(ids.length)) }] : [];
    });
  const [all, now] = [workspaces.map(({ id }) => id), left(parts)];
  const isCalm = all.length > 0 && !now.some(({ kind }) => kind === "attention");
  const calm: SummaryPart = { kind: "ok", text: `All ${String(all.length)} workspaces OK`, ids: all, at: null };
  return { parts: isCalm ? [calm, ...now.filter(({ kind }) => kind !== "ok")] : now, aside: left(aside) };
}

/** Groups for a hundred workspaces and more; every thirteenth is ungrouped. */
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
