// Leaves a page that nobody uses, with a warning a minute before. Whoever types, clicks or scrolls is
// there, in any tab; the server hears of it once a minute, because a long page asks it for nothing.
const dialog = document.querySelector("[data-idle]");
const WARNING_S = 60;
const TELL_MS = 60_000;
const SIGNS = ["pointerdown", "keydown", "input", "wheel", "touchmove", "scroll"];

if (dialog) {
  const limit = Number(dialog.dataset.idle) * 1000;
  const stay = dialog.querySelector("[data-stay]");
  const leave = dialog.querySelector("[data-leave]");
  const left = dialog.querySelector("[data-left]");
  const tabs = new BroadcastChannel("idle");
  let usedAt = Date.now();
  let toldAt = usedAt;
  let isLeaving = false;

  const tell = () => {
    toldAt = Date.now();
    // What comes back does not matter: an open quiz goes on by its own key, other pages ask anew.
    fetch(stay.action, { method: "POST", body: new FormData(stay) }).catch(() => {});
  };

  const noteUse = () => {
    if (isLeaving || dialog.open) return; // once it is asked, only an answer counts
    usedAt = Date.now();
    if (usedAt - toldAt < TELL_MS) return;
    tell();
    tabs.postMessage(usedAt);
  };

  const check = () => {
    if (isLeaving) return;
    const rest = Math.ceil((usedAt + limit - Date.now()) / 1000);
    if (rest <= 0) {
      isLeaving = true;
      leave.submit();
    } else if (rest <= WARNING_S) {
      left.textContent = left.dataset.label.replace("{count}", String(rest));
      if (!dialog.open) dialog.showModal();
    }
  };

  tabs.addEventListener("message", (event) => {
    usedAt = Math.max(usedAt, event.data);
    dialog.close();
  });
  for (const sign of SIGNS) addEventListener(sign, noteUse, { capture: true, passive: true });
  stay.addEventListener("submit", (event) => {
    event.preventDefault();
    dialog.close();
  });
  dialog.addEventListener("close", noteUse); // by the button, by Escape, or by use in another tab
  document.addEventListener("visibilitychange", check); // timers rest while a machine sleeps
  setInterval(check, 1000);
}
