// The search box, while one writes: what the register has that begins so is offered; and products that are ticked stay
// ticked whatever is narrowed, sorted or searched next. Everything works without this file.
"use strict";

(() => {
  const ticked = () => [...document.querySelectorAll(".picking [name=products]:checked, .picking [name=products][type=hidden]")].map(({ value }) => value);
  if (!document.querySelector(".picking .tray")) return;

  document.addEventListener("click", (event) => {
    const link = event.target.closest("main a[href]");
    if (!link || link.closest(".tray, .hit")) return;
    const address = new URL(link.href);
    if (address.origin !== location.origin || address.pathname !== location.pathname || address.hash) return;
    address.searchParams.delete("products");
    for (const each of ticked()) address.searchParams.append("products", each);
    link.href = address;
  });

  for (const form of document.querySelectorAll("form.find, form.ranges")) {
    form.addEventListener("submit", () => {
      for (const kept of form.querySelectorAll("[name=products]")) kept.remove();
      for (const value of ticked()) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "products", value }));
    });
  }
})();

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
