// The navigation on a small screen: one button opens and closes it, Escape closes it.
const button = document.querySelector("[data-menu-toggle]");
const nav = button && document.getElementById(button.getAttribute("aria-controls"));

function setOpen(open) {
  nav.classList.toggle("is-open", open);
  button.setAttribute("aria-expanded", String(open));
}

if (nav) {
  button.addEventListener("click", () => setOpen(button.getAttribute("aria-expanded") !== "true"));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || button.getAttribute("aria-expanded") !== "true") return;
    setOpen(false);
    button.focus();
  });
}
