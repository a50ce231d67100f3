import type { Status, SummaryKind, SummaryPart, WorkspaceView } from "../backend/types";
import { entriesFor, entriesOf, NO_GROUP, sectionsOf } from "../domain/arrangement";
import {
  everything,
  facets,
  inOrder,
  isEmptyFilter,
  filterWorkspaces,
  orders,
  modulesNamed,
  type Filter,
  type ModuleChoice,
  type Order,
} from "../domain/filter";
import { i18n } from "../i18n/i18n.svelte";
import { moduleName } from "../wording/module-text";
import type { ArrangementState } from "./arrangement.svelte";
import { CollapsedGroups } from "./collapsed-groups.svelte";
import { loadItem, saveItem } from "./local-storage";

/** Filter and order of the list of workspaces, shared by overview and sidebar. */
export class WorkspaceFilter {
  #chosen = $state.raw<Filter>(everything);
  #order = $state<Order>(savedOrder());
  readonly #every: () => readonly WorkspaceView[];
  readonly #parts: () => readonly SummaryPart[];
  #kind = $state<SummaryKind | null>(null);
  #reversed = $state(loadItem("reversed") === true);

  /** The chosen part of the summary. It is gone once it is about no workspace any more. */
  readonly #part = $derived.by(() => this.#parts().find(({ kind }) => kind === this.#kind) ?? null);
  /** The workspaces of the chosen part; without one, all that are not archived. */
  readonly #pool = $derived.by(() => {
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- lives for this one computation
    const ids = this.#part && new Set(this.#part.ids);
    return this.#every().filter(({ id, handling }) => (ids ? ids.has(id) : handling.is !== "archived"));
  });
  readonly #arrangement: ArrangementState;

  /** The filter, without groups that no longer exist. */
  readonly criteria = $derived.by((): Filter => {
    const known = [NO_GROUP, ...this.#arrangement.groups.map(({ id }) => id)];
    const groups = this.#arrangement.groups.length > 0 ? this.#chosen.groups.filter((id) => known.includes(id)) : [];
    return groups.length === this.#chosen.groups.length ? this.#chosen : { ...this.#chosen, groups };
  });
  /** Whether a filter is active. */
  readonly isActive = $derived(this.#part !== null || !isEmptyFilter(this.criteria));
  /** Number of workspaces that are not archived. */
  readonly unarchived = $derived.by(() => this.#every().filter(({ handling }) => handling.is !== "archived").length);
  /** Number of workspaces to choose from: those that are archived only count among themselves. */
  readonly total = $derived(this.part === "archived" ? this.#pool.length : this.unarchived);
  /** Whether nothing is listed because every workspace is archived. */
  readonly isAllArchived = $derived(this.total === 0 && !this.isActive);
  readonly collapsed = new CollapsedGroups(() => this.isActive);

  /** What filters need of the arrangement and the texts. */
  readonly #context = $derived.by(() => {
    const { groups, groupOf, positionOf } = this.#arrangement;
    return { groups, groupOf, positionOf, moduleName };
  });
  readonly #matching = $derived.by(() => filterWorkspaces(this.#pool, this.criteria, this.#context));
  /** The matching workspaces by group; a single section without a name if there are no groups. */
  readonly sections = $derived.by(() => sectionsOf(this.#matching, this.#arrangement.current, this.collapsed.has));
  /** Whether the list is in the custom order, and so can be reordered by hand. */
  readonly own = $derived(this.#order === "own");
  /** Whether the list has group headings. */
  readonly headed = $derived.by(() => this.own && this.#arrangement.groups.length > 0);
  /** The matching workspaces, in the chosen order. */
  readonly shown = $derived.by(() => (this.own ? this.sections.flatMap(({ workspaces }) => workspaces) : this.#sorted));
  readonly #sorted = $derived.by(() => {
    const sorted = inOrder(this.#matching, this.#order, i18n.locale, this.#context);
    return this.#reversed ? [...sorted].reverse() : sorted;
  });
  /** The rows of the list: workspaces and, in the custom order, group headings. */
  readonly entries = $derived.by(() => (this.own ? entriesOf(this.sections, !this.isActive) : entriesFor(this.shown)));
  /** The matching workspaces, except those in collapsed groups. */
  readonly listed = $derived.by(() =>
    this.own ? this.entries.flatMap((entry) => (entry.kind === "workspace" ? [entry.workspace] : [])) : this.shown,
  );
  /** The workspaces that match the filter without its time range: the timeline also shows what lies outside of it. */
  readonly anyTime = $derived.by(() =>
    this.criteria.between
      ? filterWorkspaces(this.#pool, { ...this.criteria, between: null }, this.#context)
      : this.shown,
  );
  /** The filter options, each with the number of workspaces that would match. */
  readonly facets = $derived.by(() => facets(this.#pool, this.criteria, this.#context));
  /** The modules that the text names, so that workspaces match that have them. */
  readonly namedModules = $derived.by(() => modulesNamed(this.criteria.text, this.#pool, moduleName));

  constructor(
    all: () => readonly WorkspaceView[],
    arrangement: ArrangementState,
    parts: () => readonly SummaryPart[] = () => [],
  ) {
    this.#every = all;
    this.#arrangement = arrangement;
    this.#parts = parts;
  }

  /** The part of the summary whose workspaces are listed; `null` for all that are not archived. */
  get part(): SummaryKind | null {
    return this.#part?.kind ?? null;
  }

  set part(kind: SummaryKind | null) {
    this.#kind = kind;
    this.collapsed.expandForSearch();
  }

  /** The search text. */
  get text(): string {
    return this.criteria.text;
  }

  set text(text: string) {
    this.#update({ text });
  }

  /** The order of the list; saved. */
  get order(): Order {
    return this.#order;
  }

  set order(order: Order) {
    this.#order = order;
    this.#reversed = false;
    saveItem("order", order);
    saveItem("reversed", false);
  }

  /** Whether the list is sorted the other way round. */
  get reversed(): boolean {
    return this.#reversed;
  }

  /** Sorts by this order; if it already is, the other way round. */
  sortBy(order: Order): void {
    if (this.#order !== order) {
      this.order = order;
      return;
    }
    this.#reversed = !this.#reversed;
    saveItem("reversed", this.#reversed);
  }

  toggleStatus(status: Status): void {
    this.#update({ statuses: toggled(this.criteria.statuses, status) });
  }

  togglePlan(plan: string): void {
    this.#update({ plans: toggled(this.criteria.plans, plan) });
  }

  /** Which workspaces a module leaves: those that have it, those that do not, or both. */
  chooseModule(id: string, choice: ModuleChoice): void {
    const others = (ids: readonly string[]) => ids.filter((other) => other !== id);
    const { modules, without } = this.criteria;
    this.#update({
      modules: choice === "has" ? [...others(modules), id] : others(modules),
      without: choice === "lacks" ? [...others(without), id] : others(without),
    });
  }

  /** `id` may be `NO_GROUP`. */
  toggleGroup(id: string): void {
    this.#update({ groups: toggled(this.criteria.groups, id) });
  }

  /** Shows only workspaces where something stops in a time range; `null` removes that filter. */
  stopping(between: Filter["between"]): void {
    this.#update({ between });
  }

  /** Removes all filters. */
  clear(): void {
    this.#kind = null;
    this.#update(everything);
  }

  #update(changes: Partial<Filter>): void {
    this.#chosen = { ...this.criteria, ...changes };
    this.collapsed.expandForSearch();
  }
}

function toggled<Value>(values: readonly Value[], value: Value): Value[] {
  return values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
}

function savedOrder(): Order {
  const order = loadItem("order");
  return orders.find((known) => known === order) ?? orders[0];
}
