// Reads one or more elements aloud: <button class="read-aloud" data-read="#stem-3 #choices-3" data-stop-label="…">.
let speaking = null;

function chineseVoice() {
  return speechSynthesis.getVoices().find((voice) => /^(zh|cmn)([-_]|$)/i.test(voice.lang));
}

function showSpeaking(button, on) {
  const label = button.querySelector("span");
  if (label) {
    button.dataset.startLabel ??= label.textContent;
    label.textContent = on ? button.dataset.stopLabel : button.dataset.startLabel;
  }
  button.setAttribute("aria-pressed", String(on));
}

function stop() {
  if (!speaking) return;
  showSpeaking(speaking, false);
  speaking = null;
  speechSynthesis.cancel();
}

// Choices stand as blocks, so each line becomes a sentence with its own pause.
function textToRead(selectors) {
  return selectors
    .split(/\s+/)
    .map((selector) => document.querySelector(selector))
    .filter(Boolean)
    .map((element) => element.innerText.replace(/\s*\n+\s*/g, "。"))
    .join("。");
}

function start(button) {
  const speech = new SpeechSynthesisUtterance(textToRead(button.dataset.read));
  speech.lang = document.documentElement.dataset.speechLang || "zh-CN";
  speech.voice = chineseVoice() || null;
  speech.rate = 0.9;
  const done = () => {
    if (speaking === button) stop();
  };
  speech.addEventListener("end", done);
  speech.addEventListener("error", done);
  speaking = button;
  showSpeaking(button, true);
  speechSynthesis.speak(speech);
}

if ("speechSynthesis" in window) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".read-aloud");
    if (!button) return;
    const again = button === speaking;
    stop();
    if (!again) start(button);
  });
  addEventListener("pagehide", stop);
}
