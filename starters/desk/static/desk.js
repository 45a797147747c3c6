// What the desk adds in a browser: clocks that run, single keys, and dialogs; pages work without it.
(() => {
  "use strict";
  const root = document.documentElement;
  const words = root.dataset;

  // Clocks: the server wrote what was left when the page was made; here it goes on.
  const unit = (name, count) => words[name].replace("%(n)d", count);
  const span = (seconds) => {
    const days = Math.floor(seconds / 86400);
    const hours = Math.floor((seconds % 86400) / 3600);
    const minutes = Math.floor((seconds % 3600) / 60);
    if (days) return unit("unitD", days) + (hours ? ` ${unit("unitH", hours)}` : "");
    if (hours) return unit("unitH", hours) + (minutes ? ` ${unit("unitMin", minutes)}` : "");
    return minutes ? unit("unitMin", minutes) : unit("unitS", Math.floor(seconds));
  };
  const behind = Date.parse(words.now) - Date.now();
  const tick = () => {
    const now = Date.now() + behind;
    for (const clock of document.querySelectorAll("time[data-due]")) {
      const left = (Date.parse(clock.dateTime) - now) / 1000;
      const shape = left >= 0 ? words.left : words.over;
      const text = shape.replace("%(time)s", span(Math.abs(left)));
      if (clock.textContent !== text) clock.textContent = text;
      clock.classList.toggle("over", left < 0);
      clock.classList.toggle("soon", left >= 0 && left < Number(clock.dataset.due));
    }
  };
  setInterval(tick, 1000);

  // Dialogs: opened by a button that names them, closed by any button of theirs that says so.
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.opens);
      if (dialog) {
        event.preventDefault();
        dialog.showModal();
      }
    }
    if (event.target.closest("[data-closes]")) event.target.closest("dialog").close();
    const all = event.target.closest("[data-all]");
    if (all) for (const box of document.getElementsByName(all.dataset.all)) box.checked = all.checked;
    const menu = document.querySelector("details.who[open]");
    if (menu && !menu.contains(event.target)) menu.open = false;
  });

  // A choice that is sent as soon as it is made.
  for (const form of document.querySelectorAll("form[data-sends]")) {
    form.addEventListener("change", () => form.requestSubmit());
    form.querySelector("[data-unneeded]").hidden = true;
  }

  // Single keys, unless they are turned off or something is being typed.
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const at = () => document.querySelector("[data-row].at");
  const step = (by) => {
    const all = rows();
    if (!all.length) return;
    const place = all.indexOf(at());
    const next = all[place < 0 ? 0 : Math.min(all.length - 1, Math.max(0, place + by))];
    for (const row of all) row.classList.toggle("at", row === next);
    next.querySelector("a").focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };
  const press = (key) => {
    const within = (at() || document).querySelector(`[data-key="${key}"]`);
    const target = within || document.querySelector(`main [data-key="${key}"]`);
    if (!target) return false;
    if (target.matches("input[type=radio]")) {
      target.checked = true;
      target.dispatchEvent(new Event("change", { bubbles: true }));
      target.scrollIntoView({ block: "center" });
      target.focus();
    } else if (target.matches("input, textarea, select")) {
      target.focus();
    } else {
      target.click();
    }
    return true;
  };
  const keys = {
    j: () => step(1),
    k: () => step(-1),
    enter: () => at() && at().querySelector("a").click(),
    "/": () => press("/"),
    "?": () => document.getElementById("keys").showModal(),
  };
  const typing = (element) => element.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, dialog[open]");
  document.addEventListener("keydown", (event) => {
    if (words.keys !== "on" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target) || event.defaultPrevented) return;
    const key = event.key.toLowerCase();
    if (key === "enter" && event.target.closest("a, button, summary, input")) return;
    const done = keys[key] ? (keys[key](), true) : ["a", "r", "e"].includes(key) && press(key);
    if (done) event.preventDefault();
  });

  // After live news the row that was chosen stays chosen.
  let chosen = null;
  document.addEventListener("htmx:before:swap", () => { chosen = at() && at().id; });
  document.addEventListener("htmx:after:swap", () => {
    const row = chosen && document.getElementById(chosen);
    if (row) row.classList.add("at");
    tick();
  });
})();
