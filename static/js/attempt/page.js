// The attempt page: ties the inputs, the queue, the screens and the handing in together.
import { valueOf } from "./answers.js";
import { keepFlushing } from "./leftovers.js";
import { Player } from "./player.js";
import { Queue } from "./queue.js";
import { openStore } from "./store.js";
import { submitAttempt } from "./submit.js";

const form = document.getElementById("attempt");
const page = JSON.parse(document.getElementById("attempt-page").textContent);
const opening = openStore();
const player = new Player(form);
let isSubmitting = false;

function showState(name) {
  form.querySelector(".save-state").dataset.state = name;
}

function showNote(name, number = "") {
  for (const note of form.querySelectorAll("[data-note]")) {
    note.hidden = note.dataset.note !== name;
    const place = note.querySelector("[data-numbers]");
    if (place && !note.hidden) place.textContent = number;
  }
}

function askForTeacher() {
  showState("error");
  showNote("stopped");
}

async function submit() {
  if (isSubmitting) return;
  isSubmitting = true;
  form.setAttribute("aria-busy", "true");
  player.showFinal();
  showState("saving");
  const button = form.querySelector("[data-final] [value=submit]");
  button.setAttribute("aria-disabled", "true");
  const isIn = await submitAttempt(page, queue, opening, { waiting: () => showState("offline") });
  if (!isIn) askForTeacher();
}

const queue = new Queue(page, opening, {
  state: showState,
  refused: (slots) => showNote("refused", slots.join(", ")),
  stopped: askForTeacher,
  closed: () => {
    showNote("closed");
    submit();
  },
});

// An answer of an earlier page got through only now, so this page shows too little of what stands.
function showWhatStands(attempts) {
  if (attempts.has(page.attempt) && !isSubmitting) location.reload();
}

form.addEventListener("change", (event) => {
  const question = event.target.closest("[data-slot]");
  if (!question || isSubmitting) return;
  form.querySelector("[data-note=refused]").hidden = true;
  player.refresh();
  queue.add(Number(question.dataset.slot), valueOf(question));
});

// Enter in an answer means "next"; only the button of the last screen hands in.
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.submitter?.value === "submit") submit();
  else if (!isSubmitting) player.go(1);
});

addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

player.start();
opening.then((store) => {
  for (const element of form.querySelectorAll("[data-store]")) {
    element.hidden = (element.dataset.store === "disk") !== store.isLasting;
  }
});
keepFlushing(page, showWhatStands).then(() => {
  if (page.isOver) submit();
});
