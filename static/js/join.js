// Choosing one's name and typing the PIN become two steps; without this file both stand on one page.
const form = document.querySelector("[data-join]");

if (form) {
  const steps = { name: form.querySelector("[data-step=name]"), pin: form.querySelector("[data-step=pin]") };
  const pin = form.elements.pin;
  const chosenName = form.querySelector("[data-chosen-name]");
  const chosen = () => form.querySelector("[name=student]:checked");

  const show = (step) => {
    for (const [key, section] of Object.entries(steps)) section.hidden = key !== step;
    window.scrollTo(0, 0);
  };

  const askForPin = () => {
    if (!chosen()) return;
    chosenName.textContent = chosen().closest("label").textContent.trim();
    show("pin");
    pin.focus();
  };

  const askForName = () => {
    pin.value = "";
    form.querySelector(".pin-step .field__errors")?.remove();
    show("name");
    (chosen() || form.querySelector("[name=student]")).focus();
  };

  // A press on a tile goes on at once. Arrow keys only move the choice, so keyboards go on with Enter.
  for (const tile of form.querySelectorAll(".name-tile")) {
    tile.addEventListener("click", (event) => {
      if (event.target.matches("input")) return;
      event.preventDefault();
      tile.querySelector("input").checked = true;
      askForPin();
    });
  }

  // Enter on a name would ask for the form's own check first, which fails on the PIN that is still out of sight.
  steps.name.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input")) return;
    event.preventDefault();
    askForPin();
  });

  let isSent = false;
  form.addEventListener("submit", (event) => {
    if (steps.pin.hidden || isSent) {
      event.preventDefault();
      if (steps.pin.hidden) askForPin();
      return;
    }
    isSent = true;
  });

  // The pad stands in for the keyboard of the screen; the keys of a real keyboard still work.
  const pad = form.querySelector("[data-pad]");
  pad.append(form.querySelector("[data-pad-template]").content.cloneNode(true));
  pin.inputMode = "none";
  pad.addEventListener("mousedown", (event) => event.preventDefault());
  pad.addEventListener("click", (event) => {
    const key = event.target.closest("button");
    if (!key) return;
    if (key.dataset.digit && pin.value.length < 4) pin.value += key.dataset.digit;
    if (key.hasAttribute("data-erase")) pin.value = pin.value.slice(0, -1);
  });

  form.querySelector("[data-back]").addEventListener("click", askForName);
  form.querySelector("[data-next]").addEventListener("click", askForPin);
  for (const control of form.querySelectorAll("[data-back], [data-next], [data-chosen-name]")) control.hidden = false;
  if (chosen()) askForPin();
  else show("name");
}
