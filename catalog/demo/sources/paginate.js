// Run by build.py inside the page that is about to be printed: running titles and the contents.
"use strict";
const paginate = {
  headings: () => [...document.querySelectorAll("h1,h2,h3,h4,h5,h6")],

  // Every <section data-running="Title"> gets a named page with that title in its header,
  // every <nav class="toc" data-levels="h1,h2"> an entry for each heading inside <main>.
  prepare() {
    const rules = [];
    document.querySelectorAll("section[data-running]").forEach((section, index) => {
      const name = `run${index}`;
      section.style.page = name;
      rules.push(`@page ${name} { ${document.body.dataset.corner || "@top-right"}
        { content: ${JSON.stringify(section.dataset.running)}; } }`);
    });
    document.head.append(Object.assign(document.createElement("style"), { textContent: rules.join("\n") }));
    this.headings().forEach((heading, index) => { heading.id ||= `h${index}`; });
    document.querySelectorAll("nav.toc").forEach((toc) => {
      document.querySelectorAll(toc.dataset.levels.split(",").map((level) => `main ${level}`).join(","))
        .forEach((heading) => toc.append(this.entry(heading)));
    });
  },

  entry(heading) {
    const line = document.createElement("a");
    line.href = `#${heading.id}`;
    line.className = heading.tagName.toLowerCase();
    const title = Object.assign(document.createElement("span"), { textContent: heading.textContent });
    const number = Object.assign(document.createElement("span"), { className: "n" });
    number.dataset.of = heading.id;
    line.append(title, " ", number);
    return line;
  },

  // `pages` holds the file page of each heading; the printed number counts from <main>.
  fill(pages) {
    const headings = this.headings();
    if (pages.length !== headings.length) throw new Error("outline and headings differ");
    const page = new Map(headings.map((heading, index) => [heading.id, pages[index]]));
    const first = headings.find((heading) => heading.closest("main"));
    document.querySelectorAll("[data-of]").forEach((number) => {
      number.textContent = String(page.get(number.dataset.of) - page.get(first.id) + 1);
    });
  },
};
