import type { Status, WorkspaceView } from "../backend/types";
import { everything, facets, inOrder, isEverything, narrow, orders, type Filter, type Order } from "../domain/finding";
import { i18n } from "../i18n/i18n.svelte";
import { clock } from "../time/clock.svelte";
import { remember, remembered } from "./remembered";

/** From second to second nothing comes into or falls out of the list: it is worked out anew by the minute. */
const MINUTE = 60_000;

/** What the list of workspaces is narrowed to and how it is ordered, one for the overview and the sidebar. */
export class Finder {
  /** What it is narrowed to. */
  filter = $state.raw<Filter>(everything);

  #order = $state<Order>(rememberedOrder());
  readonly #all: () => readonly WorkspaceView[];
  readonly #minute = $derived(Math.floor(clock.now / MINUTE) * MINUTE);

  /** The workspaces that are left, in the chosen order. */
  readonly shown = $derived.by(() => inOrder(narrow(this.#all(), this.filter, this.#minute), this.#order, i18n.locale));
  /** The same, whenever something stops there: the timeline shows what lies beside the chosen days as well. */
  readonly anyTime = $derived.by(() =>
    this.filter.between ? narrow(this.#all(), { ...this.filter, between: null }, this.#minute) : this.shown,
  );
  /** What can be chosen, and how many would be left. */
  readonly facets = $derived.by(() => facets(this.#all(), this.filter, this.#minute));
  /** Whether anything is left out. */
  readonly narrowed = $derived(!isEverything(this.filter));

  constructor(all: () => readonly WorkspaceView[]) {
    this.#all = all;
  }

  /** The words that are looked for. */
  get text(): string {
    return this.filter.text;
  }

  set text(text: string) {
    this.filter = { ...this.filter, text };
  }

  /** How the list is ordered; remembered. */
  get order(): Order {
    return this.#order;
  }

  set order(order: Order) {
    this.#order = order;
    remember("order", order);
  }

  /** Chooses a status, or no longer. */
  toggleStatus(status: Status): void {
    this.filter = { ...this.filter, statuses: toggled(this.filter.statuses, status) };
  }

  /** Chooses a plan, or no longer. */
  togglePlan(plan: string): void {
    this.filter = { ...this.filter, plans: toggled(this.filter.plans, plan) };
  }

  /** Chooses a module, or no longer. */
  toggleModule(id: string): void {
    this.filter = { ...this.filter, modules: toggled(this.filter.modules, id) };
  }

  /** Shows only what stops between two instants; `null` for whenever. */
  stopping(between: Filter["between"]): void {
    this.filter = { ...this.filter, between };
  }

  /** Shows everything again. */
  clear(): void {
    this.filter = everything;
  }
}

function toggled<Value>(values: readonly Value[], value: Value): Value[] {
  return values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
}

function rememberedOrder(): Order {
  const order = remembered("order");
  return orders.find((known) => known === order) ?? "urgency";
}
