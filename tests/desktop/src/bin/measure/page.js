// Runs in the window, by WebDriver. Times are in milliseconds; WebKit rounds them to whole ones.
const done = arguments[arguments.length - 1];

// Each changes the list: the workspaces are numbered.
const KEYS = ["0", "01", "012", "01", "0", "", "9", "99", "9", ""];
const ROUNDS = 3;
// How long to watch for what a key changes.
const QUIET = 250;
const FRAMES = 90;
// The pixels that a frame scrolls, as a fast wheel does.
const STEP = 120;

const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));
const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const find = (id) => document.querySelector(`[data-testid="${id}"]`);

// From a key until the list has changed for the last time, and its layout is known.
async function key(field, text) {
  await frame();
  const start = performance.now();
  let end = null;
  const observer = new MutationObserver(() => {
    void document.body.offsetHeight;
    const now = performance.now();
    // Later, it is the countdown's second.
    if (now - start < QUIET) end = now;
  });
  observer.observe(find("overview"), { subtree: true, childList: true, characterData: true });
  field.value = text;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  await wait(QUIET);
  observer.disconnect();
  if (end === null) throw new Error(`the list has not changed for ${JSON.stringify(text)}`);
  return end - start;
}

// A list without anything of ours, in the same page.
function plainList(rows) {
  const list = document.createElement("div");
  list.style.cssText = "position: fixed; inset: 0; overflow: auto; background: white; color: black; z-index: 99999";
  for (let row = 0; row < rows; row++) {
    const line = list.appendChild(document.createElement("div"));
    line.style.height = "44px";
    for (const text of [`Workspace ${row}`, "expires in 25 days", "41 of 50", "https://chat.example"])
      line.appendChild(document.createElement("span")).textContent = text;
  }
  return list;
}

function drawPlainList() {
  const start = performance.now();
  const list = document.body.appendChild(plainList(1000));
  void list.offsetHeight;
  const time = performance.now() - start;
  list.remove();
  return time;
}

async function longestFrame(scroller) {
  scroller.scrollTop = 0;
  await wait(300);
  let last = await frame();
  let longest = 0;
  for (let count = 0; count < FRAMES; count++) {
    scroller.scrollTop += STEP;
    const now = await frame();
    longest = Math.max(longest, now - last);
    last = now;
  }
  return longest;
}

function scrollerOf(element) {
  for (let parent = element; parent; parent = parent.parentElement)
    if (parent.scrollHeight > parent.clientHeight + 1000 && /auto|scroll/.test(getComputedStyle(parent).overflowY))
      return parent;
  throw new Error("the list cannot be scrolled");
}

async function measure() {
  const keys = [];
  const plainLists = [];
  const frames = [];
  const plainFrames = [];
  await wait(1500);
  const field = find("filter");
  for (let round = 0; round < ROUNDS; round++) {
    for (const text of KEYS) {
      const time = await key(field, text);
      // The first round compiles the code.
      if (round > 0) keys.push(time);
    }
    plainLists.push(drawPlainList());
  }
  const scroller = scrollerOf(find("overview-row"));
  for (let round = 0; round < ROUNDS; round++) {
    frames.push(await longestFrame(scroller));
    const list = document.body.appendChild(plainList(1000));
    plainFrames.push(await longestFrame(list));
    list.remove();
  }
  return { keys, plainLists, frames, plainFrames };
}

measure().then(done, (error) => done({ error: String(error) }));
