// What plain links and forms cannot do: the product list as a combobox, the numbering of
// keystrokes, reconnection, and words when sending failed. Everything else is HTML and htmx.
"use strict";

(() => {
  const RETRIED_BY_HTMX = [1006, 1011, 1012, 1013];
  const FLOOD = 4008;
  const SILENCE = 10000; // ms without a word from the socket: ask by plain GET as well

  let seq = 0; // of the newest keystroke; replies to older ones are dropped
  let open = false;
  let heard = 0;
  let closings = 0;
  let active = -1; // index of the option that Enter picks
  let chosen = ""; // its address: a later list for the same words leaves the choice where it was

  const byId = (id) => document.getElementById(id);
  const box = () => byId("q");
  const options = () => Array.from(document.querySelectorAll("#options a"));

  // --- the socket ---------------------------------------------------------------------------

  const delay = (tries) => Math.min(150 * 2 ** tries, 4000) * (0.6 + 0.8 * Math.random());
  htmx.config.wsReconnectDelay = delay;

  document.addEventListener("htmx:wsOpen", () => {
    open = true;
    closings = 0;
    heard = performance.now();
    document.body.classList.remove("is-offline");
  });

  document.addEventListener("htmx:wsClose", (event) => {
    open = false;
    setTimeout(() => document.body.classList.toggle("is-offline", !open && pendings() > 0), 3000);
    const { code } = event.detail.event;
    if (RETRIED_BY_HTMX.includes(code)) return;
    const { socketWrapper } = event.detail;
    setTimeout(() => open || socketWrapper.reconnect(), code === FLOOD ? 5000 : delay(closings++));
  });

  const pendings = () => document.querySelectorAll("[data-pending]").length;

  document.addEventListener("htmx:wsConfigSend", (event) => {
    event.detail.headers = null; // nothing there that the server wants
    if (event.target.id !== "q") return;
    event.detail.parameters = { type: "typing", content: box().value, seq: ++seq, limit: 6 };
  });

  document.addEventListener("htmx:wsBeforeMessage", (event) => {
    heard = performance.now();
    const match = /^<ul id="options" data-seq="(\d+)"/.exec(event.detail.message);
    if (match && Number(match[1]) !== seq) event.preventDefault();
  });

  // --- waiting without a socket, and trouble -------------------------------------------------

  document.addEventListener("htmx:beforeRequest", (event) => {
    const polls = event.target.matches("[data-pending]");
    if (polls && open && performance.now() - heard < SILENCE) event.preventDefault();
  });

  const complain = (event) => {
    const form = event.detail.elt;
    if (!form.matches("form.composer")) return;
    const line = form.querySelector("#trouble");
    const status = event.detail.xhr ? event.detail.xhr.status : 0;
    line.textContent = status === 403
      ? "Your question was not sent, because this page is too old. Copy it, reload the page and ask again."
      : "Your question could not be sent. It is still here: please try again in a moment.";
    line.hidden = false;
  };
  ["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach((name) => document.addEventListener(name, complain));

  // --- the combobox --------------------------------------------------------------------------

  const select = (index) => {
    const links = options();
    active = (index + links.length) % links.length; // only called when there are some
    chosen = links[active].pathname;
    links.forEach((link, i) => link.setAttribute("aria-selected", String(i === active)));
    box().setAttribute("aria-activedescendant", links[active].id);
    links[active].scrollIntoView({ block: "nearest" });
  };

  const dress = () => { // the server sends plain links; here they become a listbox
    const input = box();
    const list = byId("options");
    if (!input || !list) return;
    const links = options();
    list.setAttribute("role", "listbox");
    links.forEach((link, i) => {
      link.id = `option-${i}`;
      link.tabIndex = -1;
      link.setAttribute("role", "option");
      link.setAttribute("aria-selected", "false");
      link.parentElement.setAttribute("role", "presentation");
    });
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", "options");
    input.setAttribute("aria-expanded", String(links.length > 0));
    input.removeAttribute("aria-activedescendant");
    active = -1;
    const again = links.findIndex((link) => link.pathname === chosen);
    if (again >= 0) select(again);
  };

  const fold = () => { // no list
    seq += 1; // replies under way are late now
    chosen = "";
    byId("options").replaceChildren();
    byId("count").textContent = "";
    dress();
  };

  let later = 0;
  document.addEventListener("input", (event) => {
    if (event.target.id !== "q") return;
    chosen = "";
    clearTimeout(later);
    if (open) htmx.trigger(box(), "desk:type");
    else later = setTimeout(() => htmx.trigger(byId("search"), "desk:look"), 250);
  });

  const keys = {
    ArrowDown: () => select(active + 1),
    ArrowUp: () => select(active < 0 ? -1 : active - 1),
    Escape: () => fold(),
    Enter: () => (active < 0 ? select(0) : options()[active].click()),
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.target.id === "q" && keys[event.key] && options().length) {
      event.preventDefault();
      keys[event.key]();
    }
    const enter = event.key === "Enter" && !event.shiftKey && matchMedia("(pointer: fine)").matches;
    if (event.target.id === "question" && enter) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  });

  // --- after a swap --------------------------------------------------------------------------

  document.addEventListener("htmx:wsAfterMessage", (event) => {
    if (event.detail.message.startsWith('<ul id="options"')) dress();
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    const asked = event.detail.requestConfig;
    if (event.target.id === "options") dress();
    if (event.target.id !== "composer" || !asked) return;
    if (asked.verb === "get") { // a product was picked
      box().value = "";
      fold();
      byId("composer").scrollIntoView({ block: "nearest" });
    } else if (pendings()) { // a question was asked
      const questions = document.querySelectorAll("#log .question");
      questions[questions.length - 1].scrollIntoView({ block: "start" });
    }
  });

  dress();
})();
