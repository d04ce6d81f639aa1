// Between the inputs of a question on the page and the value that the protocol carries.
export function valueOf(question) {
  const chosen = [...question.querySelectorAll("input:checked")].map((input) => input.value);
  if (chosen.length === 0) return null;
  if (question.dataset.kind === "multiple") return chosen;
  return question.dataset.kind === "true_false" ? chosen[0] === "true" : chosen[0];
}

export function isAnswered(question) {
  return question.querySelector("input:checked") !== null;
}
