/* Filters and sorts tables that ask for it (<table data-filter="true">), by pointer and by keyboard.
 *
 * The view is kept in the address, so that a link leads to it: #studies.q=reflux&studies.route=oral&studies.sort=-people
 * (table name, then q, sort or a column's key). Without this script the table is whole and in its own order.
 */
(() => {
  "use strict";

  const EMPTY = "(not stated)";
  const words = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const slug = (text) => text.trim().toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  const text = (cell) => (cell?.dataset.value ?? cell?.textContent ?? "").trim();

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function addressState() {
    const hash = location.hash.slice(1);
    return new URLSearchParams(hash.includes("=") ? hash : "");
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
        key: head.dataset.key || slug(head.textContent),
        select: null,
      }));
      this.sort = "";
      this.frame = table.closest(".evidence-table-frame") ?? table;
      this.buildControls();
      this.columns.filter(({ label }) => label).forEach((column) => this.buildSortButton(column));
      this.readAddress();
      window.addEventListener("hashchange", () => this.readAddress());
    }

    buildControls() {
      const caption = this.table.caption?.textContent.trim() || this.name;
      this.search = element("input", { type: "search", autocomplete: "off", spellcheck: "false" });
      this.status = element("p", { class: "evidence-filter__status", role: "status", "aria-live": "polite" });
      this.link = element("a", { class: "evidence-filter__link", href: "#" }, "Link to this view");
      const form = element("form", { class: "evidence-filter", "aria-label": `Filter: ${caption}` });
      form.append(element("label", {}, element("span", {}, "Find"), this.search));
      for (const column of this.columns.filter(({ head }) => head.dataset.filter === "select")) {
        column.select = element("select", {}, element("option", { value: "" }, "all"));
        for (const value of this.values(column)) column.select.append(element("option", { value }, value));
        form.append(element("label", {}, element("span", {}, column.label), column.select));
      }
      form.append(element("button", { type: "reset" }, "Show all"));
      form.append(element("div", { class: "evidence-filter__foot" }, this.status, this.link));
      form.addEventListener("submit", (event) => event.preventDefault());
      form.addEventListener("input", () => this.changed());
      form.addEventListener("reset", () => {
        this.sort = "";
        setTimeout(() => this.changed()); // the fields are empty only after the event
      });
      this.frame.before(form);
    }

    buildSortButton(column) {
      const button = element("button", { type: "button", class: "evidence-sort" });
      button.append(...column.head.childNodes);
      column.head.append(button);
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
      if (!mine && location.hash) return; // an ordinary anchor, or another table's view
      this.search.value = state.get(`${this.name}.q`) ?? "";
      this.sort = state.get(`${this.name}.sort`) ?? "";
      for (const { key, select } of this.columns) if (select) select.value = state.get(`${this.name}.${key}`) ?? "";
      for (const { select } of this.columns) if (select && select.selectedIndex < 0) select.value = "";
      this.show();
      if (mine) this.frame.previousElementSibling.scrollIntoView({ block: "start" });
    }

    state() {
      const chosen = [["q", this.search.value.trim()], ["sort", this.sort]];
      for (const { key, select } of this.columns) if (select) chosen.push([key, select.value]);
      return chosen.filter(([, value]) => value);
    }

    changed() {
      const state = addressState();
      for (const key of [...state.keys()]) if (key.startsWith(`${this.name}.`)) state.delete(key);
      for (const [key, value] of this.state()) state.set(`${this.name}.${key}`, value);
      const address = state.size ? `#${state}` : location.pathname + location.search;
      history.replaceState(history.state, "", address);
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
      this.status.textContent = `${shown.length} of ${this.rows.length} rows`;
      const state = new URLSearchParams(this.state().map(([key, value]) => [`${this.name}.${key}`, value]));
      this.link.href = `#${state}`;
      this.link.hidden = !state.size;
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
  }

  for (const table of document.querySelectorAll('table[data-filter="true"]')) {
    if (table.tHead && table.tBodies.length) new FilterTable(table);
  }
})();
