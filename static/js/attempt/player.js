// One question a screen over the plain list of questions, with a last screen that says what is
// still blank. All words come from the page's data-* attributes.
import { isAnswered } from "./answers.js";

const fill = (words, values) =>
  words.replace(/\{(\w+)\}/g, (_whole, name) => String(values[name]));

export class Player {
  constructor(form) {
    this.form = form;
    this.words = form.dataset;
    this.questions = [...form.querySelectorAll("[data-slot]")];
    this.final = form.querySelector("[data-final]");
    this.nav = form.querySelector("[data-nav]");
    this.map = form.querySelector("[data-map]");
    this.progress = form.querySelector("[data-progress]");
    this.current = 0;
  }

  // Shows the question that the address names, or the first that is still blank.
  start() {
    for (const element of this.form.querySelectorAll("[data-plain]")) element.hidden = true;
    this.progress.hidden = false;
    for (const button of this.form.querySelectorAll("[data-previous]")) {
      button.addEventListener("click", () => this.go(-1));
    }
    this.form.querySelector("[data-next]").addEventListener("click", () => this.go(1));
    this.form.addEventListener("click", (event) => this.#followLink(event));
    const named = this.questions.findIndex((question) => `#${question.id}` === location.hash);
    const blank = this.questions.findIndex((question) => !isAnswered(question));
    this.#show(named >= 0 ? named : blank >= 0 ? blank : this.questions.length);
  }

  go(step) {
    this.#show(this.current + step);
    this.#focus();
  }

  showFinal() {
    this.#show(this.questions.length);
  }

  #followLink(event) {
    const link = event.target.closest('a[href^="#q"]');
    if (!link) return;
    event.preventDefault();
    this.#show(Number(link.getAttribute("href").slice(2)) - 1);
    this.#focus();
  }

  #show(index) {
    const last = this.questions.length;
    this.current = Math.min(Math.max(index, 0), last);
    this.questions.forEach((question, place) => {
      question.hidden = place !== this.current;
    });
    const isFinal = this.current === last;
    this.final.hidden = !isFinal;
    this.nav.hidden = isFinal;
    this.nav.querySelector("[data-previous]").disabled = this.current === 0;
    const next = this.form.querySelector("[data-next] span");
    next.textContent = this.current === last - 1 ? this.words.labelLast : this.words.labelNext;
    const hash = isFinal ? "#end" : `#${this.questions[this.current].id}`;
    history.replaceState(null, "", hash);
    this.refresh();
  }

  // Everything that tells which questions are answered.
  refresh() {
    const blanks = this.questions.filter((question) => !isAnswered(question));
    this.#drawProgress();
    this.#drawMap();
    this.#drawFinal(blanks);
  }

  #drawProgress() {
    const total = this.questions.length;
    const number = Math.min(this.current + 1, total);
    const isFinal = this.current === total;
    const words = isFinal ? this.words.labelEnd : fill(this.words.labelProgress, { number, total });
    const bar = this.progress.querySelector("progress");
    bar.value = number;
    bar.setAttribute("aria-label", words);
    this.progress.querySelector(".progress__label").textContent = words;
  }

  #drawMap() {
    this.map.querySelectorAll("a").forEach((link, place) => {
      const answered = isAnswered(this.questions[place]);
      const words = answered ? this.words.labelAnswered : this.words.labelBlank;
      link.classList.toggle("is-answered", answered);
      link.classList.toggle("is-current", place === this.current);
      link.setAttribute("aria-label", fill(words, { number: place + 1 }));
      if (place === this.current) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    });
  }

  #drawFinal(blanks) {
    const count = blanks.length;
    this.final.querySelector("[data-all-answered]").hidden = count > 0;
    const missing = this.final.querySelector("[data-missing]");
    missing.hidden = count === 0;
    this.map.hidden = count > 0 && this.current === this.questions.length;
    missing.querySelector("[data-missing-words]").textContent = fill(this.words.labelMissing, { count });
    missing.querySelectorAll("li").forEach((item, place) => {
      item.hidden = !blanks.includes(this.questions[place]);
    });
  }

  // The screen has changed under the reader: the new one is read out and seen from its top.
  #focus() {
    const screen = this.questions[this.current] ?? this.final;
    screen.querySelector("[data-start]").focus({ preventScroll: true });
    this.form.scrollIntoView();
  }
}
