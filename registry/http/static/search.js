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

// The box as a combobox (WAI-ARIA 1.2): arrows move through what is offered, Enter or a click goes there, Escape closes.
(() => {
  const box = document.querySelector(".find input[data-suggest]");
  if (!box) return;
  const list = document.getElementById("offered");
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) {
    box.setAttribute(name, value);
  }
  let turn = 0;
  let waiting;
  let chosen = -1;
  let offered = [];

  const choose = (index) => {
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = index;
    const option = list.children[chosen];
    if (!option) return box.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", option.id);
  };

  const show = (items) => {
    offered = items;
    choose(-1);
    list.replaceChildren(...items.map(({ text, kind }, index) => {
      const option = Object.assign(document.createElement("li"), { id: `offered-${index}`, textContent: text, lang: "zh-Hans" });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.append(" ", Object.assign(document.createElement("small"), { textContent: list.dataset[kind], lang: document.documentElement.lang }));
      return option;
    }));
    list.hidden = !items.length;
    box.setAttribute("aria-expanded", String(!list.hidden));
  };

  const close = () => {
    clearTimeout(waiting);
    turn += 1; // an answer that is still on its way opens nothing
    show([]);
  };

  const offer = async () => {
    const typed = box.value.trim();
    const mine = ++turn;
    const enough = typed.length > 1 || /\p{Script=Han}/u.test(typed);
    if (!enough || typed.length > 50) return show([]);
    let items = [];
    try {
      const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(typed)}`);
      if (answer.ok) items = (await answer.json()).items;
    } catch {
      // No connection: searching will say it.
    }
    if (mine === turn) show(document.activeElement === box ? items : []);
  };

  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(offer, 150);
  };
  box.addEventListener("input", (event) => { if (!event.isComposing) soon(); }); // an input method may be at work
  box.addEventListener("compositionend", soon);
  box.addEventListener("blur", close);
  box.form.addEventListener("submit", close);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && list.hidden) close(); // what is on its way; the box is emptied by the browser
    if (list.hidden) return;
    const last = offered.length - 1;
    if (event.key === "ArrowDown") choose(chosen === last ? -1 : chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen === -1 ? last : chosen - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) location.assign(offered[chosen].url);
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(offered[[...list.children].indexOf(option)].url);
  });
})();
