/** How far the pointer moves before a press becomes a drag, in pixels. */
const THRESHOLD = 5;
/** Distance from an edge at which the list begins to scroll, in pixels. */
const EDGE = 56;
/** Scroll speed at the edge itself, in pixels per frame. */
const MAX_SPEED = 18;

/** Where an item can be dropped. */
export type DropArea<What, Where> = {
  /** The element that scrolls, and the height of what covers its top, in pixels. */
  scroller: () => { element: HTMLElement; covered: number } | null;
  /** The drop position under the pointer; `null` if there is none. */
  locate: (point: { x: number; y: number }, what: What) => Where | null;
  drop: (what: What, where: Where) => void;
};

/**
 * Drag and drop by pointer events. The browser's own drag and drop draws its own image, is intercepted by the desktop
 * window on some systems, and ends when a virtual list unmounts the dragged row.
 */
export class Drag<What, Where> {
  /** The dragged item; `null` if there is none. */
  what = $state.raw<What | null>(null);
  /** Where it would be dropped; `null` if it cannot be dropped here. */
  where = $state.raw<Where | null>(null);
  /** The position of the pointer, in CSS pixels of the window. */
  point = $state.raw({ x: 0, y: 0 });

  readonly #area: DropArea<What, Where>;
  #end: () => void = () => undefined;

  constructor(area: DropArea<What, Where>) {
    this.#area = area;
  }

  /** Starts a drag once the pointer has moved far enough. Call this on `pointerdown`. */
  press(event: PointerEvent, what: What): void {
    if (event.button !== 0 || !event.isPrimary || event.ctrlKey || event.metaKey || event.shiftKey) return;
    this.#end();
    const from = { x: event.clientX, y: event.clientY };
    const listeners = new AbortController();
    const { signal } = listeners;
    let frame = 0;
    const end = () => {
      cancelAnimationFrame(frame);
      listeners.abort();
      this.what = null;
      this.where = null;
      this.#end = () => undefined;
    };
    this.#end = end;

    const scroll = () => {
      this.#scroll();
      this.where = this.#area.locate(this.point, what);
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
      this.where = this.#area.locate(this.point, what);
    };
    const release = () => {
      const { where } = this;
      const dragged = this.what !== null;
      end();
      if (!dragged) return;
      swallowClick();
      if (where !== null) this.#area.drop(what, where);
    };
    const key = (pressed: KeyboardEvent) => {
      if (this.what === null || pressed.key !== "Escape") return;
      // Esc cancels the drag and does nothing else.
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

  /** Cancels the drag. */
  cancel(): void {
    this.#end();
  }

  #scroll(): void {
    const scroller = this.#area.scroller();
    if (!scroller) return;
    const { element, covered } = scroller;
    const { top, bottom } = element.getBoundingClientRect();
    const up = top + covered + EDGE - this.point.y;
    const down = this.point.y - (bottom - EDGE);
    const by = Math.min(1, Math.max(up, down, 0) / EDGE) ** 2 * MAX_SPEED;
    if (by > 0) element.scrollTop += up > down ? -by : by;
  }
}

/** Suppresses the click that browsers dispatch when a drag ends over its own row. */
function swallowClick(): void {
  const listeners = new AbortController();
  const options = { signal: listeners.signal, capture: true };
  window.addEventListener(
    "click",
    (event) => {
      event.preventDefault();
      event.stopPropagation();
      listeners.abort();
    },
    options,
  );
  // If there was none, the next press or key is a new action, whose click must count.
  window.addEventListener("pointerdown", () => listeners.abort(), options);
  window.addEventListener("keydown", () => listeners.abort(), options);
}
