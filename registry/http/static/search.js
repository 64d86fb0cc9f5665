// The search box, while one writes: what the register has that begins so is offered. Everything works without this file.
"use strict";

(() => {
  const box = document.querySelector(".find input[list]");
  if (!box) return;
  const list = document.getElementById(box.getAttribute("list"));
  let turn = 0;

  const offer = async () => {
    const typed = box.value.trim();
    const mine = ++turn;
    if (typed.length < 2 || typed.length > 50) return list.replaceChildren();
    try {
      const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(typed)}`);
      if (!answer.ok || mine !== turn) return;
      const { items } = await answer.json();
      list.replaceChildren(...items.map(({ text }) => Object.assign(document.createElement("option"), { value: text })));
    } catch {
      // No connection: searching will say it.
    }
  };

  let waiting;
  box.addEventListener("input", (event) => {
    if (event.isComposing) return; // an input method is at work
    clearTimeout(waiting);
    waiting = setTimeout(offer, 150);
  });
  box.addEventListener("compositionend", offer);
})();
