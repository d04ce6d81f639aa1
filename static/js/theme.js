// Light, dark or as the system says. Runs before the first paint (blocking="render"), so that nothing flashes or jumps.
const root = document.documentElement;
const KEY = "theme";

function storedTheme() {
  try {
    return localStorage.getItem(KEY) || "auto";
  } catch {
    return "auto"; // storage may be forbidden on a machine-room image
  }
}

function applyTheme(theme) {
  if (theme === "auto") {
    delete root.dataset.theme;
  } else {
    root.dataset.theme = theme;
  }
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
  }
}

root.dataset.js = "";
if ("speechSynthesis" in window) root.dataset.speech = "";
applyTheme(storedTheme());

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-choice]");
  if (!button) return;
  const theme = button.dataset.themeChoice;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // the choice then lasts for this page
  }
  applyTheme(theme);
});
