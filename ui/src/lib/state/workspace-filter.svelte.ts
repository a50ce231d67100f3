import type { Status, WorkspaceView } from "../backend/types";
import { entriesFor, entriesOf, NO_GROUP, sectionsOf } from "../domain/arrangement";
import { everything, facets, inOrder, isEmptyFilter, narrow, orders, type Filter, type Order } from "../domain/filter";
import { i18n } from "../i18n/i18n.svelte";
import type { ArrangementState } from "./arrangement.svelte";
import { CollapsedGroups } from "./collapsed-groups.svelte";
import { loadItem, saveItem } from "./local-storage";

/** What the list of workspaces is narrowed to and how it is ordered, one for the overview and the sidebar. */
export class WorkspaceFilter {
  #wished = $state.raw<Filter>(everything);
  #order = $state<Order>(rememberedOrder());
  readonly #all: () => readonly WorkspaceView[];
  readonly #arranging: ArrangementState;

  /** What it is narrowed to. A group that is gone no longer filters. */
  readonly criteria = $derived.by((): Filter => {
    const known = [NO_GROUP, ...this.#arranging.groups.map(({ id }) => id)];
    const groups = this.#arranging.groups.length > 0 ? this.#wished.groups.filter((id) => known.includes(id)) : [];
    return groups.length === this.#wished.groups.length ? this.#wished : { ...this.#wished, groups };
  });
  /** Whether anything is left out. */
  readonly narrowed = $derived(!isEmptyFilter(this.criteria));
  /** Which groups are collapsed. */
  readonly collapsed = new CollapsedGroups(() => this.narrowed);

  readonly #found = $derived.by(() => narrow(this.#all(), this.criteria, this.#arranging));
  /** The workspaces under their groups; one nameless section where there are none. */
  readonly sections = $derived.by(() => sectionsOf(this.#found, this.#arranging.current, this.collapsed.has));
  /** Whether the list is in the user's own order, and so can be reordered by hand. */
  readonly own = $derived(this.#order === "own");
  /** Whether the list has headings. */
  readonly headed = $derived.by(() => this.own && this.#arranging.groups.length > 0);
  /** The workspaces that are left, in the chosen order. */
  readonly shown = $derived.by(() =>
    this.own
      ? this.sections.flatMap(({ workspaces }) => workspaces)
      : inOrder(this.#found, this.#order, i18n.locale, this.#arranging),
  );
  /** The lines of the list: workspaces, and in the own order the headings of groups. */
  readonly entries = $derived.by(() => (this.own ? entriesOf(this.sections, !this.narrowed) : entriesFor(this.shown)));
  /** The workspaces that are left and not folded away. */
  readonly listed = $derived.by(() =>
    this.own ? this.entries.flatMap((entry) => (entry.kind === "workspace" ? [entry.workspace] : [])) : this.shown,
  );
  /** The same, whenever something stops there: the timeline shows what lies beside the chosen days as well. */
  readonly anyTime = $derived.by(() =>
    this.criteria.between ? narrow(this.#all(), { ...this.criteria, between: null }, this.#arranging) : this.shown,
  );
  /** What can be chosen, and how many would be left. */
  readonly facets = $derived.by(() => facets(this.#all(), this.criteria, this.#arranging));

  constructor(all: () => readonly WorkspaceView[], arranging: ArrangementState) {
    this.#all = all;
    this.#arranging = arranging;
  }

  /** The words that are looked for. */
  get text(): string {
    return this.criteria.text;
  }

  set text(text: string) {
    this.#narrow({ text });
  }

  /** How the list is ordered; remembered. */
  get order(): Order {
    return this.#order;
  }

  set order(order: Order) {
    this.#order = order;
    saveItem("order", order);
  }

  /** Chooses a status, or no longer. */
  toggleStatus(status: Status): void {
    this.#narrow({ statuses: toggled(this.criteria.statuses, status) });
  }

  /** Chooses a plan, or no longer. */
  togglePlan(plan: string): void {
    this.#narrow({ plans: toggled(this.criteria.plans, plan) });
  }

  /** Chooses a module, or no longer. */
  toggleModule(id: string): void {
    this.#narrow({ modules: toggled(this.criteria.modules, id) });
  }

  /** Chooses a group or those in none, or no longer. */
  toggleGroup(id: string): void {
    this.#narrow({ groups: toggled(this.criteria.groups, id) });
  }

  /** Shows only what stops between two instants; `null` for whenever. */
  stopping(between: Filter["between"]): void {
    this.#narrow({ between });
  }

  /** Shows everything again. */
  clear(): void {
    this.#narrow(everything);
  }

  #narrow(news: Partial<Filter>): void {
    this.#wished = { ...this.criteria, ...news };
    this.collapsed.searchAnew();
  }
}

function toggled<Value>(values: readonly Value[], value: Value): Value[] {
  return values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
}

function rememberedOrder(): Order {
  const order = loadItem("order");
  return orders.find((known) => known === order) ?? "urgency";
}
