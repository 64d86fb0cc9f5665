// The desk, while one writes: after a field is left, the line under its row says what was understood; and the browser
// asks before it leaves a page with text that is not kept. Everything works without this file.
"use strict";

(() => {
  const form = document.querySelector("form.writing");
  if (!form) return;

  // Also what was typed before this file came, or what the browser put back.
  const changed = (field) => {
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (!field.options) return "defaultValue" in field && field.value !== field.defaultValue;
    const given = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(given, 0);
  };
  let written = "unsaved" in form.dataset || [...form.elements].some(changed);
  form.addEventListener("input", () => { written = true; });
  form.addEventListener("submit", () => { written = false; });
  window.addEventListener("beforeunload", (event) => { if (written) event.preventDefault(); });

  const address = form.dataset.understand;
  if (!address) return;

  const asked = new WeakMap(); // row → number of the newest question about it

  const understand = async (row) => {
    const sent = new URLSearchParams();
    for (const name of ["csrf_token", "category"]) {
      if (form.elements[name]) sent.set(name, form.elements[name].value);
    }
    if (!sent.get("category")) sent.set("category", form.dataset.category || "");
    for (const field of row.querySelectorAll("input[name], select[name], textarea[name]")) {
      sent.set(field.name.replace(/^indicators-\d+-/, "indicators-0-"), field.value);
    }
    const turn = (asked.get(row) || 0) + 1;
    asked.set(row, turn);
    try {
      const answer = await fetch(address, { method: "POST", body: sent });
      if (!answer.ok || asked.get(row) !== turn) return;
      const line = row.querySelector(".understood");
      line.innerHTML = await answer.text();
      // What the server said of the row before is said by the new line.
      for (const old of row.querySelectorAll(":scope > .told .notice")) old.remove();
    } catch {
      // No connection: saving will say it.
    }
  };

  // `change` comes when a field is left, never while an input method composes.
  form.addEventListener("change", (event) => {
    const row = event.target.closest(".indicator");
    if (row) understand(row);
  });
})();
