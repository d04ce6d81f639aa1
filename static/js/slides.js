// A lesson as a deck: one slide at a time, by keys, swipes and buttons. The address keeps the place.
const SWIPE = 50; // pixels
const deck = document.querySelector("[data-deck]");
const slides = [...deck.querySelectorAll("[data-slide]")];
const count = deck.querySelector("[data-count]");
const timer = deck.querySelector("[data-timer]");
const fullscreen = deck.querySelector("[data-fullscreen]");
const notesButton = deck.querySelector("[data-toggle-notes]");
const goButtons = [...deck.querySelectorAll("[data-go]")];
let current = 0;

function place() {
  return Math.max(0, slides.findIndex((slide) => `#${slide.id}` === location.hash));
}

function show(index) {
  current = Math.min(Math.max(index, 0), slides.length - 1);
  slides.forEach((slide, each) => slide.classList.toggle("is-current", each === current));
  count.textContent = `${current + 1} / ${slides.length}`;
  for (const button of goButtons) {
    const end = button.dataset.go === "next" ? slides.length - 1 : 0;
    button.setAttribute("aria-disabled", String(current === end));
  }
  if (location.hash !== `#${slides[current].id}`) history.replaceState(null, "", `#${slides[current].id}`);
  window.scrollTo(0, 0);
}

function move(step) {
  show(current + step);
}

// The class sees the same wall, so notes stay out of sight until they are asked for.
function setNotes(open) {
  if (!notesButton) return;
  notesButton.setAttribute("aria-pressed", String(open));
  for (const notes of deck.querySelectorAll("[data-notes]")) {
    notes.hidden = !open;
    notes.open = open;
  }
}

function toggleNotes() {
  setNotes(notesButton?.getAttribute("aria-pressed") !== "true");
}

function toggleFullscreen() {
  const change = document.fullscreenElement
    ? document.exitFullscreen()
    : document.documentElement.requestFullscreen();
  change.catch(() => {}); // refused by the browser: the deck works as it is
}

// A slide taller than the screen is scrolled to its end before the next one comes.
function hasMoreBelow() {
  return document.documentElement.scrollHeight - window.innerHeight - window.scrollY > 4;
}

const keys = {
  ArrowRight: () => move(1),
  PageDown: () => move(1),
  ArrowDown: () => move(1),
  " ": () => move(1),
  ArrowLeft: () => move(-1),
  PageUp: () => move(-1),
  ArrowUp: () => move(-1),
  Home: () => show(0),
  End: () => show(slides.length - 1),
  Escape: () => location.assign(deck.dataset.exit),
  n: toggleNotes,
  f: toggleFullscreen,
};

function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const act = keys[key];
  if (!act) return;
  const onControl = event.target.closest("a, button, summary, input, select, textarea");
  if (key === " " && onControl) return;
  if ((key === " " || key === "ArrowDown") && hasMoreBelow()) return;
  if (key === "ArrowUp" && window.scrollY > 4) return;
  event.preventDefault();
  act();
}

function watchSwipes() {
  let start = null;
  deck.addEventListener("touchstart", (event) => {
    const touch = event.touches[0];
    start = event.touches.length === 1 ? { x: touch.clientX, y: touch.clientY } : null;
  }, { passive: true });
  deck.addEventListener("touchend", (event) => {
    if (!start) return;
    const x = event.changedTouches[0].clientX - start.x;
    const y = event.changedTouches[0].clientY - start.y;
    if (Math.abs(x) > SWIPE && Math.abs(x) > 2 * Math.abs(y)) move(x < 0 ? 1 : -1);
    start = null;
  }, { passive: true });
}

function startTimer() {
  const start = performance.now();
  setInterval(() => {
    const seconds = Math.floor((performance.now() - start) / 1000);
    timer.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }, 1000);
}

for (const button of goButtons) {
  button.addEventListener("click", () => move(button.dataset.go === "next" ? 1 : -1));
}
notesButton?.addEventListener("click", toggleNotes);
fullscreen.addEventListener("click", toggleFullscreen);
document.addEventListener("keydown", onKey);
window.addEventListener("hashchange", () => show(place()));
watchSwipes();
startTimer();
for (const part of [count, timer, notesButton, ...goButtons]) if (part) part.hidden = false;
fullscreen.hidden = !document.fullscreenEnabled;
setNotes(false);
deck.classList.add("is-paged");
show(place());
