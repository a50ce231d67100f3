/** How far a pointer moves before a press becomes a drag. */
const THRESHOLD = 5;
/** So near to an edge the list begins to scroll; the nearer, the faster, up to so many pixels per frame. */
const EDGE = 56;
const FASTEST = 18;

/** Where things are dragged to and fro. */
export type DropArea<What, Where> = {
  /** What scrolls, and how much of its upper edge is covered. */
  scroller: () => { element: HTMLElement; covered: number } | null;
  /** The place under the pointer, `null` where there is none. */
  locate: (point: { x: number; y: number }, what: What) => Where | null;
  drop: (what: What, where: Where) => void;
};

/**
 * Something that is dragged by a pointer. By hand rather than by the browser's own drag and drop: that draws its own
 * picture, is taken by the window of the desktop on some systems, and loses a row that a long list no longer draws.
 */
export class Drag<What, Where> {
  /** What is dragged; nothing most of the time. */
  what = $state.raw<What | null>(null);
  /** Where it would be dropped. */
  where = $state.raw<Where | null>(null);
  /** Where the pointer is. */
  point = $state.raw({ x: 0, y: 0 });

  readonly #ground: DropArea<What, Where>;
  #end: () => void = () => undefined;

  constructor(ground: DropArea<What, Where>) {
    this.#ground = ground;
  }

  /** A press that becomes a drag when the pointer moves far enough. Call it at `pointerdown`. */
  press(event: PointerEvent, what: What): void {
    if (event.button !== 0 || !event.isPrimary || event.ctrlKey || event.metaKey || event.shiftKey) return;
    this.#end();
    const from = { x: event.clientX, y: event.clientY };
    const listening = new AbortController();
    const { signal } = listening;
    let frame = 0;
    const end = () => {
      cancelAnimationFrame(frame);
      listening.abort();
      this.what = null;
      this.where = null;
      this.#end = () => undefined;
    };
    this.#end = end;

    const scroll = () => {
      this.#scroll();
      this.where = this.#ground.locate(this.point, what);
      frame = requestAnimationFrame(scroll);
    };
    const move = (moved: PointerEvent) => {
      this.point = { x: moved.clientX, y: moved.clientY };
      if (this.what === null) {
        if (Math.hypot(this.point.x - from.x, this.point.y - from.y) < THRESHOLD) return;
        this.what = what;
        document.getSelection()?.removeAllRanges();
        frame = requestAnimationFrame(scroll);
      }
      moved.preventDefault();
      this.where = this.#ground.locate(this.point, what);
    };
    const release = () => {
      const { where } = this;
      const dragged = this.what !== null;
      end();
      if (!dragged) return;
      swallowClick();
      if (where !== null) this.#ground.drop(what, where);
    };
    const key = (pressed: KeyboardEvent) => {
      if (this.what === null || pressed.key !== "Escape") return;
      // Esc ends the drag, and leads nowhere else.
      pressed.preventDefault();
      pressed.stopPropagation();
      end();
      swallowClick();
    };
    window.addEventListener("pointermove", move, { signal });
    window.addEventListener("pointerup", release, { signal });
    window.addEventListener("pointercancel", end, { signal });
    window.addEventListener("blur", end, { signal });
    window.addEventListener("keydown", key, { signal, capture: true });
  }

  /** Ends a drag without a drop. */
  cancel(): void {
    this.#end();
  }

  #scroll(): void {
    const scroller = this.#ground.scroller();
    if (!scroller) return;
    const { element, covered } = scroller;
    const { top, bottom } = element.getBoundingClientRect();
    const up = top + covered + EDGE - this.point.y;
    const down = this.point.y - (bottom - EDGE);
    const by = Math.min(1, Math.max(up, down, 0) / EDGE) ** 2 * FASTEST;
    if (by > 0) element.scrollTop += up > down ? -by : by;
  }
}

/** The click that a browser makes of the release after a drag opens nothing. It comes at once, or not at all. */
function swallowClick(): void {
  const listening = new AbortController();
  const options = { signal: listening.signal, capture: true };
  window.addEventListener(
    "click",
    (event) => {
      event.preventDefault();
      event.stopPropagation();
      listening.abort();
    },
    options,
  );
  window.addEventListener("pointerdown", () => listening.abort(), options);
  window.addEventListener("keydown", () => listening.abort(), options);
}
