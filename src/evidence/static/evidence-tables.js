/* Filters and sorts tables that ask for it (<table data-filter="true">), by pointer and by keyboard, and saves the rows shown.
 *
 * The same file serves the book, which loads it, and a notebook, in which it stands behind its table. In the book the view
 * is kept in the address, so that a link leads to it: #studies.q=pain&studies.kind=harm&studies.sort=-people
 * (table name, then q, sort or a column's key). Without this script the table is whole and in its own order.
 * After each change the table sends the event evidence:rows.
 */
(() => {
  "use strict";

  const inBook = Boolean(document.currentScript?.src);
  const EMPTY = "–"; // what a cell without an entry prints
  // JupyterLab has keys of its own, which must not run while someone chooses from a list or presses a button.
  const NO_LAB_KEYS = ["data-lm-suppress-shortcuts", "true"];
  const words = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const slug = (text) => text.trim().toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  const text = (cell) => (cell?.textContent ?? "").trim().replace(/^–$/, "");

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function addressState() {
    const hash = inBook ? location.hash.slice(1) : "";
    return new URLSearchParams(hash.includes("=") ? hash : "");
  }

  /** A cell of a CSV file: numbers bare, words quoted, and no words that a spreadsheet would run as a formula. */
  function field(words) {
    if (/^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(words)) return words;
    return `"${words.replace(/^[=+\-@\t\r\n＝＋－＠]/, "'$&").replaceAll('"', '""')}"`;
  }

  class FilterTable {
    constructor(table) {
      this.table = table;
      this.name = table.dataset.table || table.id || "table";
      this.body = table.tBodies[0];
      this.rows = [...this.body.rows].map((row) => ({ row, words: row.textContent.toLowerCase() }));
      this.columns = [...table.tHead.rows[0].cells].map((head, index) => ({
        head,
        index,
        label: head.textContent.trim(),
        key: slug(head.textContent),
        select: null,
      }));
      this.sort = "";
      this.buildControls();
      this.columns.filter(({ label }) => label).forEach((column) => this.buildSortButton(column));
      table.dataset.ready = "true"; // a notebook runs this file once for each of its tables
      this.readAddress();
      if (inBook) window.addEventListener("hashchange", () => this.readAddress());
    }

    buildControls() {
      const caption = this.table.caption?.textContent.trim() || this.name;
      this.search = element("input", { type: "search", autocomplete: "off", spellcheck: "false" });
      this.status = element("p", { class: "evidence-filter__status", role: "status", "aria-live": "polite" });
      this.link = element("a", { class: "evidence-filter__link", href: "#" }, "Link to this view");
      const save = element("button", { type: "button", class: "evidence-filter__save" }, "Download these rows (CSV)");
      save.addEventListener("click", () => this.save());
      this.form = element("form", { class: "evidence-filter", "aria-label": `Filter: ${caption}` });
      this.form.append(element("label", {}, element("span", {}, "Find"), this.search));
      for (const column of this.columns.filter(({ head }) => head.dataset.filter === "select")) {
        const values = this.values(column);
        if (values.length < 2) continue;
        column.select = element("select", {}, element("option", { value: "" }, "all"));
        for (const value of values) {
          column.select.append(element("option", { value }, value === EMPTY ? "– (no entry)" : value));
        }
        this.form.append(element("label", {}, element("span", {}, column.label), column.select));
      }
      this.form.append(element("button", { type: "reset" }, "Show all"));
      this.form.append(element("div", { class: "evidence-filter__foot" }, this.status, ...(inBook ? [this.link] : []), save));
      this.form.addEventListener("submit", (event) => event.preventDefault());
      this.form.addEventListener("input", () => this.changed());
      this.form.addEventListener("reset", () => {
        this.sort = "";
        setTimeout(() => this.changed()); // the fields are empty only after the event
      });
      for (const control of this.form.elements) control.setAttribute(...NO_LAB_KEYS);
      this.place();
    }

    /** The bar stands above the table, or above the charts of the same cell that follow it. */
    place() {
      const frame = this.table.closest(".evidence-table-frame") ?? this.table;
      const cell = this.table.closest(".cell_output");
      const chart = cell?.querySelector(`figure[data-follows="${CSS.escape(this.name)}"]`);
      const before = chart && chart.compareDocumentPosition(frame) & Node.DOCUMENT_POSITION_FOLLOWING;
      (before ? chart : frame).before(this.form);
      if (inBook) return;
      const row = "display:flex;flex-wrap:wrap;gap:.5em 1em;align-items:end"; // a notebook has no style sheet of ours
      this.form.style.cssText = `${row};margin:.5em 0`;
      this.form.lastChild.style.cssText = `${row};flex-basis:100%`;
      for (const label of this.form.querySelectorAll("label")) label.style.cssText = "display:grid";
    }

    buildSortButton(column) {
      const button = element("button", { type: "button", class: "evidence-sort" });
      button.append(...column.head.childNodes);
      button.setAttribute(...NO_LAB_KEYS);
      column.head.append(button);
      if (!inBook) button.style.cssText = "font:inherit;color:inherit;background:none;border:0;padding:0;cursor:pointer;text-decoration:underline dotted";
      button.addEventListener("click", () => {
        const order = ["", column.key, `-${column.key}`];
        this.sort = order[(Math.max(0, order.indexOf(this.sort)) + 1) % 3];
        this.changed();
      });
    }

    cellValues({ index }, { row }) {
      const values = text(row.cells[index]).split(/\s*;\s*/).filter(Boolean);
      return values.length ? values : [EMPTY];
    }

    values(column) {
      const found = new Set(this.rows.flatMap((row) => this.cellValues(column, row)));
      return [...found].sort((one, other) => (one === EMPTY) - (other === EMPTY) || words.compare(one, other));
    }

    readAddress() {
      const state = addressState();
      const mine = [...state.keys()].some((key) => key.startsWith(`${this.name}.`));
      const wanted = inBook && !mine ? this.body.querySelector(`[id="${CSS.escape(location.hash.slice(1))}"]`) : null;
      // An ordinary anchor, or another table's view; but a link to a row that the filter hides must find it.
      if (inBook && !mine && location.hash && !wanted?.hidden) return this.show();
      this.search.value = state.get(`${this.name}.q`) ?? "";
      this.sort = state.get(`${this.name}.sort`) ?? "";
      for (const { key, select } of this.columns) if (select) select.value = state.get(`${this.name}.${key}`) ?? "";
      for (const { select } of this.columns) if (select && select.selectedIndex < 0) select.value = "";
      this.show();
      if (mine) this.form.scrollIntoView({ block: "start" });
      else if (wanted) wanted.scrollIntoView({ block: "center" });
    }

    state() {
      const chosen = [["q", this.search.value.trim()], ["sort", this.sort]];
      for (const { key, select } of this.columns) if (select) chosen.push([key, select.value]);
      return chosen.filter(([, value]) => value);
    }

    changed() {
      if (inBook) {
        const state = addressState();
        for (const key of [...state.keys()]) if (key.startsWith(`${this.name}.`)) state.delete(key);
        for (const [key, value] of this.state()) state.set(`${this.name}.${key}`, value);
        const address = state.size ? `#${state}` : location.pathname + location.search;
        history.replaceState(history.state, "", address);
      }
      this.show();
    }

    matches(entry, needles) {
      return (
        needles.every((needle) => entry.words.includes(needle)) &&
        this.columns.every(({ select, index }) => !select?.value || this.cellValues({ index }, entry).includes(select.value))
      );
    }

    show() {
      const needles = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
      const shown = this.rows.filter((entry) => this.matches(entry, needles));
      const visible = new Set(shown);
      for (const entry of this.rows) entry.row.hidden = !visible.has(entry);
      this.body.append(...this.sorted().map(({ row }) => row));
      const filtered = shown.length < this.rows.length;
      const chosen = this.state().filter(([key]) => key !== "sort").map(([key, value]) => `${key === "q" ? "find" : key}: ${value}`);
      this.status.textContent = `${shown.length} of ${this.rows.length} rows`;
      // On paper the fields are gone, so the words must say what the rows are.
      this.status.append(element("span", { class: "evidence-filter__view" }, chosen.length ? ` (${chosen.join(", ")})` : ""));
      if (!inBook && filtered) this.status.append(". Charts in a notebook show all rows.");
      this.form.toggleAttribute("data-active", filtered);
      const state = new URLSearchParams(this.state().map(([key, value]) => [`${this.name}.${key}`, value]));
      this.link.href = `#${state}`;
      this.link.hidden = !state.size;
      this.table.dispatchEvent(new CustomEvent("evidence:rows", { bubbles: true }));
    }

    /** All rows in the chosen order; rows without a value come last in either direction. */
    sorted() {
      const key = this.sort.replace(/^-/, "");
      const sign = this.sort.startsWith("-") ? -1 : 1;
      const column = this.columns.find((candidate) => this.sort && candidate.key === key);
      for (const { head } of this.columns) head.removeAttribute("aria-sort");
      if (!column) return this.rows;
      column.head.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
      const valued = this.rows.map((entry) => ({ entry, value: text(entry.row.cells[column.index]) }));
      const numbers = valued.every(({ value }) => value === "" || Number.isFinite(Number(value.replace(/[\s,]/g, ""))));
      const number = ({ value }) => Number(value.replace(/[\s,]/g, ""));
      const compare = numbers ? (a, b) => number(a) - number(b) : (a, b) => words.compare(a.value, b.value);
      valued.sort((a, b) => (a.value === "") - (b.value === "") || (a.value === "" ? 0 : sign * compare(a, b)));
      return valued.map(({ entry }) => entry);
    }

    /** The rows shown, in the order shown, with all columns. The mark before the text tells spreadsheets that it is UTF-8. */
    save() {
      const rows = [...this.body.rows].filter((row) => !row.hidden);
      const lines = [this.columns.map(({ label }) => label), ...rows.map((row) => [...row.cells].map(text))];
      const content = lines.map((cells) => cells.map(field).join(",")).join("\r\n");
      const address = URL.createObjectURL(new Blob([`\ufeff${content}\r\n`], { type: "text/csv;charset=utf-8" }));
      const name = `${this.name}${rows.length < this.rows.length ? "-filtered" : ""}.csv`;
      element("a", { href: address, download: name }).click();
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
    }
  }

  for (const table of document.querySelectorAll('table[data-filter="true"]:not([data-ready])')) {
    if (table.tHead && table.tBodies.length) new FilterTable(table);
  }
})();
